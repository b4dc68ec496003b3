// The strip above every scene of a session: where one is, and the switches, always at the same place.
pragma ComponentBehavior: Bound
import QtQuick

Rectangle {
    id: header

    required property var scene
    required property var bridge

    height: Theme.finger + 2 * 6 * Theme.u
    color: Theme.bar

    Column {
        anchors.left: parent.left
        anchors.leftMargin: Theme.pad
        anchors.right: switches.left
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter

        Label {
            // In large type there is room for one line: the window, which is what the citizen looks for.
            visible: text !== "" && !(Theme.large && header.scene.window !== "")
            width: parent.width
            text: header.scene.hall
            color: Theme.overBarSoft
            font.pixelSize: Theme.least
            maximumLineCount: 1
        }
        Label {
            visible: text !== ""
            width: parent.width
            text: header.scene.window
            color: Theme.overBar
            font.pixelSize: Theme.text
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Math.round(Theme.least)
            lineHeight: 0.95
            maximumLineCount: Theme.large ? 2 : 1
        }
    }
    Row {
        id: switches
        anchors.right: parent.right
        anchors.rightMargin: 6 * Theme.u
        anchors.verticalCenter: parent.verticalCenter
        spacing: 6 * Theme.u

        Repeater {
            model: header.scene.languages.length
            KioskButton {
                required property int index
                readonly property var language: header.scene.languages[index] ?? {"tag": "", "name": ""}
                name: language.name
                onActivated: header.bridge.language(language.tag)
            }
        }
        KioskButton {
            name: header.scene.largeName
            onActivated: header.bridge.aid("large")
        }
    }
}
