// Ratings cannot be stored: says so and takes none.
import QtQuick
import ".."

Scene {
    id: scene_

    Notice {
        width: parent.width - 3 * Theme.pad
        x: 1.5 * Theme.pad
        y: (parent.height - height) / 2
        mark: "closed"
        room: parent.height
        title: scene_.scene.title
        titleAlso: scene_.scene.titleAlso
        line: scene_.scene.text
        lineAlso: scene_.scene.textAlso
    }
}
