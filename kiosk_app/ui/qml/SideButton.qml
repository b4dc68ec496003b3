// What can be done beside the main thing: a drawing and a word, above each other where the word is too long for the
// width. `done`: it has been done; shows by a tick.
import QtQuick

Target {
    id: button

    required property string picture
    // What stands on it, the same whether it has been done or not: the name says which.
    property string word: name
    property bool done: false
    // One look for all of a row.
    property bool stacked: false
    // A sentence rather than a word.
    property bool wraps: false
    readonly property real side: Math.round((Theme.large ? 32 : 28) * Theme.u)
    readonly property real between: (Theme.large ? 0.6 : 1) * Theme.gap
    readonly property real needed: side + Math.ceil(label.implicitWidth) + (Theme.large ? 2 : 3) * Theme.gap

    implicitHeight: stacked ? Math.max(Theme.finger, side + Math.ceil(label.implicitHeight) + 0.8 * Theme.gap) : Theme.finger

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: button.down || button.done ? Theme.blueTint : Theme.card
        border.width: button.down || button.done ? 2 * Theme.hair : Theme.hair
        border.color: button.down || button.done ? Theme.blue : Theme.line
    }
    Image {
        id: drawing
        width: button.side
        height: button.side
        x: Math.round(button.stacked ? (button.width - width) / 2 : (button.width - width - button.between - label.width) / 2)
        y: Math.round(button.stacked ? (button.height - height - label.height) / 2 : (button.height - height) / 2)
        sourceSize: Qt.size(button.side, button.side)
        source: Theme.picture("icons", button.picture)
        Accessible.ignored: true
    }
    Rectangle {
        visible: button.done
        x: drawing.x + drawing.width - 0.7 * width
        y: drawing.y - height / 4
        width: Math.round(0.62 * button.side)
        height: width
        radius: width / 2
        color: Theme.card
        border.width: Theme.hair
        border.color: Theme.blue

        Image {
            anchors.centerIn: parent
            width: Math.round(0.7 * parent.width)
            height: width
            sourceSize: Qt.size(width, width)
            source: Theme.picture("icons", "check")
            Accessible.ignored: true
        }
    }
    Label {
        id: label
        x: Math.round(button.stacked ? (button.width - width) / 2 : drawing.x + drawing.width + button.between)
        y: Math.round(button.stacked ? drawing.y + drawing.height : (button.height - height) / 2)
        width: Math.min(implicitWidth, button.width - (button.wraps ? button.side + 3 * Theme.gap : Theme.gap))
        text: button.word
        font.pixelSize: Theme.large ? Theme.least : Theme.text
        lineHeight: 0.9
        wrapMode: button.wraps ? Text.Wrap : Text.NoWrap
        Accessible.ignored: true
    }
}
