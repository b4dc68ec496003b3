// Where one is, whether the centre is reached, and how much time is left: the words of the frame.
import QtQuick

Item {
    id: header

    required property var scene
    // Above a resting scene the queue reads it from afar; in portrait it has room of its own there.
    required property bool resting
    required property bool tall

    readonly property real windowSize: tall ? (longName || Theme.large && scene.offline !== "" ? Theme.title : Theme.display) : resting && !longName ? Theme.title : Theme.text
    readonly property bool oneLine: !tall && !Theme.large
    // The size is named here because a call alone is not noticed when it changes.
    readonly property bool longName: metrics.font.pixelSize > 0 && 1.04 * metrics.advanceWidth(scene.window) > width

    // Seconds to the end, -1 for none; of how many; and how often that was said.
    property real remaining: -1
    property real span: 0
    property int said: 0
    // Whether the countdown is to be seen, and how high it is: it says so itself.
    property bool counting: false
    property real countdownHeight: 0

    // Above a low scene there is room for both.
    readonly property bool both: tall && words.height + countdownHeight + 3 * Theme.gap <= height

    function begin(left: real, span: real) {
        header.remaining = left;
        header.span = span;
        header.said += 1;
        // Nothing runs out on a resting scene: the first frame need not know how that looks.
        if (left >= 0 && countdown.status === Loader.Null)
            countdown.setSource("Countdown.qml", {"header": header});
    }

    FontMetrics {
        id: metrics
        font.pixelSize: header.tall ? Theme.display : Theme.title
    }
    Column {
        id: words
        visible: !header.counting || header.both
        width: parent.width
        y: (header.height - height - (header.counting ? header.countdownHeight : 0)) / 2
        spacing: (header.tall ? 4 : 0) * Theme.u

        Row {
            visible: header.scene.offline !== "" && !(Theme.large && !header.tall)
            spacing: 6 * Theme.u
            Image {
                id: cloud
                anchors.verticalCenter: parent.verticalCenter
                width: Math.round(Theme.least * 1.2)
                height: width
                sourceSize: Qt.size(width, width)
                source: header.scene.offline === "" ? "" : Theme.picture("icons", "offline")
                Accessible.ignored: true
            }
            Label {
                width: Math.min(implicitWidth, header.width - cloud.width - parent.spacing)
                text: header.scene.offline
                color: Theme.overBarSoft
                font.pixelSize: Theme.least
            }
        }
        Label {
            // In large type there is room for one line: the window, which is what the citizen looks for.
            visible: text !== "" && header.scene.offline === "" && (header.tall || !(Theme.large && header.scene.window !== ""))
            width: parent.width
            text: header.scene.hall
            color: Theme.overBarSoft
            font.pixelSize: header.tall ? Theme.word : Theme.least
            maximumLineCount: header.tall ? 2 : 1
        }
        Label {
            visible: text !== ""
            width: parent.width
            text: header.scene.window
            color: Theme.overBar
            font.pixelSize: header.windowSize
            fontSizeMode: header.oneLine ? Text.HorizontalFit : Text.FixedSize
            minimumPixelSize: Math.round(Theme.least)
            lineHeight: 0.95
            maximumLineCount: header.oneLine ? 1 : 2
        }
    }
    Loader {
        id: countdown
        y: header.both ? header.height - height - Theme.gap : (header.height - height) / 2
        width: parent.width
    }
}
