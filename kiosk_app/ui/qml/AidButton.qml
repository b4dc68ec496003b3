// A switch of the frame: a picture above its word. In force shows by a tick and a thick border, not by colour alone.
import QtQuick

Target {
    id: button

    required property string picture
    property bool toggles: false
    property bool on: false
    // Leads on, as a strong button does.
    property bool strong: false

    implicitWidth: Math.max(Theme.finger, word.implicitWidth + (Theme.large ? 4 : 6) * Theme.u)

    Accessible.checkable: toggles
    Accessible.checked: on

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius / 1.5
        color: button.strong ? (button.down ? Theme.bluePressed : Theme.blue) : button.down || button.on ? Theme.blueTint : Theme.card
        border.width: button.on || button.strong ? 2 * Theme.hair : Theme.hair
        border.color: button.strong ? Theme.overBlue : button.down || button.on ? Theme.blue : Theme.line
    }
    Image {
        id: drawing
        readonly property real side: Math.round((Theme.large ? 26 : 28) * Theme.u)
        // A tick and its picture stand in the middle together.
        x: (button.width - width - (button.on ? tick.width : 0)) / 2
        y: Math.max(3 * Theme.u, (button.height - height - word.height - Theme.u) / 2)
        width: side
        height: side
        sourceSize: Qt.size(side, side)
        source: button.picture === "" ? "" : Theme.picture("icons", button.picture)
        Accessible.ignored: true
    }
    Rectangle {
        id: tick
        visible: button.on
        x: drawing.x + drawing.width + Theme.u
        y: drawing.y
        width: Math.round(18 * Theme.u)
        height: width
        radius: width / 2
        color: Theme.blue

        Image {
            anchors.centerIn: parent
            width: Math.round(parent.width * 0.7)
            height: width
            sourceSize: Qt.size(width, width)
            source: Theme.picture("icons", "tick")
            Accessible.ignored: true
        }
    }
    Label {
        id: word
        x: (button.width - width) / 2
        y: drawing.y + drawing.height + Theme.u
        width: Math.min(implicitWidth, button.width)
        text: button.name
        color: button.strong ? Theme.overBlue : Theme.ink
        font.pixelSize: Theme.least
        lineHeight: 0.9
        wrapMode: Text.NoWrap
        horizontalAlignment: Text.AlignHCenter
        Accessible.ignored: true
    }
}
