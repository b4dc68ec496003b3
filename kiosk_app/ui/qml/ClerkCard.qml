// Who serves here: picture, name, title, number, stars, motto.
import QtQuick

Item {
    id: card

    required property var clerk
    property bool upright: !Theme.landscape
    property real photoHeight: 200 * Theme.u
    // Beside the notice board.
    property bool small: false
    // How high it may be; the picture gives way to the words.
    property real room: Infinity

    implicitHeight: Math.max(upright ? (photo.visible ? photo.height + Theme.pad : 0) + words.height : Math.max(photo.height, words.height), 1)

    Rectangle {
        id: photo
        visible: height >= 60 * Theme.u
        height: Math.min(card.photoHeight, card.room - (card.upright ? words.height + Theme.pad : 0))
        width: Math.round(height * 0.8)
        x: card.upright ? (card.width - width) / 2 : 0
        y: card.upright ? 0 : (card.height - height) / 2
        radius: 4 * Theme.u
        color: Theme.blueTint
        border.width: Theme.hair
        border.color: Theme.faint

        Label {
            anchors.centerIn: parent
            visible: picture.status !== Image.Ready
            text: card.clerk.initial
            color: Theme.blue
            font.pixelSize: parent.height * 0.42
            Accessible.ignored: true
        }
        Image {
            id: picture
            anchors.fill: parent
            anchors.margins: Theme.hair
            source: card.clerk.photo
            fillMode: Image.PreserveAspectCrop
            Accessible.ignored: true
        }
    }
    Column {
        id: words
        readonly property int side: card.upright ? Text.AlignHCenter : Text.AlignLeft
        x: card.upright ? 0 : photo.width + 2 * Theme.pad
        y: card.upright ? (photo.visible ? photo.height + Theme.pad : 0) : (card.height - height) / 2
        width: card.width - x
        spacing: 6 * Theme.u

        Label {
            width: parent.width
            text: card.clerk.name
            font.pixelSize: card.small ? Theme.title : Theme.display
            horizontalAlignment: words.side
            maximumLineCount: 2
        }
        Label {
            width: parent.width
            text: [card.clerk.title, card.clerk.number].filter(part => part !== "").join("　")
            font.pixelSize: card.small ? Theme.least : Theme.word
            color: Theme.soft
            horizontalAlignment: words.side
            maximumLineCount: 2
        }
        Label {
            visible: text !== ""
            width: parent.width
            text: card.clerk.stars
            font.pixelSize: card.small ? Theme.word : Theme.title
            color: Theme.star
            horizontalAlignment: words.side
            Accessible.name: card.clerk.starsName
        }
        Label {
            // Who it is comes first: large, and in low reach, there is no room for both.
            visible: text !== "" && !(Theme.large && (!card.upright || Theme.compact))
            width: parent.width
            text: card.clerk.motto === "" ? "" : "“" + card.clerk.motto + "”"
            font.pixelSize: card.small ? Theme.least : Theme.text
            color: Theme.soft
            horizontalAlignment: words.side
            maximumLineCount: 3
        }
    }
}
