// The buttons below the detail scenes, always at the same places: back at the left, on at the right.
import QtQuick

Item {
    id: bar

    property string leading: ""
    property string middle: ""
    property string trailing: ""
    signal leadingActivated
    signal middleActivated
    signal trailingActivated

    readonly property real third: (width - 2 * Theme.gap) / 3

    height: Theme.finger

    KioskButton {
        visible: bar.leading !== ""
        name: bar.leading
        width: bar.third
        height: parent.height
        onActivated: bar.leadingActivated()
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
        visible: bar.trailing !== ""
        name: bar.trailing
        strong: true
        x: 2 * (bar.third + Theme.gap)
        width: bar.third
        height: parent.height
        onActivated: bar.trailingActivated()
    }
}
