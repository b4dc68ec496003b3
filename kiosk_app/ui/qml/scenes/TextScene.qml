// A few words of the citizen's own: a plain field, how much is left, and the same foot as the reasons have.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    onEntered: {
        field.text = scene_.scene.text;
        field.cursorPosition = field.length;
        field.forceActiveFocus();
    }

    Label {
        id: title
        x: Theme.pad
        y: Theme.gap
        width: parent.width - 2 * Theme.pad
        height: 48 * Theme.u
        text: scene_.scene.title
        font.pixelSize: Theme.word
    }
    Rectangle {
        id: sheet
        x: Theme.pad
        y: title.y + title.height + Theme.gap
        width: parent.width - 2 * Theme.pad
        // A keyboard will stand below it one day; half a portrait screen is plenty of paper for 150 characters.
        height: Math.min(foot.y - Theme.gap - y, 360 * Theme.u)
        radius: Theme.radius
        color: Theme.card
        border.width: field.activeFocus ? 2 * Theme.hair : Theme.hair
        border.color: field.activeFocus ? Theme.blue : Theme.line

        Flickable {
            id: paper
            anchors.fill: parent
            anchors.margins: Theme.gap
            anchors.bottomMargin: count.height + Theme.gap
            contentWidth: width
            contentHeight: Math.max(height, field.implicitHeight)
            clip: true
            boundsBehavior: Flickable.StopAtBounds

            TextEdit {
                id: field
                width: paper.width
                height: paper.contentHeight
                textFormat: TextEdit.PlainText
                wrapMode: TextEdit.Wrap
                color: Theme.ink
                font.pixelSize: Theme.word
                selectByMouse: false
                // Nothing that learns or suggests: the next citizen must not meet the words of this one.
                inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText | Qt.ImhMultiLine
                Accessible.role: Accessible.EditableText
                Accessible.name: scene_.scene.title
                onTextChanged: scene_.cut()
                onCursorRectangleChanged: {
                    const bottom = cursorRectangle.y + cursorRectangle.height;
                    if (bottom > paper.contentY + paper.height)
                        paper.contentY = bottom - paper.height;
                    else if (cursorRectangle.y < paper.contentY)
                        paper.contentY = cursorRectangle.y;
                }
            }
        }
        Label {
            visible: field.length === 0
            x: paper.x
            y: paper.y
            text: scene_.scene.hint
            font.pixelSize: Theme.word
            color: Theme.soft
            Accessible.ignored: true
        }
        Label {
            id: count
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: Theme.gap / 2
            anchors.rightMargin: Theme.gap
            text: scene_.signs(field.text).length + " / " + scene_.scene.limit
            font.pixelSize: Theme.least
            color: Theme.soft
            Accessible.name: scene_.scene.counted.replace("%1", scene_.signs(field.text).length)
        }
    }
    FootBar {
        id: foot
        x: Theme.pad
        y: parent.height - height - Theme.gap
        width: parent.width - 2 * Theme.pad
        leading: scene_.scene.undo
        middle: scene_.scene.back
        trailing: scene_.scene.submit
        onLeadingActivated: scene_.bridge.undo()
        onMiddleActivated: scene_.bridge.leaveText(field.text)
        onTrailingActivated: scene_.bridge.finishText(field.text)
    }

    // Characters as the centre counts them: a sign beyond the first plane is one, not two as in JavaScript.
    function signs(text: string): var {
        return text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[^]/g) ?? [];
    }
    function cut() {
        const written = signs(field.text);
        if (written.length <= scene_.scene.limit)
            return;
        const at = field.cursorPosition;
        field.text = written.slice(0, scene_.scene.limit).join("");
        field.cursorPosition = Math.min(at, field.length);
    }
}
