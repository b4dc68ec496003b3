// Not set up yet: what a technician should do, in two languages.
import QtQuick
import ".."

Scene {
    id: scene_

    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width - 3 * Theme.pad, 640 * Theme.u)
        spacing: Theme.gap

        component Step: Column {
            id: step
            required property string line
            required property string lineAlso
            required property string command
            width: parent.width
            spacing: 4 * Theme.u

            Label {
                width: parent.width
                text: step.line
            }
            Label {
                width: parent.width
                text: step.lineAlso
                font.pixelSize: Theme.least
                color: Theme.soft
            }
            Rectangle {
                width: parent.width
                height: words.height + 1.2 * Theme.gap
                radius: Theme.radius / 2
                color: Theme.ink

                Label {
                    id: words
                    anchors.centerIn: parent
                    width: parent.width - 2 * Theme.gap
                    text: step.command
                    color: Theme.overBlue
                    font.pixelSize: Theme.least
                }
            }
        }

        Label {
            width: parent.width
            text: scene_.scene.title
            font.pixelSize: Theme.title
        }
        Label {
            width: parent.width
            text: scene_.scene.titleAlso
            color: Theme.soft
        }
        Label {
            width: parent.width
            text: scene_.scene.intro + "\n" + scene_.scene.introAlso
            font.pixelSize: Theme.least
        }
        Step {
            line: scene_.scene.enrol
            lineAlso: scene_.scene.enrolAlso
            command: "hcp-kiosk enrol --url https://… --code XXXX-XXXX"
        }
        Step {
            line: scene_.scene.check
            lineAlso: scene_.scene.checkAlso
            command: "hcp-kiosk check"
        }
        Label {
            width: parent.width
            text: scene_.scene.after + "\n" + scene_.scene.afterAlso
            font.pixelSize: Theme.least
            color: Theme.soft
        }
    }
}
