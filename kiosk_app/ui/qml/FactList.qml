// Rows of a word and what it is now, for the technician's pages.
pragma ComponentBehavior: Bound
import QtQuick

Column {
    id: list

    required property var facts

    // A tall screen has room.
    readonly property real size: Theme.landscape ? Theme.least : Theme.text

    spacing: (Theme.landscape ? 4 : 8) * Theme.u

    Repeater {
        model: list.facts.length
        Item {
            id: row
            required property int index
            readonly property var fact: list.facts[index] ?? {"label": "", "value": ""}
            width: list.width
            height: Math.max(word.implicitHeight, value.implicitHeight)

            Label {
                id: word
                width: 0.34 * parent.width - Theme.gap
                text: row.fact.label
                color: Theme.soft
                font.pixelSize: list.size
                lineHeight: 0.95
            }
            Label {
                id: value
                x: 0.34 * parent.width
                width: parent.width - x
                text: row.fact.value
                font.pixelSize: list.size
                lineHeight: 0.95
                // Ports and addresses have no spaces to break at.
                wrapMode: Text.WrapAtWordBoundaryOrAnywhere
            }
        }
    }
}
