// 暂停服务: nobody is signed in, or the clerk is on a break.
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property var clerk: scene.clerk

    Column {
        width: parent.width - 3 * Theme.pad
        x: 1.5 * Theme.pad
        y: (parent.height - height) / 2
        spacing: (Theme.large ? 0.5 : 2) * Theme.pad

        Notice {
            width: parent.width
            mark: "pause"
            room: scene_.height - (who.visible ? who.height + parent.spacing : 0)
            title: scene_.scene.title
            titleAlso: scene_.scene.titleAlso
            line: scene_.scene.text
            lineAlso: scene_.scene.textAlso
        }
        Column {
            id: who
            visible: !!scene_.clerk
            width: parent.width
            spacing: 4 * Theme.u

            Label {
                width: parent.width
                text: scene_.clerk?.name ?? ""
                font.pixelSize: Theme.title
                color: Theme.blue
                horizontalAlignment: Text.AlignHCenter
                maximumLineCount: 2
            }
            Label {
                width: parent.width
                text: [scene_.clerk?.title ?? "", scene_.clerk?.number ?? ""].filter(part => part !== "").join("　")
                color: Theme.soft
                horizontalAlignment: Text.AlignHCenter
                maximumLineCount: 2
            }
        }
    }
}
