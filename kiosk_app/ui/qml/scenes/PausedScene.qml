// 暂停服务: nobody is signed in, or the clerk is on a break.
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
    Column {
        width: parent.width - 3 * Theme.pad
        x: 1.5 * Theme.pad
        y: banner.height + (parent.height - banner.height - height) / 2
        spacing: 2 * Theme.pad

        Notice {
            width: parent.width
            title: scene_.scene.title
            titleAlso: scene_.scene.titleAlso
            line: scene_.scene.text
            lineAlso: scene_.scene.textAlso
        }
        Label {
            readonly property var clerk: scene_.scene.clerk
            visible: !!clerk
            width: parent.width
            text: !clerk ? "" : [clerk.name, clerk.title, clerk.number].filter(part => part !== "").join("　")
            font.pixelSize: Theme.word
            color: Theme.blue
            horizontalAlignment: Text.AlignHCenter
            maximumLineCount: 2
        }
    }
}
