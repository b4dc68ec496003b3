// How long the scene still waits, said only when that is soon over: the last third of its time, 20 seconds at most.
// Nothing ticks before that, and nothing while it is not to be seen.
import QtQuick

Rectangle {
    id: pill

    required property Header header

    property real span: 0
    // The moment of the end, in the clock of Date.now(); 0 where nothing runs out.
    property real end: 0
    property int seconds: 0
    readonly property bool shown: seconds > 0
    // The next second's look comes a little late rather than early, or it would say the same number twice.
    readonly property int late: 20

    visible: shown
    height: Theme.finger + 6 * Theme.u
    radius: Theme.radius
    color: Theme.card
    border.width: Theme.hair
    border.color: Theme.line

    Component.onCompleted: begin()
    Connections {
        target: pill.header
        function onSaidChanged() {
            pill.begin();
        }
    }
    Binding {
        target: pill.header
        property: "counting"
        value: pill.shown
    }
    Binding {
        target: pill.header
        property: "countdownHeight"
        value: pill.height
    }

    function begin() {
        span = header.span > 0 ? header.span : header.remaining;
        end = header.remaining < 0 ? 0 : Date.now() + header.remaining * 1000;
        look();
    }
    function look() {
        ticking.stop();
        const remaining = end === 0 ? 0 : end - Date.now();
        const soon = Math.min(20, Math.ceil(span / 3)) * 1000;
        seconds = remaining > soon ? 0 : Math.ceil(remaining / 1000);
        if (remaining > 0) {
            ticking.interval = (remaining > soon ? remaining - soon : remaining - 1000 * (seconds - 1)) + late;
            ticking.start();
        }
    }

    Timer {
        id: ticking
        onTriggered: pill.look()
    }
    Label {
        id: sentence
        x: Theme.gap
        y: (pill.height - height - (bar.visible ? bar.height : 0)) / 2
        width: pill.width - 2 * x
        text: pill.header.scene.countdown.replace("%1", pill.seconds)
        lineHeight: 0.95
        font.pixelSize: Theme.large ? Theme.least : Theme.text
        horizontalAlignment: Text.AlignHCenter
    }
    Rectangle {
        id: bar
        // Without motion the number says it all; below two lines of large type there is no room.
        visible: Theme.motion && sentence.lineCount === 1
        x: Theme.gap
        y: pill.height - height - 5 * Theme.u
        width: (pill.width - 2 * x) * Math.min(1, pill.seconds / Math.max(1, Math.min(20, pill.span / 3)))
        height: 5 * Theme.u
        radius: height / 2
        color: Theme.blue
    }
}
