// Where a citizen writes: nothing is learnt, copied or pasted, and there is never more or other than what may be sent.
import QtQuick
import "fitting.js" as Fitting

FocusScope {
    id: field

    // For whoever does not see it.
    required property string name
    property string hint: ""
    property int limit: 150
    // More than one line; only 0 to 9.
    property bool lines: false
    property bool digits: false
    readonly property alias text: edit.text
    readonly property int count: Fitting.signs(edit.text).length
    readonly property bool empty: edit.length === 0 && edit.preeditText === ""

    implicitHeight: Theme.finger

    // This stands here, the cursor behind it.
    function put(text: string) {
        edit.kept = "";
        edit.text = Fitting.fitted("", text, field.limit, field.lines, field.digits).text;
        edit.cursorPosition = edit.length;
    }
    // Start with this.
    function begin(text: string) {
        put(text);
        field.forceActiveFocus();
        edit.forceActiveFocus();
    }
    // What stands there; a word that was being composed counts as its first candidate.
    function written(): string {
        if (edit.activeFocus)
            // It is a QInputMethod, which the linter is not told.
            Qt.inputMethod.commit(); // qmllint disable missing-property
        return edit.text;
    }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.card
        border.width: edit.activeFocus ? 2 * Theme.hair : Theme.hair
        border.color: edit.activeFocus ? Theme.blue : Theme.line
    }
    Flickable {
        id: paper
        anchors.fill: parent
        anchors.margins: Theme.gap
        contentWidth: field.lines ? width : Math.max(width, edit.implicitWidth + Theme.gap)
        contentHeight: Math.max(height, edit.implicitHeight)
        clip: true
        // It follows the cursor; no gesture but a tap.
        interactive: false

        TextEdit {
            id: edit

            property string kept: ""

            focus: true
            activeFocusOnTab: true
            width: paper.contentWidth
            height: paper.contentHeight
            verticalAlignment: field.lines ? TextEdit.AlignTop : TextEdit.AlignVCenter
            textFormat: TextEdit.PlainText
            wrapMode: field.lines ? TextEdit.Wrap : TextEdit.NoWrap
            color: Theme.ink
            selectionColor: Theme.blue
            selectedTextColor: Theme.overBlue
            font.pixelSize: Theme.word
            selectByMouse: false
            // Sensitive: what is composed is neither learnt nor written to a file (a test reads the disk).
            inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoAutoUppercase | (field.lines ? Qt.ImhMultiLine : 0) | (field.digits ? Qt.ImhDigitsOnly : 0)
            Accessible.role: Accessible.EditableText
            Accessible.name: field.name
            Accessible.description: field.hint

            onTextChanged: {
                const is = Fitting.fitted(kept, text, field.limit, field.lines, field.digits);
                kept = is.text;
                if (is.text !== text) {
                    text = is.text;
                    cursorPosition = Math.min(is.cursor, length);
                }
            }
            onCursorRectangleChanged: {
                const bottom = cursorRectangle.y + cursorRectangle.height;
                if (bottom > paper.contentY + paper.height)
                    paper.contentY = bottom - paper.height;
                else if (cursorRectangle.y < paper.contentY)
                    paper.contentY = cursorRectangle.y;
                const right = cursorRectangle.x + cursorRectangle.width;
                if (right > paper.contentX + paper.width)
                    paper.contentX = right - paper.width;
                else if (cursorRectangle.x < paper.contentX)
                    paper.contentX = cursorRectangle.x;
            }
            Keys.onPressed: event => {
                // The clipboard is another's: nothing goes in from there, nothing is left there. What was deleted stays so.
                const clipped = [StandardKey.Paste, StandardKey.Copy, StandardKey.Cut, StandardKey.Undo, StandardKey.Redo].some(keys => event.matches(keys));
                event.accepted = clipped || (event.modifiers & (Qt.ControlModifier | Qt.AltModifier | Qt.MetaModifier)) !== 0;
            }
            // A tab is no sign of a text.
            Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
        }
    }
    // The middle button would paste what X11 holds as selected.
    MouseArea {
        anchors.fill: parent
        acceptedButtons: Qt.MiddleButton | Qt.RightButton
    }
    Label {
        visible: field.empty
        x: paper.x
        y: field.lines ? paper.y : (field.height - height) / 2
        width: paper.width
        text: field.hint
        maximumLineCount: field.lines ? 2 : 1
        font.pixelSize: Theme.word
        color: Theme.soft
        Accessible.ignored: true
    }
}
