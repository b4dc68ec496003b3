// A reason, or a tick on a form, that can be chosen and taken back. Chosen shows by a tick, not by colour alone.
import QtQuick

Target {
    id: chip

    property bool chosen: false
    property real wordSize: Theme.text
    readonly property real inset: 1.2 * Theme.gap
    // What a word has of a chip's width.
    readonly property real across: width - box.width - 2.5 * inset

    Accessible.role: Accessible.CheckBox
    Accessible.checkable: true
    Accessible.checked: chosen
    // What a screen reader does first with what can be ticked.
    Accessible.onToggleAction: if (chip.visible) chip.activated()

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: chip.down || chip.chosen ? Theme.blueTint : Theme.card
        border.width: chip.chosen || chip.down ? 2 * Theme.hair : Theme.hair
        border.color: chip.down || chip.chosen ? Theme.blue : Theme.line
    }
    Rectangle {
        id: box
        x: chip.inset
        anchors.verticalCenter: parent.verticalCenter
        width: Math.round((Theme.large ? 38 : 28) * Theme.u)
        height: width
        radius: 5 * Theme.u
        color: Theme.card
        border.width: Theme.hair
        border.color: chip.chosen ? Theme.blue : Theme.soft

        Image {
            anchors.centerIn: parent
            visible: chip.chosen
            width: Math.round(0.8 * parent.width)
            height: width
            sourceSize: Qt.size(width, width)
            source: Theme.picture("icons", "check")
            Accessible.ignored: true
        }
    }
    Label {
        x: box.x + box.width + chip.inset
        width: chip.across
        height: parent.height
        text: chip.name
        font.pixelSize: chip.wordSize
        fontSizeMode: Text.Fit
        minimumPixelSize: Math.round(Theme.least)
        lineHeight: 0.84
        Accessible.ignored: true
    }
}
