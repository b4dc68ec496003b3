// A key of the large keypad: a sign, or a word or drawing for what it does.
import QtQuick

Target {
    id: key

    property string label: name
    property string picture: ""
    property bool deed: false
    readonly property real needed: Math.ceil(measure.advanceWidth(label)) + 12 * Theme.u

    // One types faster than one finger leaves.
    alone: false

    FontMetrics {
        id: measure
        font.pixelSize: Theme.text
    }
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: key.down ? Theme.bluePressed : key.deed ? Theme.blueTint : Theme.card
        border.width: Theme.hair
        border.color: key.down ? Theme.bluePressed : Theme.line
    }
    Label {
        visible: key.picture === ""
        anchors.centerIn: parent
        width: parent.width - 6 * Theme.u
        height: parent.height - 4 * Theme.u
        text: key.label
        font.pixelSize: key.deed ? Theme.text : Math.max(Theme.title, Math.min(0.5 * key.height, Theme.display))
        fontSizeMode: Text.Fit
        minimumPixelSize: Math.ceil(Theme.least)
        maximumLineCount: 1
        horizontalAlignment: Text.AlignHCenter
        color: key.down ? (Theme.contrast ? Theme.card : Theme.overBlue) : Theme.ink
        Accessible.ignored: true
    }
    Image {
        visible: key.picture !== ""
        anchors.centerIn: parent
        width: Math.round(34 * Theme.u)
        height: width
        sourceSize: Qt.size(width, width)
        source: key.picture === "" ? "" : Theme.picture("icons", key.picture)
        Accessible.ignored: true
    }
}
