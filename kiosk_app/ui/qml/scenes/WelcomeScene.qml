// A hall kiosk at rest: the two or three ways on, and what the hall has to say. In portrait the ways are in the lower
// part, within everybody's reach; in landscape beside the notices, and in a row where there are none.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property bool wide: width > 1.3 * height
    // In large type, and in the low part of a portrait panel, there is room for what matters only.
    readonly property bool roomy: !Theme.large && height >= (wide ? 360 : 560) * Theme.u
    readonly property bool posted: roomy && (scene.posters.length > 0 || !!scene.published)
    readonly property bool boarded: posted && !boardEmpty
    readonly property bool phoned: false
    // Said by the board, which is loaded later.
    property bool boardEmpty: false
    // Where it would be, whether there is something on it or not: that depends on its place.
    readonly property rect boardPlace: posted ? Qt.rect(Theme.pad, start, wide ? inner - beside - Theme.pad : inner, height - start - Theme.pad - (wide ? 0 : ways.least + Theme.pad)) : Qt.rect(0, 0, 0, 0)
    readonly property real beside: Math.round(0.46 * width)
    readonly property rect codePlace: Qt.rect(0, 0, 0, 0)

    readonly property real inner: width - 2 * Theme.pad
    readonly property real start: posted ? title.height + 2 * Theme.gap : Theme.pad
    readonly property var pictures: ({"find": "find", "targets": "hall", "receipt": "receipt"})

    Label {
        id: title
        // The ways speak for themselves where they need all of the room.
        visible: scene_.boarded || scene_.height - ways.least >= height + 3 * Theme.pad
        x: Theme.pad
        y: scene_.boarded ? Theme.gap : Math.max(Theme.gap, (scene_.height - ways.tall - Theme.pad - height) / 2)
        width: scene_.inner
        text: scene_.scene.title
        font.pixelSize: scene_.posted ? 1.2 * Theme.title : Theme.display
        color: Theme.blue
        lineHeight: 0.95
        horizontalAlignment: Text.AlignHCenter
    }
    Grid {
        id: ways

        readonly property int count: scene_.scene.choices.length
        readonly property bool inRow: scene_.wide && !scene_.boarded
        readonly property real space: 1.2 * Theme.gap
        readonly property int rows_: inRow ? 1 : count
        // What they need, and what they get.
        readonly property real least: rows_ * (Theme.large ? (inRow ? 250 : 118) : 82) * Theme.u + (rows_ - 1) * space
        readonly property real most: rows_ * (inRow ? 260 : Theme.large ? 170 : 124) * Theme.u + (rows_ - 1) * space
        readonly property real room: scene_.height - (scene_.wide && scene_.boarded ? scene_.start : Theme.gap) - Theme.pad - (inRow && title.visible ? title.height + 2 * Theme.gap : 0)
        readonly property real tall: scene_.boarded && !scene_.wide ? least : Math.min(most, room - (!scene_.wide && title.visible ? title.height + 2 * Theme.gap : 0))

        x: scene_.wide && scene_.boarded ? scene_.width - width - Theme.pad : Theme.pad
        y: scene_.wide && scene_.boarded ? scene_.start : scene_.height - tall - Theme.pad
        width: scene_.wide && scene_.boarded ? scene_.beside : scene_.inner
        columns: inRow ? count : 1
        spacing: space

        function cards(): var {
            const made = [];
            for (let i = 0; i < repeater.count; i++)
                made.push(repeater.itemAt(i) as WayCard);
            return made.filter(card => card !== null);
        }

        Repeater {
            id: repeater
            model: ways.count
            WayCard {
                required property int index
                readonly property var way: scene_.scene.choices[index] ?? ({"deed": "find", "name": "", "hint": ""})

                width: ways.inRow ? (ways.width - (ways.count - 1) * ways.space) / ways.count : ways.width
                height: (ways.tall - (ways.rows_ - 1) * ways.space) / ways.rows_
                upright: ways.inRow
                agreedHint: ways.cards().every(card => card.hintable)
                agreedSide: Math.min(...ways.cards().map(card => card.fit))
                agreedWords: Math.max(...ways.cards().map(card => card.words))
                name: way.name
                hint: way.hint
                picture: scene_.pictures[way.deed]
                onActivated: {
                    if (way.deed === "find")
                        scene_.bridge.openFind();
                    else if (way.deed === "targets")
                        scene_.bridge.openTargets();
                    else
                        scene_.bridge.openReceiptAsk();
                }
            }
        }
    }
    Loader {
        anchors.fill: parent
        // By its file: a type that is named here is compiled with the scene. Once there is something to show, it stays.
        readonly property bool due: Theme.awake && scene_.posted
        function make() {
            if (due && status === Loader.Null)
                setSource("IdleExtras.qml", {"host": scene_});
        }
        onDueChanged: make()
        Component.onCompleted: make()
    }
}
