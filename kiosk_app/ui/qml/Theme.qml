// All that is visual in numbers: colours, type, space. Nothing else names a colour or a size of its own.
pragma Singleton
import QtQuick

QtObject {
    // Set by Main.
    property real width: 480
    property real height: 800
    property bool large: false
    property string assets: ""

    // Every panel is a canvas of at least 480 by 768 units, so that there are two layouts and not one for each panel.
    // One unit is 1 pixel at 800x480 and 2.25 at 1080x1920. 1/160 inch it is on a 10-inch panel; larger above.
    readonly property bool landscape: width > height
    readonly property real u: Math.max(0.2, Math.min(Math.min(width, height) / 480, Math.max(width, height) / 768))

    // Ink on paper, and one blue. Contrast with what it stands on: ink 14:1, soft 6.3:1, white on blue 7.9:1.
    readonly property color paper: "#F2F5F9"
    readonly property color card: "#FFFFFF"
    readonly property color ink: "#16232F"
    readonly property color soft: "#4A5A6A"
    readonly property color line: "#C3CED9"
    readonly property color blue: "#1B4F8A"
    readonly property color bluePressed: "#123A67"
    readonly property color blueTint: "#E3EDF8"
    readonly property color overBlue: "#FFFFFF"
    readonly property color overBlueSoft: "#D5E3F3"
    readonly property color star: "#8A5A00"

    // Five colours of the same lightness and chroma (OKLCH 0.48 / 0.078), so that none calls louder than another.
    readonly property var levels: ({
        "very_satisfied": "#3B6A46",
        "satisfied": "#0E6B6F",
        "fairly_satisfied": "#3E5F89",
        "dissatisfied": "#7E522D",
        "very_dissatisfied": "#844B47"
    })

    // Type. Nothing is smaller than 18 units, in large mode 30. No bold: the shipped Chinese face has none.
    readonly property real least: (large ? 30 : 18) * u
    readonly property real text: (large ? 32 : 20) * u
    readonly property real word: (large ? 34 : 24) * u
    readonly property real title: (large ? 36 : 28) * u
    readonly property real display: (large ? 48 : 44) * u

    // Space. 60 units is the least a finger gets.
    readonly property real finger: (large ? 68 : 60) * u
    readonly property real gap: 10 * u
    readonly property real pad: 16 * u
    readonly property real radius: 12 * u
    readonly property real hair: Math.max(1, Math.round(1.5 * u))
}
