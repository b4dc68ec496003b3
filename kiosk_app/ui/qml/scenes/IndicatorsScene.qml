// The reasons of the chosen level, a page at a time, and what else can be done. Nothing is required; going on is always
// at the same place.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    property int page: 0
    onEntered: page = 0

    // Who asks as a screen reader does is told of hidden things, too: what somebody chose goes soon after the scene, when
    // the next one has been drawn. The scene itself stays for the next citizen.
    onVisibleChanged: forgetting.running = !visible
    Timer {
        id: forgetting
        interval: 250
        onTriggered: scene_.scene = Object.assign({}, scene_.scene, {
            "choice": {"level": scene_.scene.choice.level, "name": ""}, "title": "", "reasons": [], "submit": "",
            "write": scene_.scene.writeWord, "hasText": false, "contact": "", "hasContact": false, "duty": "", "dutyCalled": false
        })
    }

    readonly property real margin: 0.8 * Theme.gap
    readonly property bool wide: width > 1.3 * height
    // A tall scene has the room to show the chosen face as large as it was on the glass a moment ago.
    readonly property bool tall: !wide && height > (Theme.large ? 640 : 560) * Theme.u

    Item {
        id: head
        x: Theme.pad
        y: scene_.margin
        width: parent.width - 2 * Theme.pad - (scene_.wide ? extras.width + Theme.gap : 0)
        height: scene_.tall ? Math.round((scene_.height - foot.height - extras.height) * 0.3) : Theme.finger

        Face {
            id: face
            level: scene_.scene.choice.level
            width: Math.round(scene_.tall ? Math.min(120 * Theme.u, head.height - words.height - Theme.gap) : 56 * Theme.u)
            x: Math.round(scene_.tall ? (head.width - width) / 2 : 0)
            y: Math.round((head.height - height - (scene_.tall ? words.height + Theme.gap / 2 : 0)) / 2)
        }
        Column {
            id: words
            visible: scene_.tall
            y: face.y + face.height + Theme.gap / 2
            width: head.width

            Label {
                width: parent.width
                text: scene_.scene.choice.name
                font.pixelSize: Theme.title
                lineHeight: 0.9
                maximumLineCount: 1
                horizontalAlignment: Text.AlignHCenter
            }
            Label {
                width: parent.width
                text: scene_.scene.title
                font.pixelSize: Theme.large ? Theme.least : Theme.text
                color: Theme.soft
                horizontalAlignment: Text.AlignHCenter
            }
        }
        // Beside the face. In large type the reasons need the room, and the name may take both lines of a button's height.
        Label {
            id: beside
            visible: !scene_.tall
            x: face.width + 1.2 * Theme.gap
            width: head.width - x
            y: Theme.large ? -4 * Theme.u : 0
            height: Theme.large ? head.height - 2 * y : 0.56 * head.height
            text: scene_.scene.choice.name
            font.pixelSize: Theme.word
            fontSizeMode: Text.Fit
            minimumPixelSize: Math.round(Theme.least)
            lineHeight: Theme.large ? 0.78 : 1
            maximumLineCount: Theme.large ? 2 : 1
        }
        Label {
            visible: !scene_.tall && !Theme.large
            x: beside.x
            y: beside.height
            width: beside.width
            height: head.height - y
            text: scene_.scene.title
            font.pixelSize: Theme.least
            color: Theme.soft
            maximumLineCount: 1
        }
    }
    Grid {
        id: grid

        readonly property real span: scene_.width - 2 * Theme.pad
        readonly property real room: (scene_.wide ? foot.y : extras.y) - y - scene_.margin
        // As many chips as the longest page so far holds: another page or level changes their words, it makes no new ones.
        property int made: 0
        readonly property int most: pages.most
        onMostChanged: made = Math.max(made, most)
        readonly property var page: pages.shown[Math.min(scene_.page, pages.shown.length - 1)]

        x: Theme.pad
        y: head.y + head.height + scene_.margin
        columns: page.columns
        columnSpacing: pages.gap
        rowSpacing: pages.gap

        Repeater {
            model: grid.made
            Chip {
                required property int index
                readonly property var reason: grid.page.reasons[index] ?? null

                visible: reason !== null
                width: grid.page.width
                height: grid.page.height
                wordSize: grid.page.wordSize
                name: reason === null ? "" : reason.name
                chosen: reason !== null && reason.chosen
                onActivated: scene_.bridge.toggle(reason.code)
            }
        }
    }
    ReasonPages {
        id: pages
        reasons: scene_.scene.reasons
        span: grid.span
        room: grid.room
        columns: scene_.wide ? 2 : 1
        chrome: measure.width - measure.across
    }
    Chip {
        id: measure
        visible: false
        name: ""
        width: 100 * Theme.u
    }
    Row {
        id: extras

        readonly property int count: 1 + (contact.visible ? 1 : 0) + (duty.visible ? 1 : 0)
        readonly property real share: (scene_.width - 2 * Theme.pad - (count - 1) * spacing) / count
        readonly property real needed: Math.max(write.needed, contact.visible ? contact.needed : 0, duty.visible ? duty.needed : 0)
        readonly property bool stacked: !scene_.wide && needed > share

        x: scene_.wide ? parent.width - Theme.pad - width : Theme.pad
        y: scene_.wide ? head.y : foot.y - height - scene_.margin
        spacing: scene_.margin

        SideButton {
            id: write
            width: scene_.wide ? needed : extras.share
            name: scene_.scene.write
            word: scene_.scene.writeWord
            picture: "write"
            done: scene_.scene.hasText
            stacked: extras.stacked
            onActivated: scene_.bridge.openText()
        }
        SideButton {
            id: contact
            width: scene_.wide ? needed : extras.share
            visible: name !== ""
            name: scene_.scene.contact
            word: scene_.scene.contactWord
            picture: "contact"
            done: scene_.scene.hasContact
            stacked: extras.stacked
            onActivated: scene_.bridge.openContact()
        }
        SideButton {
            id: duty
            width: scene_.wide ? needed : extras.share
            visible: name !== ""
            name: scene_.scene.duty
            word: scene_.scene.dutyWord
            picture: "duty"
            done: scene_.scene.dutyCalled
            stacked: extras.stacked
            onActivated: scene_.bridge.openDuty()
        }
    }
    FootBar {
        id: foot
        x: Theme.pad
        y: parent.height - height - scene_.margin
        width: parent.width - 2 * Theme.pad
        leading: scene_.scene.undo
        middle: pages.shown.length < 2 ? "" : scene_.page < pages.shown.length - 1 ? scene_.scene.more : scene_.scene.back
        trailing: scene_.scene.submit
        onLeadingActivated: scene_.bridge.undo()
        onMiddleActivated: scene_.page = (scene_.page + 1) % pages.shown.length
        onTrailingActivated: scene_.bridge.finish()
    }
}
