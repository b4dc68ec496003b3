// A scene that only says something: a mark, a title and a line, in the language in force and small in another, since
// whoever stands here may not have found the switch. The mark gives way where there is little room.
import QtQuick

Column {
    id: notice

    required property string mark
    required property string title
    property string titleAlso: ""
    required property string line
    property string lineAlso: ""
    // How high it may be.
    required property real room

    readonly property real words: title_.height + titleAlso_.height + line_.height + lineAlso_.height + 4 * spacing
    readonly property real side: Math.round(Math.min(120 * Theme.u, room - words - 2 * Theme.pad))

    spacing: Theme.gap

    Image {
        visible: notice.side >= 56 * Theme.u
        anchors.horizontalCenter: parent.horizontalCenter
        source: visible ? Theme.picture("marks", notice.mark) : ""
        sourceSize: Qt.size(notice.side, notice.side)
        width: notice.side
        height: notice.side
        Accessible.ignored: true
    }
    Label {
        id: title_
        width: parent.width
        text: notice.title
        // Not smaller in large type, which has little more room to give.
        font.pixelSize: Theme.display * (Theme.landscape ? (Theme.large ? 1 : 1.09) : Theme.large ? 1.2 : 1.3)
        horizontalAlignment: Text.AlignHCenter
    }
    Label {
        id: titleAlso_
        visible: text !== ""
        width: parent.width
        text: notice.titleAlso
        font.pixelSize: Theme.title
        color: Theme.soft
        horizontalAlignment: Text.AlignHCenter
    }
    Label {
        id: line_
        visible: text !== ""
        width: parent.width
        topPadding: Theme.large ? 0 : Theme.gap
        text: notice.line
        font.pixelSize: Theme.word
        horizontalAlignment: Text.AlignHCenter
    }
    Label {
        id: lineAlso_
        visible: text !== ""
        width: parent.width
        text: notice.lineAlso
        font.pixelSize: Theme.text
        color: Theme.soft
        horizontalAlignment: Text.AlignHCenter
    }
}
