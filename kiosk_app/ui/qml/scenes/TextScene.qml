// A few words of the citizen's own: the field, how much is left, and the same foot as the reasons have. The keys stand
// below; where that leaves little height, field and foot share a row.
import QtQuick
import ".."

Scene {
    id: scene_

    readonly property bool lying: Theme.landscape
    // Two lines of the field are worth more than its title.
    readonly property bool scant: !lying && height < 290 * Theme.u
    readonly property real inner: width - 2 * Theme.pad

    writing: true
    onEntered: field.begin(scene_.scene.text)

    Label {
        id: title
        x: scene_.lying ? foot.x : Theme.pad
        y: scene_.lying ? field.y : Theme.gap
        width: scene_.lying ? foot.width : scene_.inner
        height: scene_.lying ? count.y - y : scene_.scant ? 0 : 48 * Theme.u
        // Lying and large, there is room for the count only; the field has the same words for a name.
        visible: height >= implicitHeight && !scene_.scant
        text: scene_.scene.title
        verticalAlignment: scene_.lying ? Text.AlignTop : Text.AlignVCenter
        font.pixelSize: scene_.lying ? Theme.text : Theme.word
        maximumLineCount: 1
    }
    Field {
        id: field
        x: Theme.pad
        y: scene_.lying ? Theme.gap : scene_.scant ? title.y : title.y + title.height + Theme.gap
        width: scene_.lying ? 0.44 * scene_.inner : scene_.inner
        height: (scene_.lying ? scene_.height - Theme.gap : count.y - Theme.gap / 2) - y
        name: scene_.scene.title
        hint: scene_.scene.hint
        limit: scene_.scene.limit
        lines: true
    }
    Label {
        id: count
        x: foot.x
        y: foot.y - Theme.gap / 2 - height
        width: foot.width
        height: implicitHeight
        text: field.count + " / " + scene_.scene.limit
        horizontalAlignment: Text.AlignRight
        font.pixelSize: Theme.least
        color: Theme.soft
        Accessible.name: scene_.scene.counted.replace("%1", field.count)
    }
    FootBar {
        id: foot
        x: scene_.lying ? field.x + field.width + Theme.gap : Theme.pad
        y: parent.height - height - Theme.gap
        width: scene_.lying ? scene_.inner - field.width - Theme.gap : scene_.inner
        leading: scene_.scene.undo
        middle: scene_.scene.back
        trailing: scene_.scene.submit
        onLeadingActivated: scene_.bridge.undo()
        onMiddleActivated: scene_.bridge.leaveText(field.written())
        onTrailingActivated: scene_.bridge.finishText(field.written())
    }
}
