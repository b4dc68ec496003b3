// A hall kiosk's scene “welcome”.
import QtQuick
import ".."

Scene {
    id: scene_

    Label {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.pad
        text: scene_.scene.title
        font.pixelSize: Theme.title
        horizontalAlignment: Text.AlignHCenter
    }
}
