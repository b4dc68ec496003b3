// All that is visual: what the theme's file says (assets/themes/, which has the numbers), and what follows from it for
// this panel, this person. Nothing else names a colour, a size or a duration of its own.
pragma Singleton
import QtQuick

QtObject {
    id: theme

    // Set by Main: the panel, what the person wants, the machine's settings, the two themes as they stand in their files.
    property real width: 480
    property real height: 800
    property bool large: false
    property bool low: false
    property bool contrast: false
    // Whether the first frame has been drawn; whatever it does not need waits for that.
    property bool awake: false
    property bool motion: true
    property real panelInches: 0
    property string assets: ""
    property string plainFile: ""
    property string contrastFile: ""

    // Every panel is a canvas of at least 480 by 768 units, so that there are two layouts and not one for each panel.
    // One unit is 1 pixel at 800x480 and 2.25 at 1080x1920. 1/160 inch it is on a 10-inch panel; larger above.
    readonly property bool landscape: width > height
    readonly property real u: Math.max(0.2, Math.min(Math.min(width, height) / 480, Math.max(width, height) / 768))

    // In low reach a portrait scene has some 480 by 400 units: as much as in landscape, narrower. Two columns.
    readonly property bool compact: low && !landscape

    // Parsed here: a mapping handed over from Python would be converted anew at every reading of a value.
    readonly property var plainLook: parsed(plainFile)
    readonly property var look: contrast ? parsed(contrastFile) : plainLook

    readonly property color paper: hue("paper")
    readonly property color card: hue("card")
    readonly property color ink: hue("ink")
    readonly property color soft: hue("soft")
    // The border of whatever can be tapped; `faint` only divides.
    readonly property color line: hue("line")
    readonly property color faint: hue("faint")
    readonly property color blue: hue("blue")
    readonly property color bluePressed: hue("bluePressed")
    readonly property color blueTint: hue("blueTint")
    readonly property color overBlue: hue("overBlue")
    readonly property color overBlueSoft: hue("overBlueSoft")
    // The strips above and below.
    readonly property color bar: hue("bar")
    readonly property color overBar: hue("overBar")
    readonly property color overBarSoft: hue("overBarSoft")
    readonly property color star: hue("star")
    // Around what a keyboard is on.
    readonly property color focus: hue("focus")

    // Five colours of the same lightness and chroma (a test computes them), so that none calls louder than another.
    readonly property var levels: look.levels ?? ({})

    // Type. Nothing is smaller than 18 units, in large mode 30. No bold: a Chinese face without one would be smeared.
    readonly property real least: sign("least")
    readonly property real text: sign("text")
    readonly property real word: sign("word")
    readonly property real title: sign("title")
    readonly property real display: sign("display")

    // Space. 60 units is the least a finger gets; 20 mm where the panel's size is known, up to what a layout can give.
    readonly property real finger: Math.max(space(large ? "fingerLarge" : "finger"), Math.min(space("fingerMost"), twentyMm))
    readonly property real twentyMm: panelInches > 0 ? 20 / 25.4 * Math.hypot(width, height) / panelInches : 0
    readonly property real gap: space("gap")
    readonly property real pad: space("pad")
    readonly property real radius: space("radius")
    readonly property real hair: Math.max(1, Math.round(space("hair")))

    // Milliseconds; 0 where the machine is set to keep still.
    readonly property int fade: span("fade")

    // The address of an SVG: kind is its folder, "faces" or "marks" or "icons"; each theme has its own colours of it.
    function picture(kind: string, name: string): string {
        return theme.assets + "/" + kind + "/" + (theme.look.pictures ?? "") + name + ".svg";
    }
    // A text as part of an address that nothing on the way decodes: percent signs written as tildes.
    function wrapped(text: string): string {
        return encodeURIComponent(text).replace(/~/g, "%7E").replace(/%/g, "~");
    }
    function parsed(file: string): var {
        return file === "" ? {} : JSON.parse(file);
    }
    function hue(name: string): color {
        return theme.look.colors?.[name] ?? "transparent";
    }
    function sign(name: string): real {
        return (theme.look.type?.[theme.large ? "large" : "normal"][name] ?? 1) * theme.u;
    }
    function space(name: string): real {
        return (theme.look.space?.[name] ?? 1) * theme.u;
    }
    function span(name: string): int {
        return theme.motion ? theme.look.motion?.[name] ?? 0 : 0;
    }
}
