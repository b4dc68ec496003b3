// Which showing of which scene this is; counted up by Main. A press belongs to the turn in which the finger came down.
pragma Singleton
import QtQuick

QtObject {
    property int number: 0
}
