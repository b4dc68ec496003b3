// Asks for a number: what is asked, what stands typed in large groups, where the number is to be found or why it was not
// right, and a large keypad. A hardware keyboard, or a scanner that pretends to be one, types as well.
pragma ComponentBehavior: Bound
import QtQuick
import "numbers.js" as Numbers

Scene {
    id: scene_

    required property int longest
    property string typed: ""
    property bool letters: false
    signal sought(number: string)

    readonly property real margin: 0.8 * Theme.gap
    readonly property real side: letters ? margin : Theme.pad
    readonly property bool wide: width > 1.3 * height
    // The digits beside the words where there is width, and in the low part of a portrait panel, where there is no height.
    readonly property bool beside: !letters && (wide || height < 500 * Theme.u)
    readonly property real inner: width - 2 * side
    readonly property Item focused: Window.activeFocusItem
    readonly property real room: foot.y - 2 * margin

    // After a search that found nothing, what was typed is put right rather than typed again.
    onEntered: {
        if (scene.trouble === "")
            typed = "";
        letters = false;
    }

    function type(sign: string) {
        if (typed.length < longest)
            typed += sign;
    }
    function erase() {
        typed = typed.slice(0, -1);
    }
    function seek() {
        if (typed !== "")
            sought(typed);
    }

    Item {
        id: words

        readonly property real across: scene_.beside ? scene_.inner - pad.width - Theme.pad : scene_.letters ? scene_.inner - pad.deedsWidth - scene_.margin : scene_.inner
        readonly property real most: scene_.beside ? scene_.room : scene_.room - pad.leastHeight - scene_.margin
        readonly property real space: scene_.margin
        // What there is room for: what is typed, why it was not right, what is asked, where it stands.
        readonly property bool refused: scene_.scene.trouble !== ""
        readonly property real smallest: Math.max(pad.least, 1.8 * Theme.least)
        readonly property real forMessage: message_.implicitHeight + space
        readonly property real forTitle: title_.implicitHeight + space
        readonly property bool messaged: !scene_.letters && smallest + forMessage + (refused ? 0 : forTitle) <= most
        readonly property bool titled: !scene_.letters && smallest + forTitle + (refused && messaged ? forMessage : 0) <= most
        readonly property real forBox: most - (titled ? forTitle : 0) - (messaged ? forMessage : 0)

        x: scene_.side
        y: scene_.margin
        width: across
        height: scene_.letters ? pad.rowHeight : scene_.beside ? scene_.room : Math.min(most, box.y + box.height + (messaged ? space + message_.implicitHeight : 0))

        Label {
            id: title_
            visible: words.titled
            width: parent.width
            text: scene_.scene.title
            font.pixelSize: scene_.beside && !scene_.wide ? Theme.word : Theme.title
            lineHeight: 0.95
        }
        Rectangle {
            id: box
            y: words.titled ? title_.implicitHeight + words.space : 0
            width: parent.width
            height: scene_.letters ? pad.rowHeight : Math.max(words.smallest, Math.min((scene_.beside ? 150 : 84) * Theme.u, words.forBox))
            radius: Theme.radius
            color: Theme.card
            border.width: 2 * Theme.hair
            border.color: Theme.blue

            readonly property real inset: Theme.gap
            readonly property real across: width - 2 * inset
            readonly property real down: height - 4 * Theme.u
            readonly property var shown: Numbers.shown(scene_.typed, [Theme.display, 0.8 * Theme.display, Theme.title, Theme.word, Theme.text, Theme.least].map(Math.ceil),
                across, down, text => 1.04 * metrics.advanceWidth(text) / metrics.font.pixelSize)

            FontMetrics {
                id: metrics
                font.pixelSize: Math.ceil(Theme.title)
            }
            Label {
                // Nothing typed is nothing to read out.
                visible: scene_.typed !== ""
                x: box.inset
                width: box.across
                height: box.height
                text: box.shown.text
                font.pixelSize: box.shown.size
                lineHeightMode: Text.FixedHeight
                lineHeight: Numbers.LINE * box.shown.size
                wrapMode: Text.NoWrap
                // Read as one number.
                Accessible.name: scene_.typed
            }
            // The title, where there is no room for it but here.
            Label {
                visible: scene_.typed === "" && !words.titled && !scene_.letters
                x: box.inset
                width: box.across
                height: box.height
                text: scene_.scene.title
                color: Theme.soft
                fontSizeMode: Text.Fit
                minimumPixelSize: Math.ceil(Theme.least)
                lineHeight: 0.9
            }
        }
        Label {
            id: message_
            visible: words.messaged
            y: box.y + box.height + words.space
            width: parent.width
            text: words.refused ? scene_.scene.trouble : scene_.scene.hint
            font.pixelSize: words.refused && !Theme.large ? Theme.text : Theme.least
            color: words.refused ? Theme.ink : Theme.soft
            lineHeight: 0.95
        }
    }
    Keypad {
        id: pad
        words: scene_.scene.keypad
        letters: scene_.letters
        rowHeight: least
        x: scene_.beside ? scene_.width - scene_.side - width : scene_.side
        y: scene_.letters ? words.y + rowHeight + space : scene_.beside ? scene_.margin : words.y + words.height + scene_.margin
        width: scene_.beside ? Math.max(leastWidth, scene_.wide ? 0.5 * scene_.inner : 0.58 * scene_.inner) : scene_.inner
        height: foot.y - scene_.margin - y
        onTyped: sign => scene_.type(sign)
        onErased: scene_.erase()
        onCleared: scene_.typed = ""
        onTurned: scene_.letters = !scene_.letters
    }
    FootBar {
        id: foot
        x: scene_.side
        y: parent.height - height - scene_.margin
        width: scene_.inner
        leading: scene_.scene.back
        trailing: scene_.scene.keypad.seek
        onLeadingActivated: scene_.bridge.openWelcome()
        onTrailingActivated: scene_.seek()
    }

    // Keys of a keyboard, wherever the focus is. Made a moment later: the frame is drawn first.
    Timer {
        running: true
        interval: 1
        onTriggered: typist.active = true
    }
    Instantiator {
        id: typist
        active: false
        model: [..."0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        Shortcut {
            required property string modelData
            enabled: scene_.visible
            autoRepeat: false
            sequences: [modelData, (modelData >= "A" ? "Shift+" : "Num+") + modelData]
            onActivated: scene_.type(modelData)
        }
    }
    Shortcut {
        enabled: scene_.visible
        sequences: ["Backspace"]
        onActivated: scene_.erase()
    }
    Shortcut {
        enabled: scene_.visible && !(scene_.focused instanceof Target)
        autoRepeat: false
        sequences: ["Return", "Enter", "Num+Enter"]
        onActivated: scene_.seek()
    }
}
