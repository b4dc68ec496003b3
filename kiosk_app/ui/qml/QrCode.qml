// A QR code as large as its place allows, each square a whole number of points, so that it is crisp. Always black on
// white: many phones read nothing else.
import QtQuick

Item {
    id: code

    required property string text
    // What a screen reader says of it.
    required property string name
    // The largest side there is room for.
    required property real most

    readonly property int squares: picture.status === Image.Ready ? picture.implicitWidth : 0
    readonly property bool whole: squares > 1

    width: whole ? Math.max(1, Math.floor(most / squares)) * squares : most
    height: width

    Image {
        id: picture
        anchors.fill: parent
        visible: code.whole
        // Not by Qt's loading thread: darkroom.py says why. It is a matter of some milliseconds.
        asynchronous: false
        // No receipt's code is shown twice, and none stays in memory.
        cache: false
        smooth: false
        source: code.text === "" ? "" : "image://code/" + Theme.wrapped(code.text)
        Accessible.role: Accessible.Graphic
        Accessible.name: code.name
    }
}
