// A paragraph to be read to its end: as large as all text, in pages of whole lines where the room does not hold it.
import QtQuick

Item {
    id: reading

    required property string text
    // "… %1 of %2" on the button that turns the page.
    required property string turning
    property int page: 0

    readonly property real inset: Theme.gap
    readonly property real size: Theme.large ? Theme.least : Theme.text
    readonly property real line: Math.ceil(1.35 * size)
    readonly property int lines: Math.max(1, Math.floor((height - 2 * inset) / line))
    readonly property bool paged: whole.lineCount > lines
    readonly property int pages: paged ? Math.max(1, Math.ceil(words.lineCount / lines)) : 1
    readonly property real leaf: (Theme.large ? 132 : 92) * Theme.u
    // The height in which all of it stands at once.
    readonly property real wanted: whole.lineCount * line + 2 * inset

    onTextChanged: page = 0
    onPagesChanged: page = 0

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.card
        border.width: Theme.hair
        border.color: Theme.faint
    }
    Label {
        id: whole
        visible: false
        width: reading.width - 2 * reading.inset
        text: reading.text
        font.pixelSize: reading.size
    }
    Item {
        x: reading.inset
        y: reading.inset
        width: whole.width - (reading.paged ? reading.leaf : 0)
        height: reading.lines * reading.line
        clip: true

        Label {
            id: words
            y: -reading.page * parent.height
            width: parent.width
            text: reading.text
            font.pixelSize: reading.size
            lineHeightMode: Text.FixedHeight
            lineHeight: reading.line
            verticalAlignment: Text.AlignTop
        }
    }
    KioskButton {
        visible: reading.paged
        x: reading.width - width
        width: reading.leaf - Theme.gap / 2
        height: reading.height
        name: reading.turning.replace("%1", reading.page + 1).replace("%2", reading.pages)
        fontSize: Theme.least
        onActivated: reading.page = (reading.page + 1) % reading.pages
    }
}
