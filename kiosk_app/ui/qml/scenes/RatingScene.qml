// Five faces with words and “not now”, six cards of one size. Best first: from left to right, or from the top.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property int columns: Theme.landscape ? (Theme.large ? 2 : 6) : 1
    readonly property int rows: 6 / columns
    // What was tapped stays lit until the session says so itself; a tap that it ignored goes out again.
    property string picked: ""

    onEntered: picked = ""

    Timer {
        interval: 1000
        running: scene_.picked !== ""
        onTriggered: scene_.picked = ""
    }

    FontMetrics {
        id: metrics
        font.pixelSize: words.wordSize
    }
    Column {
        id: ask
        y: Theme.gap
        x: Theme.pad
        width: parent.width - 2 * Theme.pad
        spacing: 4 * Theme.u

        Label {
            width: parent.width
            text: scene_.scene.question
            font.pixelSize: Theme.title
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            visible: text !== ""
            width: parent.width
            text: scene_.scene.task
            font.pixelSize: Theme.least
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
            maximumLineCount: 2
        }
    }
    Grid {
        id: words

        readonly property real room: scene_.height - ask.y - ask.height - 2 * Theme.pad
        readonly property bool upright: scene_.columns === 6
        readonly property real cardWidth: (width - (columns - 1) * columnSpacing) / columns
        readonly property real cardHeight: Math.min((room - (scene_.rows - 1) * rowSpacing) / scene_.rows, (upright ? 240 : 112) * Theme.u)
        readonly property real wordSize: upright ? 19 * Theme.u : Theme.large ? Theme.word : 30 * Theme.u
        // One size for all five words and faces, whichever word is the longest.
        readonly property int lines: scene_.scene.choices.some(choice => metrics.advanceWidth(choice.name) > cardWidth - Theme.gap) ? 2 : 1
        readonly property real wordRoom: Math.ceil(lines * metrics.lineSpacing)
        readonly property real faceSize: upright
            ? Math.min(cardWidth * 0.82, cardHeight - wordRoom - 3.5 * Theme.gap)
            : Math.min(cardHeight - 1.6 * Theme.gap, 84 * Theme.u)

        x: Theme.pad
        y: scene_.height - Theme.pad - room + (room - height) / 2
        width: parent.width - 2 * Theme.pad
        columns: scene_.columns
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        Repeater {
            model: scene_.scene.choices.length
            FaceCard {
                required property int index
                readonly property var choice: scene_.scene.choices[index] ?? {"level": "", "name": ""}

                width: words.cardWidth
                height: words.cardHeight
                name: choice.name
                picture: choice.level
                faceSize: words.faceSize
                wordSize: words.wordSize
                wordRoom: words.wordRoom
                upright: words.upright
                accent: Theme.levels[choice.level] ?? Theme.soft
                chosen: [scene_.scene.chosen, scene_.picked].includes(choice.level)
                onActivated: if (scene_.bridge.choose(choice.level)) scene_.picked = choice.level
            }
        }
        FaceCard {
            width: words.cardWidth
            height: words.cardHeight
            name: scene_.scene.decline
            picture: "not_now"
            faceSize: words.faceSize
            wordSize: words.wordSize
            wordRoom: words.wordRoom
            upright: words.upright
            onActivated: scene_.bridge.decline()
        }
    }
}
