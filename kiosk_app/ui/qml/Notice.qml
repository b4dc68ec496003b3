// A scene that only says something: a title and a line, in two languages, since nobody can switch here.
import QtQuick

Column {
    id: notice

    required property string title
    required property string titleAlso
    required property string line
    required property string lineAlso

    spacing: Theme.gap

    Label {
        width: parent.width
        text: notice.title
        font.pixelSize: Theme.display * (Theme.large ? 1 : 1.3)
        horizontalAlignment: Text.AlignHCenter
    }
    Label {
        width: parent.width
        text: notice.titleAlso
        font.pixelSize: Theme.title
        color: Theme.soft
        horizontalAlignment: Text.AlignHCenter
    }
    Item {
        width: 1
        height: Theme.large ? 0 : Theme.gap
    }
    Label {
        width: parent.width
        text: notice.line
        font.pixelSize: Theme.word
        horizontalAlignment: Text.AlignHCenter
    }
    Label {
        width: parent.width
        text: notice.lineAlso
        font.pixelSize: Theme.text
        color: Theme.soft
        horizontalAlignment: Text.AlignHCenter
    }
}
