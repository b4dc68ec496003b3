// Waiting: who serves here, that one can rate and how, and what the hall has to say. In portrait from top to bottom, in
// landscape side by side; the invitation to rate is always at the lower edge and nothing covers it.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property var clerk: scene.clerk
    readonly property bool wide: width > 1.2 * height
    readonly property bool phoned: scene.phone !== ""
    // In large type, and in the low part of a portrait panel, there is room for what matters only.
    readonly property bool roomy: !Theme.large && height >= (wide ? 360 : 480) * Theme.u
    readonly property bool posted: roomy && (scene.posters.length > 0 || !!scene.published)
    readonly property bool boarded: posted && !boardEmpty
    // Said by the board, which is loaded later.
    property bool boardEmpty: false
    // The board's place is the same whether or not it turns out empty: else it would be asked in a circle.
    readonly property real cardRoom: clerk ? 140 * Theme.u : 0
    readonly property rect boardPlace: Qt.rect(board.x, board.y, board.width, board.height)
    readonly property rect codePlace: Qt.rect(code.x, code.y, code.most, code.most)
    readonly property real side: 2 * Theme.pad

    Item {
        id: who
        visible: !!scene_.clerk || !scene_.boarded
        x: scene_.side / 2
        y: Theme.pad
        width: (scene_.wide ? scene_.boarded ? 0.3 * parent.width : parent.width - (scene_.phoned ? code.width + scene_.side : 0) : parent.width) - scene_.side
        height: scene_.wide || !scene_.boarded ? invitation.y - 2 * Theme.pad : scene_.cardRoom

        Loader {
            id: card
            anchors.centerIn: parent
            width: scene_.wide && !scene_.boarded ? Math.min(parent.width, 560 * Theme.u) : parent.width
            active: !!scene_.clerk
            sourceComponent: ClerkCard {
                clerk: scene_.clerk ?? ({"name": "", "number": "", "title": "", "stars": "", "starsName": "", "motto": "", "photo": "", "initial": ""})
                upright: scene_.wide === scene_.boarded
                small: scene_.boarded
                room: who.height
                photoHeight: (scene_.wide ? 220 : 260) * Theme.u
            }
        }
        Label {
            anchors.centerIn: parent
            visible: !scene_.clerk
            width: parent.width
            text: scene_.scene.welcome
            font.pixelSize: Theme.display * 1.4
            color: Theme.blue
            horizontalAlignment: Text.AlignHCenter
        }
    }
    Item {
        id: board
        x: scene_.wide ? (scene_.clerk ? 0.3 * parent.width : scene_.side / 2) : scene_.side / 2
        y: scene_.wide ? Theme.pad : who.y + (scene_.clerk ? scene_.cardRoom + Theme.pad : 0)
        width: (scene_.wide ? parent.width - x - (scene_.phoned ? code.width + scene_.side / 2 : 0) : parent.width - x) - scene_.side / 2
        height: invitation.y - Theme.pad - y
    }
    FontMetrics {
        id: metrics
        font.pixelSize: Theme.word
    }
    // In units of the size.
    function measured(text: string): real {
        return 1.04 * metrics.advanceWidth(text) / metrics.font.pixelSize;
    }
    Rectangle {
        id: invitation
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(words.height, scene_.phoned && !scene_.wide ? code.height : 0) + 2 * Theme.pad
        color: Theme.card

        Rectangle {
            width: parent.width
            height: Theme.hair
            color: Theme.faint
        }
        Column {
            id: words
            x: Theme.pad
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - 2 * Theme.pad - (scene_.phoned && !scene_.wide ? code.width + Theme.pad : 0)
            spacing: Theme.gap

            readonly property int align: scene_.phoned && !scene_.wide ? Text.AlignLeft : Text.AlignHCenter

            Label {
                width: parent.width
                text: scene_.scene.invite
                // On one line wherever it fits.
                readonly property real oneLine: Math.floor(width / scene_.measured(text))
                font.pixelSize: oneLine >= Theme.text ? Math.min(1.2 * Theme.word, oneLine) : Theme.word
                horizontalAlignment: words.align
            }
            Label {
                width: parent.width
                text: scene_.scene.inviteAlso
                font.pixelSize: Theme.least
                color: Theme.soft
                horizontalAlignment: words.align
            }
        }
    }
    Column {
        id: code
        visible: scene_.phoned
        readonly property real most: 140 * Theme.u
        x: parent.width - width - Theme.pad
        y: scene_.wide ? (invitation.y - height) / 2 : invitation.y + (invitation.height - height) / 2
        width: most
        spacing: 2 * Theme.u

        Item {
            width: code.most
            height: code.most
        }
        Label {
            width: parent.width
            text: scene_.scene.phoneText
            font.pixelSize: Theme.least
            horizontalAlignment: Text.AlignHCenter
        }
    }
    Loader {
        anchors.fill: parent
        // By its file: a type that is named here is compiled with the scene. Once there is something to show, it stays.
        readonly property bool due: Theme.awake && (scene_.posted || scene_.phoned)
        function make() {
            if (due && status === Loader.Null)
                setSource("IdleExtras.qml", {"host": scene_});
        }
        onDueChanged: make()
        Component.onCompleted: make()
    }
}
