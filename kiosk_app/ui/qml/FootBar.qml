// The buttons below the detail scenes, always at the same places: back at the left, on at the right.
import QtQuick

Item {
    id: bar

    property string left: ""
    property string middle: ""
    property string right: ""
    signal leftActivated
    signal middleActivated
    signal rightActivated

    readonly property real third: (width - 2 * Theme.gap) / 3

    height: Theme.finger

    KioskButton {
        visible: bar.left !== ""
        name: bar.left
        width: bar.third
        height: parent.height
        onActivated: bar.leftActivated()
    }
    KioskButton {
        visible: bar.middle !== ""
        name: bar.middle
        x: bar.third + Theme.gap
        width: bar.third
        height: parent.height
        onActivated: bar.middleActivated()
    }
    KioskButton {
        visible: bar.right !== ""
        name: bar.right
        strong: true
        x: 2 * (bar.third + Theme.gap)
        width: bar.third
        height: parent.height
        onActivated: bar.rightActivated()
    }
}
