// The glass is being wiped: nothing counts, and how long that lasts stands there as large as the panel allows.
import QtQuick
import ".."

Scene {
    id: scene_

    // The moment of the end, in the clock of Date.now(); 0 where it is not known.
    property real end: 0
    property int seconds: 0

    onSceneChanged: begin()
    Component.onCompleted: begin()

    function begin() {
        end = scene.left < 0 ? 0 : Date.now() + 1000 * scene.left;
        look();
    }
    function look() {
        seconds = end === 0 ? 0 : Math.max(0, Math.ceil((end - Date.now()) / 1000));
    }

    Timer {
        interval: 1000
        repeat: true
        running: scene_.visible && scene_.seconds > 0
        onTriggered: scene_.look()
    }
    Column {
        width: parent.width - 3 * Theme.pad
        x: 1.5 * Theme.pad
        y: (parent.height - height) / 2
        spacing: Theme.pad

        Notice {
            width: parent.width
            mark: "clean"
            room: scene_.height - number.height - parent.spacing
            title: scene_.scene.title
            titleAlso: scene_.scene.titleAlso
            line: scene_.scene.text
            lineAlso: scene_.scene.textAlso
        }
        Label {
            id: number
            visible: scene_.seconds > 0
            width: parent.width
            text: scene_.seconds
            font.pixelSize: 2 * Theme.display
            color: Theme.blue
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
