// What every scene has: its values, and where touches go. `entered`: it has just come on; forget what was before.
import QtQuick

Item {
    required property var bridge
    required property var scene
    signal entered
}
