// Text. Always plain: what the centre or a clerk wrote is never markup.
import QtQuick

Text {
    textFormat: Text.PlainText
    color: Theme.ink
    font.pixelSize: Theme.text
    wrapMode: Text.Wrap
    elide: Text.ElideRight
    verticalAlignment: Text.AlignVCenter
}
