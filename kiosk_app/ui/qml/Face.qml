// One face, drawn from its own picture: five outlines, five pairs of eyes, five mouths.
import QtQuick

Image {
    required property string level

    source: Theme.picture("faces", level)
    sourceSize.width: Math.round(width)
    sourceSize.height: Math.round(width)
    height: width
    Accessible.ignored: true
}
