// Text. Always plain: what the centre or a clerk wrote is never markup.
import QtQuick

Text {
    textFormat: Text.PlainText
    color: Theme.ink
    font.pixelSize: Theme.text
    wrapMode: Text.Wrap
    elide: Text.ElideRight
    verticalAlignment: Text.AlignVCenter
    // Read out as it stands; words on a control are ignored there, the control has its own name.
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
