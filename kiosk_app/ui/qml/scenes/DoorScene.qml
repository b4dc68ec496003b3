// The technician's PIN page. The digits are here and nowhere else, shown as dots, gone with the page.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property int longest: 8
    property string digits: ""
    property int seconds: 0

    onEntered: digits = ""
    onSceneChanged: {
        digits = "";
        seconds = Math.ceil(Math.max(0, scene.left));
    }
    onVisibleChanged: digits = ""

    Timer {
        running: scene_.visible && scene_.scene.wait !== "" && scene_.seconds > 0
        interval: 1000
        repeat: true
        onTriggered: scene_.seconds -= 1
    }

    Item {
        id: sheet
        anchors.fill: parent
        anchors.margins: 1.5 * Theme.pad

        Column {
            id: words
            width: Theme.landscape && scene_.scene.open ? parent.width - board.width - 2 * Theme.pad : parent.width
            y: Theme.landscape ? Math.max(0, (sheet.height - height - back.height - Theme.pad) / 2) : 0.06 * sheet.height
            spacing: 1.5 * Theme.gap

            Label {
                width: parent.width
                text: scene_.scene.title
                font.pixelSize: Theme.display
            }
            Label {
                width: parent.width
                text: scene_.scene.wait !== "" ? scene_.scene.wait.arg(scene_.seconds) : scene_.scene.text
                font.pixelSize: Theme.word
            }
            Row {
                visible: scene_.scene.open
                spacing: Theme.gap
                Repeater {
                    model: scene_.longest
                    Rectangle {
                        required property int index
                        width: 22 * Theme.u
                        height: width
                        radius: width / 2
                        color: index < scene_.digits.length ? Theme.ink : "transparent"
                        border.width: 2 * Theme.hair
                        border.color: Theme.soft
                    }
                }
            }
        }
        KioskButton {
            id: back
            anchors.left: parent.left
            anchors.bottom: parent.bottom
            width: Theme.landscape ? Math.max(implicitWidth, 160 * Theme.u) : parent.width
            name: scene_.scene.back
            onActivated: scene_.bridge.technician("leave")
        }
        Grid {
            id: board
            visible: scene_.scene.open
            x: Theme.landscape ? parent.width - width : (parent.width - width) / 2
            y: Theme.landscape ? (parent.height - height) / 2 : Math.max(words.y + words.height + Theme.pad, 0.26 * parent.height)
            columns: 3
            spacing: Theme.gap

            readonly property real key: Math.min(96 * Theme.u, (sheet.height - 3 * spacing) / 4)

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", scene_.scene.clear, "0", scene_.scene.enter]
                KioskButton {
                    required property int index
                    required property string modelData
                    readonly property bool digit: index !== 9 && index !== 11
                    width: 1.25 * board.key
                    height: board.key
                    name: modelData
                    strong: index === 11
                    fontSize: digit ? Theme.title : Theme.text
                    onActivated: {
                        if (index === 9)
                            scene_.digits = "";
                        else if (index === 11)
                            scene_.tried();
                        else if (scene_.digits.length < scene_.longest)
                            scene_.digits += modelData;
                    }
                }
            }
        }
    }

    function tried() {
        if (digits !== "")
            bridge.tryPin(digits);
        digits = "";
    }
}
