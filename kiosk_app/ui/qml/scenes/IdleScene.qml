// Waiting: where one is, who serves here, and that one can rate afterwards.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property var clerk: scene.clerk

    Item {
        id: middle
        anchors.top: parent.top
        anchors.bottom: invitation.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: 2 * Theme.pad

        Loader {
            anchors.centerIn: parent
            width: Theme.landscape ? Math.min(parent.width, 620 * Theme.u) : parent.width
            active: !!scene_.clerk
            sourceComponent: ClerkCard {
                clerk: scene_.clerk ?? ({"name": "", "number": "", "title": "", "stars": "", "starsName": "", "motto": "", "photo": "", "initial": ""})
                photoHeight: Math.min(middle.height * (Theme.landscape ? 1 : 0.5), (Theme.landscape ? 220 : 260) * Theme.u)
            }
        }
        Label {
            anchors.centerIn: parent
            visible: !scene_.clerk
            width: parent.width
            text: scene_.scene.welcome
            font.pixelSize: Theme.display * 1.4
            color: Theme.blue
            horizontalAlignment: Text.AlignHCenter
        }
    }
    Rectangle {
        id: invitation
        anchors.bottom: parent.bottom
        width: parent.width
        height: words.height + 2 * Theme.pad
        color: Theme.card

        Rectangle {
            width: parent.width
            height: Theme.hair
            color: Theme.faint
        }
        Column {
            id: words
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.pad
            spacing: Theme.gap

            Label {
                width: parent.width
                text: scene_.scene.invite
                font.pixelSize: Theme.word
                horizontalAlignment: Text.AlignHCenter
            }
            Label {
                width: parent.width
                text: scene_.scene.inviteAlso
                font.pixelSize: Theme.least
                color: Theme.soft
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}
