// Thanks, the same for every level: the receipt with its code, and by when low ratings are answered.
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property real margin: 0.8 * Theme.gap
    readonly property bool wide: width > 1.3 * height
    readonly property bool receipted: scene.receipt !== ""
    // Where there is nothing to undo any more the foot's place stays, or everything would jump.
    readonly property real room: foot.y - 2 * margin
    // Where there is paper, the slip leaves the foot's right to its button.
    readonly property real lower: scene.print !== "" ? foot.y : height
    readonly property bool pressable: scene.printing !== "at_work" && scene.printing !== "done"
    readonly property real inner: width - 2 * Theme.pad
    readonly property real plainSize: Theme.large ? Theme.least : !wide && height > 680 * Theme.u ? Theme.word : Theme.text
    readonly property real said: title.height + (promise.visible ? promise.height + words.spacing : 0)
    // What is left for the rest; the receipt and the promise come first, then that it is stored, then the mark.
    readonly property real spare: room - said - (receipted && !wide ? slip.height + 2 * margin : 0)
    readonly property real forMark: spare - (stored.visible ? stored.height + words.spacing : 0) - 2 * words.spacing

    // As on the reasons: who asks as a screen reader does is told of hidden things, too.
    onVisibleChanged: forgetting.running = !visible
    Timer {
        id: forgetting
        interval: 250
        onTriggered: scene_.scene = Object.assign({}, scene_.scene, {"receipt": ""})
    }

    Column {
        id: words
        x: Theme.pad
        y: scene_.margin + Math.max(0, (scene_.room - height - (scene_.wide || !scene_.receipted ? 0 : slip.height + 2 * scene_.margin)) / 2)
        width: scene_.wide && scene_.receipted ? scene_.inner - slip.width - Theme.pad : scene_.inner
        spacing: Theme.large ? 0.6 * Theme.gap : Theme.gap

        Image {
            visible: scene_.forMark >= 40 * Theme.u
            anchors.horizontalCenter: parent.horizontalCenter
            source: Theme.picture("marks", "done")
            width: Math.round(Math.max(1, Math.min(110 * Theme.u, 0.24 * scene_.room, scene_.forMark)))
            height: width
            sourceSize: Qt.size(width, width)
            Accessible.ignored: true
        }
        Label {
            id: title
            width: parent.width
            text: scene_.scene.title
            font.pixelSize: Theme.display
            lineHeight: 0.9
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            id: stored
            visible: scene_.spare >= height + words.spacing
            width: parent.width
            text: scene_.scene.text
            font.pixelSize: scene_.plainSize
            lineHeight: 0.9
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            id: promise
            visible: text !== ""
            width: parent.width
            text: scene_.scene.promise
            font.pixelSize: scene_.plainSize
            lineHeight: 0.9
            horizontalAlignment: Text.AlignHCenter
        }
    }
    Rectangle {
        id: slip

        // The code beside the number where the room below the words is low.
        readonly property bool beside: !scene_.wide && (Theme.large || scene_.height < 600 * Theme.u)
        readonly property real written: label.height + number.height + hint.height + 2 * Theme.gap
        readonly property real inset: Theme.gap
        readonly property real inside: width - 2 * inset
        readonly property real across: beside ? inside - code.most - Theme.gap : inside

        visible: scene_.receipted
        // At whole points, or the squares of the code would be smeared.
        x: Math.round(scene_.wide ? parent.width - Theme.pad - width : (parent.width - width) / 2)
        y: Math.round(scene_.wide ? (scene_.lower - height) / 2 : words.y + words.height + 2 * scene_.margin)
        width: scene_.wide ? 0.46 * scene_.inner : scene_.inner
        height: (beside ? Math.max(code.most, written - 1.4 * Theme.gap) : written + code.most) + 1.6 * inset
        radius: Theme.radius
        color: Theme.card
        border.width: Theme.hair
        border.color: Theme.faint

        Label {
            id: label
            x: slip.inset + (slip.beside ? code.most + Theme.gap : 0)
            y: slip.beside ? (slip.height - height - number.height - hint.height - 0.6 * Theme.gap) / 2 : 0.8 * slip.inset
            width: slip.across
            text: scene_.scene.receiptLabel
            font.pixelSize: Theme.least
            lineHeight: 0.9
            color: Theme.soft
            horizontalAlignment: slip.beside ? Text.AlignLeft : Text.AlignHCenter
        }
        Label {
            id: number
            x: label.x
            y: label.y + label.height
            width: slip.across
            // A short code has nineteen signs: large, its two halves stand one below the other.
            readonly property bool halved: Theme.large && scene_.scene.receipt.length > 15
            height: (halved ? 2.7 : 1.3) * font.pixelSize
            lineHeight: halved ? 0.9 : 1
            text: halved ? scene_.scene.receipt.replace(/^(.{9})-/, "$1-\n") : scene_.scene.receipt
            Accessible.name: scene_.scene.receipt
            font.pixelSize: slip.beside || halved ? Theme.title : Theme.display
            fontSizeMode: halved ? Text.FixedSize : Text.HorizontalFit
            minimumPixelSize: Math.round(Theme.least)
            elide: halved ? Text.ElideNone : Text.ElideRight
            horizontalAlignment: slip.beside ? Text.AlignLeft : Text.AlignHCenter
        }
        QrCode {
            id: code
            x: Math.round(slip.beside ? slip.inset + (most - width) / 2 : (slip.width - width) / 2)
            y: Math.round(slip.beside ? (slip.height - height) / 2 : number.y + number.height + 0.7 * Theme.gap + (most - height) / 2)
            text: scene_.scene.receipt
            name: scene_.scene.receiptLabel
            most: Math.floor(slip.beside
                ? 128 * Theme.u
                : Math.min(220 * Theme.u, (scene_.wide ? scene_.lower - 2 * scene_.margin : 0.54 * scene_.room) - slip.written - 2 * slip.inset))
        }
        Label {
            id: hint
            x: label.x
            y: slip.beside ? number.y + number.height + 0.6 * Theme.gap : slip.height - height - 0.8 * slip.inset
            width: slip.across
            text: scene_.scene.receiptHint
            font.pixelSize: Theme.least
            lineHeight: 0.9
            color: Theme.soft
            horizontalAlignment: slip.beside ? Text.AlignLeft : Text.AlignHCenter
        }
    }
    FootBar {
        id: foot
        x: Theme.pad
        y: parent.height - height - scene_.margin
        width: scene_.inner
        leading: scene_.scene.undo
        onLeadingActivated: scene_.bridge.undo()
    }
    // The receipt on paper, over the two places the foot has left. What is under way or done is no button any more.
    SideButton {
        visible: scene_.scene.print !== "" && scene_.pressable
        x: paper.x
        y: foot.y
        width: paper.width
        height: foot.height
        name: scene_.scene.print
        picture: "print"
        wraps: true
        onActivated: scene_.bridge.printReceipt()
    }
    Label {
        id: paper
        visible: scene_.scene.print !== "" && !scene_.pressable
        x: foot.x + foot.third + Theme.gap
        y: foot.y
        width: scene_.inner - foot.third - Theme.gap
        height: foot.height
        text: scene_.scene.print
        font.pixelSize: Theme.large ? Theme.least : Theme.text
        color: Theme.soft
        horizontalAlignment: Text.AlignRight
    }
}
