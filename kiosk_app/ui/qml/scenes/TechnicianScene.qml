// The terminal as its technician sees it: what is wrong first.
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
            anchors.right: languages.left
            anchors.verticalCenter: parent.verticalCenter
            text: scene_.scene.title
            color: Theme.overBar
            font.pixelSize: Theme.title
        }
        Row {
            id: languages
            anchors.right: parent.right
            anchors.rightMargin: 0.6 * Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            spacing: 0.6 * Theme.gap
            Repeater {
                model: scene_.scene.languages.length
                KioskButton {
                    required property int index
                    readonly property var language: scene_.scene.languages[index] ?? {"tag": "", "name": ""}
                    name: language.name
                    onActivated: scene_.bridge.language(language.tag)
                }
            }
        }
    }
    Flickable {
        anchors.top: top.bottom
        anchors.bottom: buttons.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.pad
        contentHeight: both.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Grid {
            id: both
            width: parent.width
            columns: Theme.landscape ? 2 : 1
            spacing: 1.5 * Theme.pad

            readonly property real side: Theme.landscape ? (width - spacing) / 2 : width

            Column {
                width: both.side
                spacing: Theme.gap

                Label {
                    width: parent.width
                    text: scene_.scene.problems.length > 0 ? scene_.scene.problemsTitle : scene_.scene.well
                    font.pixelSize: Theme.word
                }
                Repeater {
                    model: scene_.scene.problems.length
                    Rectangle {
                        id: problem
                        required property int index
                        width: both.side
                        height: line.implicitHeight + 1.4 * Theme.gap
                        radius: Theme.radius / 2
                        color: Theme.card
                        border.width: Theme.hair
                        border.color: Theme.line

                        Label {
                            id: line
                            anchors.centerIn: parent
                            width: parent.width - 2 * Theme.gap
                            text: scene_.scene.problems[problem.index] ?? ""
                            font.pixelSize: Theme.landscape ? Theme.least : Theme.text
                            wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                        }
                    }
                }
            }
            FactList {
                width: both.side
                facts: scene_.scene.facts
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

        readonly property int count: scene_.scene.clean !== "" ? 3 : 2
        readonly property real share: (width - (count - 1) * spacing) / count

        KioskButton {
            width: buttons.share
            name: scene_.scene.pads
            strong: true
            onActivated: scene_.bridge.technician("pad")
        }
        KioskButton {
            visible: scene_.scene.clean !== ""
            width: buttons.share
            name: scene_.scene.clean
            onActivated: scene_.bridge.clean()
        }
        KioskButton {
            width: buttons.share
            name: scene_.scene.leave
            onActivated: scene_.bridge.technician("leave")
        }
    }
}
