// Large keys for a number: the digits as on a telephone, the letters in the order of the alphabet on a page of their own,
// never both, so that each key is large. What is not a sign stands beside the digits, and above the letters.
pragma ComponentBehavior: Bound
import QtQuick

Item {
    id: pad

    required property var words
    property bool letters: false
    // The letters' deeds stand in the row of what is typed, which has this height.
    property real rowHeight: least
    signal typed(sign: string)
    signal erased
    signal cleared
    signal turned

    readonly property bool wide: width > 640 * Theme.u
    readonly property real space: 5 * Theme.u
    // A finger's measure; in large type as well, for the signs are large anyway.
    readonly property real least: Math.max(Theme.space("finger"), Math.min(Theme.space("fingerMost"), Theme.twentyMm))
    readonly property real deedWidth: Math.max(least, turn.needed, clear.needed)
    readonly property int above: wide ? 3 : 2
    readonly property real deedsWidth: above * deedWidth + (above - 1) * space
    readonly property real leastWidth: 3 * least + deedWidth + 3 * space
    readonly property int rows: letters && wide ? 3 : 4
    readonly property real leastHeight: rows * least + (rows - 1) * space

    readonly property int columns: !letters ? 3 : wide ? 9 : 7
    readonly property var signs: letters ? [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ-"] : [..."123456789-0"]
    readonly property real across: letters ? width : width - deedWidth - space
    readonly property real keyWidth: (across - (columns - 1) * space) / columns
    readonly property real keyHeight: (height - (rows - 1) * space) / rows

    Repeater {
        model: pad.signs
        PadKey {
            required property int index
            required property string modelData
            x: index % pad.columns * (pad.keyWidth + pad.space)
            y: Math.floor(index / pad.columns) * (pad.keyHeight + pad.space)
            width: pad.keyWidth
            height: pad.keyHeight
            name: modelData === "-" ? pad.words.dash : modelData
            label: modelData
            onActivated: pad.typed(modelData)
        }
    }
    // The last key of the last row takes back, as on a telephone; above the letters where three rows hold them all.
    PadKey {
        id: erase
        readonly property bool inRow: pad.letters && pad.wide
        x: inRow ? pad.width - pad.deedsWidth : (pad.columns - 1) * (pad.keyWidth + pad.space)
        y: inRow ? -pad.rowHeight - pad.space : 3 * (pad.keyHeight + pad.space)
        width: inRow ? pad.deedWidth : pad.keyWidth
        height: inRow ? pad.rowHeight : pad.keyHeight
        name: pad.words.erase
        picture: "erase"
        deed: true
        onActivated: pad.erased()
    }
    PadKey {
        id: clear
        x: pad.width - pad.deedWidth - (pad.letters ? pad.deedWidth + pad.space : 0)
        y: pad.letters ? -pad.rowHeight - pad.space : 2 * (pad.keyHeight + pad.space)
        width: pad.deedWidth
        height: pad.letters ? pad.rowHeight : 2 * pad.keyHeight + pad.space
        name: pad.words.clear
        deed: true
        onActivated: pad.cleared()
    }
    PadKey {
        id: turn
        x: pad.width - pad.deedWidth
        y: pad.letters ? -pad.rowHeight - pad.space : 0
        width: pad.deedWidth
        height: pad.letters ? pad.rowHeight : 2 * pad.keyHeight + pad.space
        name: pad.letters ? pad.words.digits : pad.words.letters
        deed: true
        onActivated: pad.turned()
    }
}
