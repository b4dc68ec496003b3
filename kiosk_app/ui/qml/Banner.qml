// The strip above the scenes that are no session: hall and window, large enough for the queue to read.
import QtQuick

Rectangle {
    id: banner

    required property string hall
    required property string window

    readonly property bool longName: metrics.advanceWidth(window) > (Theme.landscape ? 0.5 : 1) * words.width

    height: words.height + 2 * Theme.pad
    color: Theme.bar

    FontMetrics {
        id: metrics
        font.pixelSize: Theme.display
    }

    // Column in portrait, two ends of a row in landscape.
    Item {
        id: words
        anchors.verticalCenter: parent.verticalCenter
        x: 1.5 * Theme.pad
        width: parent.width - 2 * x
        height: Theme.landscape ? Math.max(hallName.height, windowName.height) : windowName.y + windowName.height

        Label {
            id: hallName
            width: Theme.landscape ? parent.width / 2 : parent.width
            height: Theme.landscape ? Math.max(implicitHeight, windowName.implicitHeight) : implicitHeight
            text: banner.hall
            color: Theme.overBarSoft
            font.pixelSize: Theme.word
            maximumLineCount: 2
        }
        Label {
            id: windowName
            x: Theme.landscape ? parent.width / 2 : 0
            y: Theme.landscape ? 0 : hallName.height + (banner.hall !== "" ? 4 * Theme.u : 0)
            width: Theme.landscape ? parent.width / 2 : parent.width
            height: Theme.landscape ? Math.max(implicitHeight, hallName.implicitHeight) : implicitHeight
            text: banner.window
            color: Theme.overBar
            font.pixelSize: banner.longName ? Theme.title : Theme.display
            horizontalAlignment: Theme.landscape ? Text.AlignRight : Text.AlignLeft
            maximumLineCount: 2
        }
    }
}
