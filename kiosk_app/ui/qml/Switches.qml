// Languages and aids, and at a hall kiosk the way out, at the same place in every scene: one row, two where the words are
// too long for one.
pragma ComponentBehavior: Bound
import QtQuick

Item {
    id: switches

    // Main: its scene, bridge and size.
    required property var stage

    readonly property var scene: stage.scene
    // How wide it may be, and whether it fills that.
    readonly property real room: (!Theme.landscape ? 1 : leaving ? 0.76 : 0.68) * stage.width - 12 * Theme.u
    readonly property bool spread: !Theme.landscape

    readonly property real space: (leaving && Theme.large ? 2 : 5) * Theme.u
    readonly property int languages: scene.languages.length
    // The way out is the last. Where nobody has come in yet its place is kept, or the others would move.
    property bool leaving: false
    readonly property bool finishable: scene.finish !== ""
    readonly property int count: languages + scene.aids.length + (leaving ? 1 : 0)
    readonly property real wanted: total(buttons.count)
    readonly property int perRow: wanted <= room ? count : Math.ceil(count / 2)
    readonly property bool oneRow: perRow === count
    // What they get beside their words; lying, where it does not take the hall's name its place.
    readonly property real breath: spread ? room - wanted : Math.max(0, Math.min(count * 8 * Theme.u, 0.5 * stage.width - wanted))

    width: oneRow ? wanted + breath : room
    height: grid.height

    onSceneChanged: switches.look()
    Component.onCompleted: switches.look()

    function look() {
        // A terminal is a hall kiosk or is none: what it was once it stays.
        if (finishable || scene.name === "welcome")
            switches.leaving = true;
    }
    function total(count: int): real {
        let sum = (count - 1) * space;
        for (let i = 0; i < count; i++)
            sum += (buttons.itemAt(i) as AidButton)?.implicitWidth ?? 0;
        return sum;
    }

    Grid {
        id: grid
        columns: switches.perRow
        spacing: switches.space

        Repeater {
            id: buttons
            model: switches.count
            AidButton {
                required property int index
                readonly property bool speaks: index < switches.languages
                readonly property bool leaves: index === switches.languages + switches.scene.aids.length
                readonly property var language: switches.scene.languages[index] ?? ({"tag": "", "name": ""})
                readonly property var aid: switches.scene.aids[index - switches.languages] ?? ({"aid": "", "name": "", "on": false})

                name: speaks ? language.name : leaves ? switches.scene.finishWord : aid.name
                picture: speaks ? "language" : leaves ? "finish" : aid.aid
                visible: !leaves || switches.finishable
                strong: leaves
                toggles: !speaks && !leaves
                on: !speaks && aid.on
                width: switches.oneRow
                    ? implicitWidth + switches.breath / switches.count
                    : (switches.width + switches.space) / switches.perRow - switches.space
                height: Theme.finger
                onActivated: {
                    if (leaves)
                        switches.stage.bridge.finishSession();
                    else if (speaks)
                        switches.stage.bridge.language(language.tag);
                    else
                        switches.stage.bridge.aid(aid.aid);
                }
            }
        }
    }
}
