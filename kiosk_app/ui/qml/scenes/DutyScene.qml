// Whether the duty manager is to come: what will happen, and one button that does it; afterwards, that it is done.
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property real margin: 0.8 * Theme.gap
    readonly property bool wide: width > 1.3 * height
    readonly property real side: Math.round(Math.min(170 * Theme.u, 0.34 * (foot.y - margin)))

    Column {
        width: parent.width - 3 * Theme.pad
        x: 1.5 * Theme.pad
        y: Math.max(scene_.margin, (foot.y - height) / 2)
        spacing: Theme.pad

        Item {
            width: parent.width
            height: scene_.side

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                width: scene_.side
                height: width
                radius: width / 2
                color: Theme.blueTint
                border.width: Theme.hair
                border.color: Theme.blue

                Image {
                    anchors.centerIn: parent
                    width: Math.round(0.62 * parent.width)
                    height: width
                    sourceSize: Qt.size(width, width)
                    source: Theme.picture("icons", "duty")
                    Accessible.ignored: true
                }
            }
        }
        Label {
            width: parent.width
            text: scene_.scene.title
            font.pixelSize: scene_.wide || Theme.large ? Theme.title : 1.2 * Theme.title
            lineHeight: 0.95
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            width: parent.width
            text: scene_.scene.text
            font.pixelSize: Theme.large ? Theme.least : Theme.word
            lineHeight: 0.95
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
        }
    }
    FootBar {
        id: foot
        x: Theme.pad
        y: parent.height - height - scene_.margin
        width: parent.width - 2 * Theme.pad
        leading: scene_.scene.undo
        middle: scene_.scene.called ? "" : scene_.scene.back
        trailing: scene_.scene.called ? scene_.scene.back : scene_.scene.call
        onLeadingActivated: scene_.bridge.undo()
        onMiddleActivated: scene_.bridge.leaveDuty()
        onTrailingActivated: {
            if (scene_.scene.called)
                scene_.bridge.leaveDuty();
            else
                scene_.bridge.callDuty();
        }
    }
}
