// Whose turn it is. A press belongs to the turn in which the finger came down, and to one target at a time.
pragma Singleton
import QtQuick

QtObject {
    // Which showing of which scene this is; counted up by Main, and when a hand on the glass undoes what is under way.
    property int number: 0
    // What the first finger is on; a second one does not count until it is lifted.
    property Item holder: null
    // Whether the last thing used was a key: then, and only then, one sees where the keys are.
    property bool byKeys: false
}
