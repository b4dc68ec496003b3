// What became of a rating: how far it is, with a mark of its own, by when an answer is promised, and the answer itself.
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property real margin: 0.8 * Theme.gap
    readonly property bool wide: width > 1.3 * height
    readonly property real inner: width - 2 * Theme.pad
    readonly property bool answered: scene.answer !== ""
    readonly property bool halves: wide && answered
    readonly property real room: foot.y - 2 * margin
    // The answer's own room, before the mark's.
    readonly property real forAnswer: answered && !wide ? Math.min(answer.wanted, 0.44 * room) + label.height + margin : 0
    readonly property real forMark: room - forAnswer - (number.height + name.height + line.height + (due.visible ? due.height : 0)) - 6 * words.spacing

    Column {
        id: words
        x: Theme.pad
        y: scene_.margin + (scene_.answered && !scene_.wide ? 0 : Math.max(0, (scene_.room - height) / 2))
        width: scene_.halves ? Math.round(0.42 * scene_.inner) : scene_.inner
        spacing: (Theme.large ? 0.4 : 0.7) * Theme.gap

        Image {
            visible: scene_.forMark >= 44 * Theme.u
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.round(Math.max(1, Math.min(120 * Theme.u, scene_.forMark)))
            height: width
            sourceSize: Qt.size(width, width)
            source: Theme.picture("marks", "rating_" + scene_.scene.state)
            Accessible.ignored: true
        }
        Label {
            id: name
            width: parent.width
            text: scene_.scene.stateName
            font.pixelSize: Theme.large ? Theme.title : Theme.display
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Math.ceil(Theme.title)
            lineHeight: 0.95
            color: Theme.blue
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            id: line
            width: parent.width
            text: scene_.scene.stateText
            font.pixelSize: Theme.large ? Theme.least : Theme.text
            lineHeight: 0.95
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            id: due
            visible: text !== ""
            width: parent.width
            text: scene_.scene.due
            font.pixelSize: Theme.large ? Theme.least : Theme.text
            lineHeight: 0.95
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            id: number
            width: parent.width
            text: scene_.scene.number
            font.pixelSize: Theme.large ? Theme.least : Theme.text
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Math.ceil(Theme.least)
            wrapMode: Text.WrapAnywhere
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
        }
    }
    Label {
        id: label
        visible: scene_.answered
        x: answer.x
        y: scene_.halves ? scene_.margin : words.y + words.height + scene_.margin
        width: answer.width
        text: scene_.scene.answerLabel
        font.pixelSize: Theme.large ? Theme.least : Theme.word
    }
    Reading {
        id: answer
        visible: scene_.answered
        x: scene_.halves ? words.x + words.width + Theme.pad : Theme.pad
        y: label.y + label.height + scene_.margin / 2
        width: scene_.width - x - Theme.pad
        height: Math.min(foot.y - scene_.margin - y, Math.max(wanted, Theme.finger))
        text: scene_.scene.answer
        turning: scene_.scene.page
    }
    FootBar {
        id: foot
        x: Theme.pad
        y: parent.height - height - scene_.margin
        width: scene_.inner
        leading: scene_.scene.back
        onLeadingActivated: scene_.bridge.openReceiptAsk()
    }
}
