// Keys instead of fingers: Tab and arrows go from one thing to the next, Enter and Space press, 5 to 1 are the levels as
// on a pad, Esc is “back” and “not now”. A key that is held down presses once.
pragma ComponentBehavior: Bound
import QtQuick

Item {
    id: steering

    // Main: its scene, and the items to go through.
    required property var stage

    readonly property Item focused: Window.activeFocusItem
    readonly property Target target: focused as Target
    readonly property bool typing: (focused as TextEdit) !== null || (focused as TextInput) !== null
    readonly property string showing: stage.scene.name + " " + stage.scene.token

    // What the last key does as soon as it is known to stand alone; null: nothing.
    property var deed: null
    // The last key was one of a burst.
    property bool hurried: false

    // Nobody enters a scene with a finger on a button already.
    onShowingChanged: {
        deed = null;
        letGo();
    }

    Connections {
        target: steering.stage.bridge
        function onStruck(hurried) {
            steering.hurried = hurried;
            steering.deed = null;
        }
        function onAlone() {
            const deed = steering.deed;
            steering.deed = null;
            if (deed)
                deed();
        }
    }

    Connections {
        target: Turn
        function onByKeysChanged() {
            if (!Turn.byKeys)
                steering.letGo();
        }
    }
    // Where the keys are. Two lines of opposite colours: one of them stands out from whatever is behind.
    Rectangle {
        parent: steering.target ?? steering
        visible: steering.target !== null && Turn.byKeys
        z: 1
        anchors.fill: parent
        color: "transparent"
        radius: Theme.radius
        border.width: 4 * Theme.hair
        border.color: Theme.focus

        Rectangle {
            anchors.fill: parent
            anchors.margins: 2 * Theme.hair
            color: "transparent"
            radius: Theme.radius - 2 * Theme.hair
            border.width: 2 * Theme.hair
            border.color: Theme.card
        }
    }
    Shortcut {
        sequences: ["Tab"]
        onActivated: steering.go(true)
    }
    Shortcut {
        sequences: ["Backtab", "Shift+Tab", "Shift+Backtab"]
        onActivated: steering.go(false)
    }
    Shortcut {
        enabled: !steering.typing
        sequences: ["Right", "Down"]
        onActivated: steering.go(true)
    }
    Shortcut {
        enabled: !steering.typing
        sequences: ["Left", "Up"]
        onActivated: steering.go(false)
    }
    Shortcut {
        enabled: steering.target !== null
        autoRepeat: false
        sequences: ["Return", "Enter", "Num+Enter", "Space"]
        onActivated: {
            const target = steering.target;
            steering.deed = () => {
                if (target === steering.target)
                    target.activated();
            };
        }
    }
    Shortcut {
        autoRepeat: false
        sequences: ["Escape"]
        onActivated: steering.deed = () => steering.goBack()
    }
    Instantiator {
        model: ["very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied", "very_dissatisfied"]
        Shortcut {
            required property int index
            required property string modelData
            enabled: steering.stage.scene.name === "rating"
            autoRepeat: false
            sequences: [String(5 - index), "Num+" + (5 - index)]
            onActivated: steering.deed = () => steering.stage.bridge.choose(modelData)
        }
    }

    function letGo() {
        if (target !== null)
            target.focus = false;
    }
    function go(forward: bool) {
        const order = things();
        if (order.length === 0 || hurried)
            return;
        const at = order.indexOf(focused);
        const next = order[at < 0 ? (forward ? 0 : order.length - 1) : (at + (forward ? 1 : order.length - 1)) % order.length];
        next.forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
        Guide.focused(next, next.Accessible.name, next.Accessible.checked);
    }
    // Whatever keys can come to, as one reads: line by line, the scene before the switches around it.
    function things(): var {
        const found = [];
        let item = stage.nextItemInFocusChain(true);
        while (item && !found.some(one => one.item === item)) {
            const at = item.mapToItem(stage, 0, 0);
            let above = item;
            while (above && above !== stage.current)
                above = above.parent;
            found.push({"item": item, "x": Math.round(at.x), "y": Math.round(at.y), "beside": above ? 0 : 1});
            item = item.nextItemInFocusChain(true);
        }
        found.sort((one, other) => one.beside - other.beside || one.y - other.y || one.x - other.x);
        return found.map(one => one.item);
    }
    // Presses what says “back” or “not now”, where the scene has it.
    function goBack() {
        const words = [stage.scene.decline, stage.scene.back].filter(word => word);
        const found = things().map(item => item as Target).find(item => item !== null && words.includes(item.name));
        if (found)
            found.activated();
    }
}
