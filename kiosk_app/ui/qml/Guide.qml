// The audio guide, where a person asked for it: a press on a thing speaks its name, a tap marks it, and only a tap on
// what is marked counts. The rest of it is in Guiding.qml, which comes after the first frame.
pragma Singleton
import QtQuick

QtObject {
    id: guide

    // Set by Main.
    property bool on: false
    property Item marked: null
    // Things in a list are used again under another name: the mark is of both.
    property string markedName: ""
    readonly property int turn: Turn.number
    signal told(text: string, chosen: bool)

    // Long enough to hear a long reason to its end and find the place again.
    property Timer forgetting: Timer {
        interval: 12000
        onTriggered: guide.marked = null
    }

    onTurnChanged: marked = null
    onOnChanged: marked = null

    // Whether a tap counts now. `chosen`: said behind the name of what can be ticked.
    function takes(thing: Item, name: string): bool {
        return !on || (marked === thing && markedName === name);
    }

    function pressed(thing: Item, name: string, chosen: bool): void {
        if (!takes(thing, name))
            told(name, chosen);
    }

    // A finger has left the thing again on the spot; whether that was a tap that counts.
    function tapped(thing: Item, name: string): bool {
        const counts = takes(thing, name);
        marked = on && !counts ? thing : null;
        markedName = name;
        forgetting.restart();
        return counts;
    }

    // What has the keyboard is marked: a key that activates it counts at once.
    function focused(thing: Item, name: string, chosen: bool): void {
        if (on)
            told(name, chosen);
    }
}
