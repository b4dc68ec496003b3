// A button with a word on it. `strong`: the one that leads on.
import QtQuick

Target {
    id: button

    property bool strong: false
    property real fontSize: Theme.text

    implicitWidth: Math.max(Theme.finger, Math.ceil(label.implicitWidth) + 2 * Theme.pad)
    implicitHeight: Theme.finger

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: button.strong ? (button.down ? Theme.bluePressed : Theme.blue) : (button.down ? Theme.blueTint : Theme.card)
        border.width: button.strong ? 0 : button.down ? 2 * Theme.hair : Theme.hair
        border.color: button.down ? Theme.blue : Theme.line
    }
    Label {
        id: label
        anchors.centerIn: parent
        width: Math.min(implicitWidth, button.width - Theme.gap)
        height: Math.min(implicitHeight, button.height)
        text: button.name
        color: button.strong ? Theme.overBlue : Theme.ink
        font.pixelSize: button.fontSize
        fontSizeMode: Text.Fit
        minimumPixelSize: Math.round(Theme.least)
        lineHeight: 0.9
        maximumLineCount: 2
        horizontalAlignment: Text.AlignHCenter
        Accessible.ignored: true
    }
}
