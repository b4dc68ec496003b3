// Not set up yet: what a technician should do, in two languages.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width - 3 * Theme.pad, 680 * Theme.u)
        spacing: (Theme.landscape ? 6 : 14) * Theme.u

        component Both: Column {
            id: both
            required property string line
            required property string lineAlso
            property real size: Theme.text
            width: parent.width

            Label {
                width: parent.width
                text: both.line
                font.pixelSize: both.size
            }
            Label {
                width: parent.width
                text: both.lineAlso
                font.pixelSize: Theme.least
                color: Theme.soft
            }
        }
        component Command: Rectangle {
            property alias text: words.text
            width: parent.width
            height: words.height + 1.2 * Theme.gap
            radius: Theme.radius / 2
            color: Theme.ink

            Label {
                id: words
                anchors.centerIn: parent
                width: parent.width - 2 * Theme.gap
                color: Theme.overBlue
                font.pixelSize: Theme.least
            }
        }

        Both {
            line: scene_.scene.title
            lineAlso: scene_.scene.titleAlso
            size: Theme.landscape ? Theme.title : Theme.display
        }
        Both {
            line: scene_.scene.intro
            lineAlso: scene_.scene.introAlso
        }
        Both {
            line: scene_.scene.enrol
            lineAlso: scene_.scene.enrolAlso
        }
        Command {
            text: "hcp-kiosk enrol --url https://… --code XXXX-XXXX"
        }
        Both {
            line: scene_.scene.check
            lineAlso: scene_.scene.checkAlso
        }
        Command {
            text: "hcp-kiosk check"
        }
        Both {
            line: scene_.scene.after
            lineAlso: scene_.scene.afterAlso
            size: Theme.least
        }
    }
}
