// The row above the keys: what the composed syllables may mean, a page at a time; otherwise the points of a sentence.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.VirtualKeyboard.Core
import ".."
import "layouts.js" as Layouts

Item {
    id: strip

    property bool composing: false
    property var points: []
    property var words: ({})
    signal pointed(sign: string)

    // The first candidate of each page that was turned, the present one last.
    property var pages: [0]
    property var candidates: []
    readonly property real first: pages[pages.length - 1]
    readonly property real end: Theme.finger
    readonly property var shown: composing ? Layouts.fitting(candidates, first, width - 2 * end, end, Theme.title, 12 * Theme.u) : []
    readonly property real following: shown.length > 0 ? shown[shown.length - 1].index + 1 : 0

    function read() {
        const model = InputContext.inputEngine.wordCandidateListModel;
        const found = [];
        // Nobody turns more pages than these fill.
        for (let index = 0; model && index < Math.min(model.count, 120); index++)
            found.push(model.dataAt(index, SelectionListModel.Role.Display));
        strip.pages = [0];
        strip.candidates = found;
    }

    Connections {
        target: InputContext.inputEngine.wordCandidateListModel
        function onModelReset() {
            strip.read();
        }
        function onDataChanged() {
            strip.read();
        }
        function onRowsInserted() {
            strip.read();
        }
        function onRowsRemoved() {
            strip.read();
        }
    }
    Repeater {
        // As many as fit at most, made once: a new page is new words on them.
        model: strip.composing ? 0 : strip.points.length
        Key {
            required property int index
            x: index * width
            width: strip.width / strip.points.length
            height: strip.height
            name: strip.points[index] ?? ""
            onActivated: strip.pointed(name)
        }
    }
    Repeater {
        model: strip.shown.length
        Key {
            required property int index
            readonly property var place: strip.shown[index] ?? {"index": 0, "at": 0, "width": 0}
            x: place.at
            width: place.width
            height: strip.height
            name: strip.candidates[place.index] ?? ""
            size: Theme.title
            onActivated: InputContext.inputEngine.wordCandidateListModel.selectItem(place.index)
        }
    }
    Key {
        visible: strip.composing && strip.pages.length > 1
        x: strip.width - 2 * width
        width: strip.end
        height: strip.height
        name: strip.words["back"] ?? ""
        label: "<"
        deed: true
        onActivated: strip.pages = strip.pages.slice(0, -1)
    }
    Key {
        visible: strip.composing && strip.following < strip.candidates.length
        x: strip.width - width
        width: strip.end
        height: strip.height
        name: strip.words["more"] ?? ""
        label: ">"
        deed: true
        onActivated: strip.pages = strip.pages.concat([strip.following])
    }
}
