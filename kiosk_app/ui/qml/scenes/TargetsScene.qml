// What can be rated without a case: windows, units, the hall, as the configuration names them, a page at a time.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    property int page: 0
    onEntered: page = 0

    readonly property real margin: 0.8 * Theme.gap
    readonly property bool wide: width > 1.3 * height
    readonly property real inner: width - 2 * Theme.pad
    readonly property real side: Math.round((Theme.large ? 40 : 44) * Theme.u)
    readonly property var shown: pages.shown[Math.min(page, pages.shown.length - 1)]
    readonly property var pictures: ["window", "unit", "hall"]

    Label {
        id: title
        x: Theme.pad
        y: scene_.margin
        width: scene_.inner
        text: scene_.scene.title
        font.pixelSize: Theme.large ? Theme.text : Theme.title
        lineHeight: 0.95
        horizontalAlignment: scene_.wide ? Text.AlignLeft : Text.AlignHCenter
    }
    Grid {
        id: grid

        // As many as the longest page so far holds.
        property int made: 0
        readonly property int most: pages.most
        onMostChanged: made = Math.max(made, most)

        x: Theme.pad
        y: title.y + title.height + scene_.margin
        columns: scene_.shown.columns
        spacing: pages.gap

        Repeater {
            model: grid.made
            Target {
                id: card

                required property int index
                readonly property var what: scene_.shown.reasons[index] ?? null
                readonly property real inset: 1.2 * Theme.gap

                visible: what !== null
                width: scene_.shown.width
                height: scene_.shown.height
                name: what === null ? "" : what.name
                onActivated: scene_.bridge.chooseTarget(what.kind, what.code)

                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radius
                    color: card.down ? Theme.blueTint : Theme.card
                    border.width: card.down ? 2 * Theme.hair : Theme.hair
                    border.color: card.down ? Theme.blue : Theme.line
                }
                Image {
                    x: card.inset
                    width: scene_.side
                    height: width
                    y: Math.round((parent.height - height) / 2)
                    sourceSize: Qt.size(width, width)
                    source: card.what === null ? "" : Theme.picture("icons", scene_.pictures.includes(card.what.kind) ? card.what.kind : "hall")
                    Accessible.ignored: true
                }
                Label {
                    x: scene_.side + 2 * card.inset
                    width: card.width - x - card.inset
                    height: parent.height
                    text: card.name
                    font.pixelSize: scene_.shown.wordSize
                    fontSizeMode: Text.Fit
                    minimumPixelSize: Math.round(Theme.least)
                    lineHeight: 0.84
                    Accessible.ignored: true
                }
            }
        }
    }
    ReasonPages {
        id: pages
        // None of them leads.
        reasons: scene_.scene.targets.map(each => Object.assign({"more": false}, each))
        span: scene_.inner
        room: foot.y - grid.y - scene_.margin
        columns: scene_.wide ? 3 : 2
        chrome: scene_.side + 3.6 * Theme.gap
    }
    FootBar {
        id: foot
        x: Theme.pad
        y: parent.height - height - scene_.margin
        width: scene_.inner
        leading: scene_.scene.back
        middle: pages.shown.length < 2 ? "" : scene_.page < pages.shown.length - 1 ? scene_.scene.more : scene_.scene.first
        onLeadingActivated: scene_.bridge.openWelcome()
        onMiddleActivated: scene_.page = (scene_.page + 1) % pages.shown.length
    }
}
