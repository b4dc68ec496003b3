// The hall's notice board: posters and the month's results, one after another. With a single page nothing ever moves;
// a poster that cannot be shown is passed over.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Rectangle {
    id: board

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
        readonly property bool isChart: page !== null && page.path === ""
        readonly property bool settled: page !== null && (isChart || picture.status === Image.Ready && picture.implicitWidth > 1)

        anchors.fill: parent
        anchors.margins: Theme.hair
        visible: page !== null
        z: leaf === board.back ? 1 : 0

        onIsChartChanged: if (isChart) board.settle(leaf, true)

        function judge() {
            if (page === null || isChart)
                return;
            if (picture.status === Image.Ready)
                board.settle(leaf, picture.implicitWidth > 1);
            else if (picture.status === Image.Error)
                board.settle(leaf, false);
        }

        Rectangle {
            anchors.fill: parent
            color: Theme.card
            radius: board.radius
        }
        Image {
            id: picture
            anchors.fill: parent
            // On this thread: a loading thread that waits for Python while this one holds it, and waits for the thread,
            // would end in a terminal that stands still.
            asynchronous: false
            cache: false
            fillMode: Image.PreserveAspectFit
            sourceSize: Qt.size(Math.round(leaf.width), Math.round(leaf.height))
            source: leaf.page === null || leaf.isChart ? "" : "image://poster/" + Theme.wrapped(leaf.page.path)
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
