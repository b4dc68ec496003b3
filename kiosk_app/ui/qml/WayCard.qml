// One of a few large ways on: a drawing, a word, and a line on what it needs. Above each other where it is upright. The
// line gives way where there is no room for it.
import QtQuick

Target {
    id: card

    required property string picture
    property string hint: ""
    property bool upright: false

    readonly property real inset: 1.2 * Theme.gap
    // Beside the words, where it does not depend on them.
    readonly property real flat: Math.round(Math.min((Theme.large ? 60 : 64) * Theme.u, most))
    readonly property real across: width - 2 * inset - (upright ? 0 : flat + inset)
    readonly property real words: name_.implicitHeight + (hinted ? hint_.implicitHeight + 2 * Theme.u : 0)
    readonly property real most: height - 2 * inset
    // The drawing is for who does not read: in a row it comes before the line.
    readonly property bool hintable: name_.implicitHeight + hint_.implicitHeight + 2 * Theme.u + (upright ? 48 * Theme.u + inset : 0) <= most
    property bool agreedHint: hintable
    readonly property bool hinted: hint !== "" && agreedHint
    // What is agreed among all ways: the drawing of the one with the most words, lines for all or none, one height to
    // begin at.
    readonly property real fit: Math.round(Math.min(96 * Theme.u, most - words - inset))
    property real agreedSide: fit
    property real agreedWords: words
    readonly property real side: upright ? agreedSide : flat
    readonly property real start: (height - side - agreedWords - inset) / 2
    readonly property bool pictured: side >= 30 * Theme.u

    FontMetrics {
        id: metrics
        font.pixelSize: Theme.word
    }
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: card.down ? Theme.blueTint : Theme.card
        border.width: card.down ? 2 * Theme.hair : Theme.hair
        border.color: card.down ? Theme.blue : Theme.line
    }
    Image {
        visible: card.pictured
        width: Math.max(1, card.side)
        height: width
        x: Math.round(card.upright ? (card.width - width) / 2 : card.inset)
        y: Math.round(card.upright ? card.start : (card.height - width) / 2)
        sourceSize: Qt.size(width, width)
        source: Theme.picture("icons", card.picture)
        Accessible.ignored: true
    }
    Item {
        x: card.upright ? card.inset : card.side + 2 * card.inset
        y: Math.round(card.upright && card.pictured
            ? card.start + card.side + card.inset
            : (card.height - card.words) / 2)
        width: card.across
        height: card.words

        Label {
            id: name_
            width: parent.width
            text: card.name
            // A little smaller rather than on a second line.
            readonly property real oneLine: Math.floor(width * metrics.font.pixelSize / (1.04 * metrics.advanceWidth(text)))
            font.pixelSize: oneLine >= Theme.least ? Math.min(Theme.word, oneLine) : Theme.word
            lineHeight: 0.92
            horizontalAlignment: card.upright ? Text.AlignHCenter : Text.AlignLeft
            Accessible.ignored: true
        }
        Label {
            id: hint_
            visible: card.hinted
            y: name_.implicitHeight + 2 * Theme.u
            width: parent.width
            text: card.hint
            font.pixelSize: Theme.least
            lineHeight: 0.92
            color: Theme.soft
            horizontalAlignment: card.upright ? Text.AlignHCenter : Text.AlignLeft
            Accessible.ignored: true
        }
    }
}
