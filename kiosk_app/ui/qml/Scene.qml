// What every scene has: its values, and where touches go. `entered`: it has just come on; forget what was before.
// `writing`: somebody writes in it now, so the keyboard stands below it and takes its height.
import QtQuick

Item {
    required property var bridge
    required property var scene
    property bool writing: false
    signal entered
}
