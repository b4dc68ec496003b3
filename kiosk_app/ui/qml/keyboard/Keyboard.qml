// The keys below a scene in which one writes: Pinyin, Latin letters, digits. Qt's engine composes; what is pressed, and
// how, is ours: a tap and nothing else, no second meaning of a long one, no settings, nothing that is learnt.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.VirtualKeyboard.Core
import QtQuick.VirtualKeyboard.Plugins.Pinyin
import ".."
import "layouts.js" as Layouts

Rectangle {
    id: keyboard

    // Whose scene it stands under: that has the words for the keys, in its language.
    required property var stage
    readonly property var words: stage.scene.keyboard ?? {}
    property string script: "pinyin"

    readonly property bool digits: (InputContext.inputMethodHints & Qt.ImhDigitsOnly) !== 0
    property bool signs: false
    property bool shifted: false
    readonly property string page: digits ? "digits" : signs ? "signs" : "letters"
    readonly property var layout: Layouts.keys(page, script, Theme.landscape)
    readonly property real pitch: Theme.landscape ? 64 * Theme.u : Math.min(Theme.finger, 68 * Theme.u) + 4 * Theme.u
    readonly property real edge: 4 * Theme.u
    readonly property bool composing: InputContext.preeditText !== ""

    height: (Theme.landscape ? 4 : 5) * pitch + 2 * edge
    color: Theme.contrast ? Theme.paper : Theme.faint

    onScriptChanged: keyboard.settle()
    onPageChanged: keyboard.settle()
    // When it goes, too: the words offered after the last one do not wait for the next citizen.
    onVisibleChanged: keyboard.begin(stage.scene.language)
    Component.onCompleted: keyboard.begin(stage.scene.language)

    // As if nobody had been here.
    function begin(language: string) {
        Qt.inputMethod.reset(); // qmllint disable missing-property
        keyboard.signs = false;
        keyboard.shifted = false;
        keyboard.script = language.startsWith("zh") ? "pinyin" : "latin";
        keyboard.settle();
    }
    function settle() {
        const engine = InputContext.inputEngine;
        const composes = keyboard.script === "pinyin" && keyboard.page === "letters";
        engine.inputMethod = composes ? pinyin : plain;
        engine.inputMode = composes ? InputEngine.InputMode.Pinyin : InputEngine.InputMode.Latin;
    }
    function tap(does: string, sign: string) {
        switch (does) {
        case "type":
            keyboard.write(sign);
            break;
        case "separate":
            if (keyboard.composing)
                InputContext.inputEngine.virtualKeyClick(Qt.Key_Apostrophe, "'", Qt.NoModifier);
            break;
        case "erase":
            InputContext.inputEngine.virtualKeyClick(Qt.Key_Backspace, "", Qt.NoModifier);
            break;
        case "space":
            InputContext.inputEngine.virtualKeyClick(Qt.Key_Space, " ", Qt.NoModifier);
            break;
        case "shift":
            keyboard.shifted = !keyboard.shifted;
            break;
        case "signs":
        case "letters":
            keyboard.complete();
            keyboard.signs = does === "signs";
            break;
        case "script":
            keyboard.complete();
            keyboard.shifted = false;
            keyboard.script = keyboard.script === "pinyin" ? "latin" : "pinyin";
            break;
        }
    }
    function write(sign: string) {
        const text = keyboard.shifted ? sign.toUpperCase() : sign;
        keyboard.shifted = false;
        const letter = sign >= "a" && sign <= "z";
        // Of what is no letter the engine only hands on the text.
        InputContext.inputEngine.virtualKeyClick(letter ? Qt.Key_A + sign.charCodeAt(0) - 97 : Qt.Key_unknown, text, Qt.NoModifier);
    }
    // The word being composed becomes its first candidate.
    function complete() {
        if (keyboard.composing)
            Qt.inputMethod.commit(); // qmllint disable missing-property
    }
    function nameOf(does: string): string {
        return keyboard.words[does === "script" ? (keyboard.script === "pinyin" ? "latin" : "pinyin") : does] ?? "";
    }
    function labelOf(does: string, sign: string): string {
        if (does === "type")
            return keyboard.shifted || keyboard.script === "pinyin" ? sign.toUpperCase() : sign;
        // Where a word would be too wide in large type.
        return {"erase": "←", "shift": "↑", "separate": "'"}[does] ?? keyboard.nameOf(does);
    }

    PinyinInputMethod {
        id: pinyin
    }
    PlainInputMethod {
        id: plain
    }

    // A finger between two keys belongs to neither, and not to the scene below.
    MouseArea {
        anchors.fill: parent
    }
    Candidates {
        id: strip
        x: keyboard.edge
        y: keyboard.edge
        width: keyboard.width - 2 * keyboard.edge
        height: keyboard.pitch
        visible: !keyboard.digits
        composing: keyboard.composing
        points: Layouts.points(keyboard.script)
        words: keyboard.words
        onPointed: sign => keyboard.write(sign)
    }
    Item {
        id: board

        readonly property real column: width / keyboard.layout.columns

        // There are no candidates for digits; their keys have that row as well.
        readonly property real row: keyboard.digits ? keyboard.pitch * (keyboard.layout.rows + 1) / keyboard.layout.rows : keyboard.pitch

        y: keyboard.digits ? strip.y : strip.y + strip.height
        // Three digits are no row as wide as a wall.
        width: keyboard.digits ? Math.min(strip.width, keyboard.layout.columns * 150 * Theme.u) : strip.width
        anchors.horizontalCenter: parent.horizontalCenter

        Repeater {
            model: keyboard.layout.keys
            Key {
                required property var modelData
                x: modelData.at * board.column
                y: modelData.row * board.row
                width: modelData.span * board.column
                height: board.row
                name: modelData.does === "type" ? modelData.sign : keyboard.nameOf(modelData.does)
                label: keyboard.labelOf(modelData.does, modelData.sign)
                deed: modelData.does !== "type" && modelData.does !== "space"
                held: modelData.does === "shift" && keyboard.shifted
                size: deed ? Theme.text : Theme.word
                onActivated: keyboard.tap(modelData.does, modelData.sign)
            }
        }
    }
}
