// A face with its word: beside each other in a wide card, below each other in a tall one.
import QtQuick

Target {
    id: card

    required property string picture
    // The name, broken where it is to be.
    property string words: name
    // What all cards beside it share, from the plan of the scene, so that none is larger than another.
    required property bool upright
    required property real faceSize
    required property real wordSize
    // The height of the words in a tall card; the start of the face in a wide one.
    required property real wordRoom
    property real inset: Theme.pad
    property color accent: Theme.soft
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
        x: Math.round(card.upright ? (card.width - width) / 2 : card.inset)
        y: Math.round((card.height - height - (card.upright ? card.wordRoom + Theme.gap : 0)) / 2)
    }
    Label {
        text: card.words
        font.pixelSize: card.wordSize
        // For words of the centre's that no plan can hold.
        fontSizeMode: Text.Fit
        minimumPixelSize: Math.round(Theme.least)
        lineHeight: 0.95
        maximumLineCount: 2
        horizontalAlignment: card.upright ? Text.AlignHCenter : Text.AlignLeft
        verticalAlignment: card.upright ? Text.AlignTop : Text.AlignVCenter
        x: card.upright ? Theme.gap / 2 : face.x + face.width + 1.5 * Theme.gap
        y: card.upright ? face.y + face.height + Theme.gap : 0
        width: card.width - x - Theme.gap / 2
        height: card.upright ? card.wordRoom : card.height
        Accessible.ignored: true
    }
}
