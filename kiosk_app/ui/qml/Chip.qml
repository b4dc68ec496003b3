// A reason that can be chosen and taken back. Chosen shows by a tick, not by colour alone.
import QtQuick

Target {
    id: chip

    property bool chosen: false

    Accessible.role: Accessible.CheckBox
    Accessible.checkable: true
    Accessible.checked: chosen

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: chip.down || chip.chosen ? Theme.blueTint : Theme.card
        border.width: chip.chosen ? 2 * Theme.hair : Theme.hair
        border.color: chip.down || chip.chosen ? Theme.blue : Theme.line
    }
    Rectangle {
        id: box
        x: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.text * 1.2
        height: width
        radius: 5 * Theme.u
        color: chip.chosen ? Theme.blue : Theme.card
        border.width: Theme.hair
        border.color: chip.chosen ? Theme.blue : Theme.soft

        Label {
            anchors.centerIn: parent
            visible: chip.chosen
            text: "✓"
            color: Theme.overBlue
            font.pixelSize: Theme.text
            Accessible.ignored: true
        }
    }
    Label {
        anchors.left: box.right
        anchors.leftMargin: Theme.gap
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap / 2
        height: parent.height
        text: chip.name
        font.pixelSize: Theme.landscape || Theme.large ? Theme.text : 23 * Theme.u
        fontSizeMode: Text.Fit
        minimumPixelSize: Math.round(Theme.least)
        Accessible.ignored: true
    }
}
