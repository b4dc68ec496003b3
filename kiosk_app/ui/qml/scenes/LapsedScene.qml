// The time is over and nothing was recorded.
import QtQuick
import ".."

Scene {
    id: scene_

    Notice {
        width: parent.width - 3 * Theme.pad
        x: 1.5 * Theme.pad
        y: (parent.height - height) / 2
        mark: "clock"
        room: parent.height
        title: scene_.scene.title
        line: scene_.scene.text
    }
}
