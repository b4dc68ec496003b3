// Thanks, the same for every level.
import QtQuick
import ".."

Scene {
    id: scene_

    Column {
        anchors.centerIn: parent
        anchors.verticalCenterOffset: -foot.height / 2
        width: parent.width - 3 * Theme.pad
        spacing: Theme.pad

        Image {
            anchors.horizontalCenter: parent.horizontalCenter
            source: Theme.picture("marks", "done")
            width: 110 * Theme.u
            height: width
            sourceSize.width: Math.round(width)
            sourceSize.height: Math.round(width)
            Accessible.ignored: true
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
    }
    FootBar {
        id: foot
        x: Theme.pad
        y: parent.height - height - Theme.gap
        width: parent.width - 2 * Theme.pad
        leading: scene_.scene.undo
        onLeadingActivated: scene_.bridge.undo()
    }
}
