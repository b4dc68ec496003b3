// One key. Pressing it never takes the field's cursor away.
import QtQuick
import ".."

Target {
    id: key

    property string label: name
    // Keys that write lie on paper, keys that do something else are tinted.
    property bool deed: false
    property bool held: false
    property real size: Theme.word

    alone: false
    // Who has keys types with them.
    activeFocusOnTab: false

    Rectangle {
        anchors.fill: parent
        anchors.margins: 2 * Theme.u
        radius: Theme.radius / 2
        color: key.down ? Theme.bluePressed : key.held ? Theme.blue : key.deed ? Theme.blueTint : Theme.card
        border.width: Theme.hair
        border.color: key.down ? Theme.bluePressed : Theme.line
    }
    Label {
        anchors.centerIn: parent
        width: parent.width - 8 * Theme.u
        height: parent.height - 4 * Theme.u
        text: key.label
        font.pixelSize: key.size
        fontSizeMode: Text.Fit
        minimumPixelSize: Math.ceil(Theme.least)
        horizontalAlignment: Text.AlignHCenter
        maximumLineCount: 1
        color: key.down || key.held ? Theme.overBlue : Theme.ink
        Accessible.ignored: true
    }
}
