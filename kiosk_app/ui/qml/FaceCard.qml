// A face with its word: beside each other in a wide card, below each other in a tall one.
import QtQuick

Target {
    id: card

    required property string picture
    required property real faceSize
    required property real wordSize
    // How much height the words of all the cards beside it may need, so that their faces stand in one line.
    property real wordRoom: 0
    property color accent: Theme.soft
    property bool upright: true
    property bool chosen: false
    // Half a frame later than it is so: where a tap is on the disk before that, the next scene is drawn instead of this
    // look and not after it. No eye sees the difference.
    property bool lit: false
    readonly property bool touched: down || chosen

    onTouchedChanged: look.restart()

    Timer {
        id: look
        interval: 8
        onTriggered: card.lit = card.touched
    }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: card.lit ? Theme.blueTint : Theme.card
        border.width: card.lit ? 3 * Theme.hair : Theme.hair
        border.color: card.lit ? card.accent : Theme.line
    }
    Face {
        id: face
        level: card.picture
        width: Math.round(card.faceSize)
        x: card.upright ? (card.width - width) / 2 : Theme.pad
        y: card.upright ? Math.max(0, (card.height - height - card.wordRoom - Theme.gap) / 2) : (card.height - height) / 2
    }
    Label {
        id: word
        text: card.name
        font.pixelSize: card.wordSize
        fontSizeMode: Text.Fit
        minimumPixelSize: Math.round(Theme.least)
        maximumLineCount: 2
        horizontalAlignment: card.upright ? Text.AlignHCenter : Text.AlignLeft
        x: card.upright ? Theme.gap / 2 : face.x + face.width + Theme.pad
        y: card.upright ? face.y + face.height + Theme.gap : 0
        width: card.width - x - Theme.gap / 2
        height: card.upright ? card.wordRoom : card.height
        Accessible.ignored: true
    }
}
