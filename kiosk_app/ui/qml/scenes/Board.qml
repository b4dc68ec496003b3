// The hall's notice board: posters and the month's results, one after another. With a single page nothing ever moves;
// a poster that cannot be shown is passed over.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Rectangle {
    id: board

    required property var bridge
    required property var posters
    required property var published
    required property bool running

    readonly property bool charted: published !== null && width - 2 * Theme.pad >= measure.leastWidth
        && height - 2 * Theme.gap >= measure.leastHeight
    readonly property var pages: [...posters, ...(charted ? [{"path": "", "seconds": 12, "name": published.title}] : [])]
    // The same pages in another scene or language are no reason to begin again.
    readonly property string key: pages.map(page => page.path + " " + page.seconds).join("\n")
    readonly property bool shown: front.settled
    readonly property string showing: shown ? front.page.name : ""
    readonly property bool empty: failures >= pages.length
    property int at: 0
    property int failures: 0
    property Leaf front: one
    property Leaf back: two

    color: Theme.card
    radius: Theme.radius
    border.width: Theme.hair
    border.color: Theme.faint
    opacity: shown ? 1 : 0

    onKeyChanged: restart()
    Component.onCompleted: restart()

    function restart() {
        fading.stop();
        resting.stop();
        failures = 0;
        at = 0;
        one.page = two.page = null;
        front.opacity = 1;
        if (pages.length > 0)
            front.page = pages[0];
    }
    function advance() {
        if (pages.length === 0)
            return;
        at = (at + 1) % pages.length;
        back.opacity = 0;
        back.page = pages[at];
    }
    // A leaf has its picture, or will never have it.
    function settle(leaf: Leaf, whole: bool) {
        if (!whole) {
            failures += 1;
            leaf.page = null;
            // Each of them once; after that the board stays as it is, empty if need be.
            if (failures < pages.length) {
                if (leaf === front)
                    back = [front, front = back][0];
                advance();
            }
            return;
        }
        failures = 0;
        if (leaf === back) {
            if (Theme.fade > 0 && front.settled)
                fading.start();
            else
                turned();
        } else {
            rest();
        }
    }
    // A single page needs no timer.
    function rest() {
        if (running && pages.length > 1)
            resting.restart();
    }
    function turned() {
        const before = front;
        front = back;
        back = before;
        front.opacity = 1;
        // The one behind keeps no picture in memory.
        back.page = null;
        rest();
    }

    Timer {
        id: resting
        interval: 1000 * Math.max(1, board.pages[board.at]?.seconds ?? 8)
        onTriggered: board.advance()
    }
    // Out of sight nothing is loaded or moved.
    onRunningChanged: {
        resting.stop();
        if (front.settled && !fading.running)
            rest();
    }
    NumberAnimation {
        id: fading
        target: board.back
        property: "opacity"
        from: 0
        to: 1
        duration: Theme.fade
        onFinished: board.turned()
    }
    ResultsChart {
        id: measure
        visible: false
        published: board.published
    }

    component Leaf: Item {
        id: leaf

        property var page: null
        // Its picture is made elsewhere, so that the glass answers meanwhile, and shown when it is ready.
        readonly property string key: page === null || isChart || width <= 0 || height <= 0
            ? "" : Math.round(width) + "x" + Math.round(height) + "/" + Theme.wrapped(page.path)
        property string ready: ""
        readonly property bool pending: key !== ready
        readonly property bool isChart: page !== null && page.path === ""
        readonly property bool settled: page !== null && (isChart || picture.status === Image.Ready && picture.implicitWidth > 1)

        anchors.fill: parent
        anchors.margins: Theme.hair
        visible: page !== null
        z: leaf === board.back ? 1 : 0

        onKeyChanged: {
            ready = "";
            if (key !== "")
                board.bridge.develop(key);
        }
        onIsChartChanged: if (isChart) board.settle(leaf, true)

        function judge() {
            if (page === null || isChart)
                return;
            if (picture.status === Image.Ready)
                board.settle(leaf, picture.implicitWidth > 1);
            else if (picture.status === Image.Error)
                board.settle(leaf, false);
        }

        Connections {
            target: board.bridge
            function onDeveloped(key) {
                if (key === leaf.key)
                    leaf.ready = key;
            }
        }
        Rectangle {
            anchors.fill: parent
            color: Theme.card
            radius: board.radius
        }
        Image {
            id: picture
            anchors.fill: parent
            // Not by Qt's loading thread: darkroom.py says why.
            asynchronous: false
            cache: false
            fillMode: Image.PreserveAspectFit
            source: leaf.pending || leaf.key === "" ? "" : "image://poster/" + leaf.key
            Accessible.role: Accessible.Graphic
            Accessible.name: leaf.page?.name ?? ""
            // Later: it is loaded while its address is still being set.
            onStatusChanged: Qt.callLater(leaf.judge)
        }
        Loader {
            anchors.fill: parent
            anchors.margins: Theme.gap
            anchors.leftMargin: Theme.pad
            anchors.rightMargin: Theme.pad
            active: leaf.isChart
            sourceComponent: ResultsChart {
                published: board.published
            }
        }
    }
    Leaf {
        id: one
    }
    Leaf {
        id: two
    }
}
