// How the citizen can be reached: name and number, what becomes of them, and the agreement without which nothing is
// kept. While one writes there are the fields only; where the room is scant, the consent is a second step.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    property int step: 0
    property bool agreed: false
    property bool named: false

    readonly property real margin: 0.8 * Theme.gap
    readonly property bool wide: width > 1.3 * height
    readonly property real inner: width - 2 * Theme.pad
    // The consent on a page of its own.
    readonly property bool stepped: Theme.large || height < (wide ? 380 : 560) * Theme.u
    readonly property bool asking: writing || !stepped || step === 0
    readonly property bool telling: !writing && (!stepped || step === 1)
    readonly property bool halves: wide && !stepped && !writing
    readonly property real half: (inner - 2 * margin) / 2

    onEntered: {
        step = 0;
        agreed = scene.agreed;
        named = scene.named;
        person.put(scene.contactName);
        mobile.put(scene.mobile);
        forceActiveFocus();
    }

    // When the focus has arrived: between two fields there is a moment without. Who has keys types with them and keeps
    // the whole page; the keys on the glass may send what looks like real ones, so it is decided at the beginning.
    function look() {
        writing = (person.activeFocus || mobile.activeFocus) && (writing || !Turn.byKeys);
    }

    component Caption: Label {
        font.pixelSize: Theme.least
        color: Theme.soft
        maximumLineCount: 1
        // The field beside it has the same name.
        Accessible.ignored: true
    }

    Label {
        id: title
        visible: !scene_.writing && scene_.asking && scene_.height > 340 * Theme.u
        x: Theme.pad
        y: scene_.margin
        width: scene_.halves ? scene_.half : scene_.inner
        readonly property real end: visible ? y + height : scene_.margin / 2
        text: scene_.scene.title
        font.pixelSize: Theme.title
        maximumLineCount: 1
    }
    Item {
        id: asked

        // Above the keyboard the fields stand side by side where it leaves little height; lying, “next” beside them.
        readonly property bool beside: scene_.writing ? Theme.landscape || 2 * row + foot.height + 3 * scene_.margin > scene_.height : scene_.wide && scene_.stepped
        readonly property real room: scene_.writing && Theme.landscape ? foot.third * 2 + Theme.gap : scene_.halves ? scene_.half : scene_.inner
        // Upright in large type, half of it is too narrow for the eleven digits of a number.
        readonly property real first: !beside ? room : (room - scene_.margin) * (Theme.large && !Theme.landscape ? 0.43 : 0.5)
        readonly property real second: beside ? room - scene_.margin - first : room
        readonly property real row: caption.height + Theme.finger

        visible: scene_.asking
        x: Theme.pad
        y: title.end + (title.visible ? scene_.margin / 2 : 0)
        width: room
        height: beside ? row : 2 * row + scene_.margin / 2

        Caption {
            id: caption
            width: asked.first
            text: scene_.scene.nameLabel
        }
        Field {
            id: person
            onActiveFocusChanged: Qt.callLater(scene_.look)
            y: caption.height
            width: asked.first
            height: Theme.finger
            name: scene_.scene.nameLabel
            limit: 50
        }
        Caption {
            x: asked.beside ? asked.first + scene_.margin : 0
            y: asked.beside ? 0 : asked.row + scene_.margin / 2
            width: asked.second
            text: scene_.scene.mobileLabel
        }
        Field {
            id: mobile
            onActiveFocusChanged: Qt.callLater(scene_.look)
            x: asked.beside ? asked.first + scene_.margin : 0
            y: (asked.beside ? 0 : asked.row + scene_.margin / 2) + caption.height
            width: asked.second
            height: Theme.finger
            name: scene_.scene.mobileLabel
            limit: 20
            digits: true
        }
    }
    Label {
        id: note
        readonly property bool odd: mobile.text !== "" && !/^(1\d{10}|0\d{9,11})$/.test(mobile.text)
        visible: scene_.asking && !scene_.writing
        x: Theme.pad
        y: asked.y + asked.height + scene_.margin / 2
        width: asked.width
        text: odd ? scene_.scene.advice : scene_.scene.intro
        font.pixelSize: Theme.least
        color: odd ? Theme.ink : Theme.soft
        lineHeight: 0.9
    }
    Reading {
        id: consent
        readonly property real start: scene_.halves ? scene_.margin : scene_.stepped ? scene_.margin : note.y + note.height + scene_.margin
        visible: scene_.telling
        x: scene_.halves ? title.x + scene_.half + 2 * scene_.margin : Theme.pad
        y: start
        width: scene_.halves ? scene_.half : scene_.inner
        height: agree.y - scene_.margin - y
        text: scene_.scene.consent
        turning: scene_.scene.page
    }
    Chip {
        id: agree

        readonly property bool beside: scene_.wide && scene_.stepped
        readonly property real tall: Theme.large && (beside || !scene_.wide) ? 84 * Theme.u : Theme.finger

        visible: scene_.telling
        x: consent.x
        y: reveal.y - (beside ? 0 : tall + scene_.margin)
        width: beside ? scene_.half : consent.width
        height: tall
        name: scene_.scene.agree
        chosen: scene_.agreed
        onActivated: scene_.agreed = !scene_.agreed
    }
    Chip {
        id: reveal
        visible: scene_.telling
        x: agree.beside ? agree.x + agree.width + 2 * scene_.margin : agree.x
        y: foot.y - height - scene_.margin
        width: agree.width
        height: agree.tall
        name: scene_.scene.namedLabel
        chosen: scene_.named
        onActivated: scene_.named = !scene_.named
    }
    FootBar {
        id: foot

        readonly property bool last: scene_.telling

        x: Theme.pad
        y: scene_.writing && Theme.landscape ? asked.y + caption.height : parent.height - height - scene_.margin
        width: scene_.inner
        leading: scene_.writing ? "" : scene_.scene.undo
        middle: scene_.writing || !scene_.stepped ? "" : scene_.step === 0 ? scene_.scene.back : scene_.scene.previous
        trailing: !last ? scene_.scene.next : scene_.agreed ? scene_.scene.done : scene_.scene.back
        onLeadingActivated: scene_.bridge.undo()
        onMiddleActivated: {
            if (scene_.step === 0)
                scene_.leave();
            else
                scene_.turn(0);
        }
        onTrailingActivated: {
            if (last) {
                scene_.leave();
                return;
            }
            person.written();
            mobile.written();
            // What looks wrong is said before the next step hides it, once.
            const looks = scene_.writing && note.odd;
            scene_.forceActiveFocus();
            if (!looks)
                scene_.turn(1);
        }
    }

    // The other step has its ways out at the same places.
    function turn(step: int) {
        scene_.step = step;
        bridge.turned();
    }
    function leave() {
        bridge.leaveContact(person.written(), mobile.written(), agreed, named);
    }
}
