// The centre is being asked: for what, and that something happens.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    property int at: 0
    readonly property real side: Math.round(Math.min(170 * Theme.u, 0.34 * height))

    Timer {
        running: scene_.visible && Theme.motion
        interval: 400
        repeat: true
        onTriggered: scene_.at = (scene_.at + 1) % 3
    }
    Column {
        x: 1.5 * Theme.pad
        width: parent.width - 2 * x
        y: Math.max(0, (parent.height - height) / 2)
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
                    width: Math.round(0.56 * parent.width)
                    height: width
                    sourceSize: Qt.size(width, width)
                    source: Theme.picture("icons", "find")
                    Accessible.ignored: true
                }
            }
        }
        Label {
            width: parent.width
            text: scene_.scene.title
            font.pixelSize: Theme.display
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            width: parent.width
            text: scene_.scene.text
            font.pixelSize: Theme.word
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
        }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 1.5 * Theme.gap

            Repeater {
                model: 3
                Rectangle {
                    required property int index
                    width: Math.round(14 * Theme.u)
                    height: width
                    radius: width / 2
                    color: !Theme.motion || index === scene_.at ? Theme.blue : "transparent"
                    border.width: Theme.hair
                    border.color: Theme.blue
                }
            }
        }
    }
}
