// Ratings cannot be stored: says so and takes none.
import QtQuick
import ".."

Scene {
    id: scene_

    Banner {
        id: banner
        width: parent.width
        hall: scene_.scene.hall
        window: scene_.scene.window
    }
    Notice {
        width: parent.width - 3 * Theme.pad
        x: 1.5 * Theme.pad
        y: banner.height + (parent.height - banner.height - height) / 2
        title: scene_.scene.title
        titleAlso: scene_.scene.titleAlso
        line: scene_.scene.text
        lineAlso: scene_.scene.textAlso
    }
}
