// One pad: what comes from it now, what its keys mean, and the lesson that finds it out. Level words stand here only.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    Rectangle {
        id: top
        width: parent.width
        height: Theme.finger + 1.2 * Theme.gap
        color: Theme.bar

        Label {
            anchors.left: parent.left
            anchors.leftMargin: 1.5 * Theme.pad
            anchors.right: next.visible ? next.left : parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: scene_.scene.title
            color: Theme.overBar
            font.pixelSize: Theme.title
        }
        KioskButton {
            id: next
            anchors.right: parent.right
            anchors.rightMargin: 0.6 * Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            visible: scene_.scene.next !== "" && !scene_.scene.asking
            name: scene_.scene.next
            onActivated: scene_.bridge.technician("next_pad")
        }
    }
    Grid {
        id: both
        anchors.top: top.bottom
        anchors.bottom: buttons.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.pad
        anchors.topMargin: 0.7 * Theme.pad
        columns: Theme.landscape ? 2 : 1
        spacing: Theme.landscape ? 1.5 * Theme.pad : 2 * Theme.pad
        clip: true

        readonly property real factSide: Theme.landscape ? 0.42 * (width - spacing) : width
        readonly property real keySide: Theme.landscape ? 0.58 * (width - spacing) : width

        FactList {
            width: both.factSide
            facts: scene_.scene.facts
        }
        Column {
            width: both.keySide
            spacing: 0.6 * Theme.gap
            visible: scene_.scene.levels.length > 0

            Label {
                width: parent.width
                text: scene_.scene.ask !== "" ? scene_.scene.ask : scene_.scene.keysTitle
                font.pixelSize: Theme.word
                maximumLineCount: 2
            }
            Repeater {
                model: scene_.scene.levels.length
                Rectangle {
                    id: level
                    required property int index
                    readonly property var row: scene_.scene.levels[index] ?? {"name": "", "keys": "", "asked": false}
                    width: both.keySide
                    height: (Theme.landscape ? 38 : 48) * Theme.u
                    radius: Theme.radius / 2
                    color: row.asked ? Theme.blueTint : Theme.card
                    border.width: row.asked ? 2 * Theme.hair : Theme.hair
                    border.color: row.asked ? Theme.blue : Theme.faint

                    Label {
                        x: Theme.gap
                        width: 0.6 * parent.width - x
                        height: parent.height
                        text: level.row.name
                        maximumLineCount: 1
                    }
                    Label {
                        x: 0.6 * parent.width
                        width: 0.4 * parent.width - Theme.gap
                        height: parent.height
                        text: level.row.asked ? "?" : level.row.keys
                        horizontalAlignment: Text.AlignRight
                        maximumLineCount: 1
                    }
                }
            }
            Label {
                width: parent.width
                text: scene_.scene.note
                font.pixelSize: Theme.landscape ? Theme.least : Theme.text
                maximumLineCount: 3
            }
        }
    }
    Row {
        id: buttons
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.pad
        anchors.horizontalCenter: parent.horizontalCenter
        width: parent.width - 2 * Theme.pad
        spacing: Theme.gap

        readonly property var asked: scene_.scene.asking
            ? [["skip", scene_.scene.skip], ["stop", scene_.scene.stop]]
            : [["learn", scene_.scene.learn], ["forget", scene_.scene.forget]]
        readonly property var shown: [...asked, ["overview", scene_.scene.back]].filter(each => each[1] !== "")

        Repeater {
            model: buttons.shown.length
            KioskButton {
                required property int index
                readonly property var wish: buttons.shown[index] ?? ["", ""]
                width: (buttons.width - (buttons.shown.length - 1) * buttons.spacing) / buttons.shown.length
                name: wish[1]
                strong: index === 0 && buttons.shown.length > 1
                onActivated: scene_.bridge.technician(wish[0])
            }
        }
    }
}
