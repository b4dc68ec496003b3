// A case as the centre tells it, and its steps: those that can be rated are buttons, those that cannot say why. A case
// nobody could be asked about is rated as typed.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    property int page: 0
    onEntered: page = 0

    readonly property real margin: 0.8 * Theme.gap
    readonly property bool wide: width > 1.3 * height
    readonly property real inner: width - 2 * Theme.pad
    readonly property var steps: scene.told ? scene.steps : []
    readonly property real least: (Theme.large ? 92 : 72) * Theme.u
    // The middle of the scene, between the case and the foot.
    readonly property real room: foot.y - margin - list.y
    readonly property int fit: Math.max(1, Math.floor((room + margin) / (least + margin)))
    readonly property int pages: Math.max(1, Math.ceil(steps.length / fit))
    // Out of large type there are fewer: nobody stays behind the last.
    onPagesChanged: page = Math.min(page, pages - 1)
    readonly property int rows: Math.min(fit, steps.length)

    readonly property var nothing: ({"name": "", "stateName": "", "open": false, "append": false, "number": 0})
    // What there is for the case itself; where its words are too many for that they are turned over, page by page.
    readonly property real forAbout: foot.y - 2 * margin - (wide ? 0 : title.height + least + 2 * margin)
    readonly property string facts: [scene.number, scene.task, scene.org, scene.applicant].filter(part => part !== "").join("\n")
    // The number is larger than the rest, and has its caption.
    readonly property bool wordy: measure.implicitHeight + (Theme.large ? 16 : 48) * Theme.u + 2 * Theme.gap > forAbout

    component Fact: Label {
        width: parent.width
        visible: text !== ""
        font.pixelSize: Theme.large ? Theme.least : Theme.text
        lineHeight: 0.95
    }
    // How a step looks: what it is, and what can be done with it.
    component StepFace: Rectangle {
        id: face

        required property var step
        property bool down: false

        anchors.fill: parent
        radius: Theme.radius
        color: step.open ? down ? Theme.blueTint : Theme.card : "transparent"
        border.width: step.open ? down ? 2 * Theme.hair : Theme.hair : Theme.hair
        border.color: step.open ? down ? Theme.blue : Theme.line : Theme.faint

        Label {
            x: 1.4 * Theme.gap
            width: state_.x - Theme.gap - x
            height: parent.height
            text: face.step.name
            font.pixelSize: Theme.word
            fontSizeMode: Text.Fit
            minimumPixelSize: Math.ceil(Theme.least)
            lineHeight: 0.9
            color: face.step.open ? Theme.ink : Theme.soft
            Accessible.ignored: face.step.open
        }
        Image {
            id: tick
            visible: !face.step.open
            x: state_.x + Theme.gap
            width: visible ? Math.round(26 * Theme.u) : 0
            height: Math.round(26 * Theme.u)
            y: Math.round((parent.height - height) / 2)
            sourceSize: Qt.size(26 * Theme.u, 26 * Theme.u)
            source: Theme.picture("icons", "check")
            Accessible.ignored: true
        }
        Rectangle {
            id: state_
            x: parent.width - width - Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            width: word.implicitWidth + 2 * Theme.pad + (face.step.open ? 0 : tick.width)
            height: Math.min(parent.height - 1.6 * Theme.gap, 60 * Theme.u)
            radius: Theme.radius / 1.5
            color: face.step.open ? face.down ? Theme.bluePressed : Theme.blue : "transparent"

            Label {
                id: word
                x: Theme.pad + (face.step.open ? 0 : tick.width)
                anchors.verticalCenter: parent.verticalCenter
                text: face.step.stateName
                color: face.step.open ? Theme.overBlue : Theme.soft
                font.pixelSize: Theme.large ? Theme.least : Theme.text
                wrapMode: Text.NoWrap
                Accessible.ignored: face.step.open
            }
        }
    }

    FontMetrics {
        id: metrics
        font.pixelSize: Theme.title
    }
    Label {
        id: measure
        visible: false
        width: about.width - 2.4 * Theme.gap
        text: scene_.facts
        font.pixelSize: Theme.large ? Theme.least : Theme.text
    }
    Reading {
        visible: scene_.wordy
        x: about.x
        y: about.y
        width: about.width
        height: about.height
        text: scene_.facts
        turning: scene_.scene.page
    }
    Rectangle {
        id: about
        x: Theme.pad
        y: scene_.margin
        width: scene_.wide ? Math.round(0.4 * scene_.inner) : scene_.inner
        height: scene_.wordy ? scene_.forAbout : column.height + 2 * Theme.gap
        radius: Theme.radius
        color: scene_.wordy ? "transparent" : Theme.card
        border.width: scene_.wordy ? 0 : Theme.hair
        border.color: Theme.faint

        Column {
            id: column
            visible: !scene_.wordy
            x: 1.2 * Theme.gap
            y: Theme.gap
            width: parent.width - 2 * x
            spacing: 2 * Theme.u

            Label {
                visible: !Theme.large && scene_.height > 480 * Theme.u
                width: parent.width
                text: scene_.scene.numberLabel
                font.pixelSize: Theme.least
                color: Theme.soft
            }
            Label {
                width: parent.width
                text: scene_.scene.number
                // On one line wherever it fits.
                readonly property real oneLine: Math.floor(width * metrics.font.pixelSize / (1.04 * metrics.advanceWidth(text)))
                font.pixelSize: oneLine >= Theme.least ? Math.min(Theme.title, oneLine) : Theme.text
                wrapMode: Text.WrapAnywhere
                lineHeight: 0.95
            }
            Fact {
                text: scene_.scene.task
            }
            Fact {
                text: [scene_.scene.org, scene_.scene.applicant].filter(part => part !== "").join("　")
                color: Theme.soft
            }
        }
    }
    Label {
        id: title
        x: scene_.wide ? about.x + about.width + Theme.pad : Theme.pad
        y: scene_.wide ? scene_.margin : about.y + about.height + scene_.margin
        width: scene_.width - x - Theme.pad
        text: scene_.scene.told ? scene_.scene.title : scene_.scene.note
        font.pixelSize: scene_.scene.told ? Theme.large ? Theme.text : Theme.title : Theme.large ? Theme.least : Theme.word
        lineHeight: 0.95
    }
    Item {
        id: list

        readonly property real each: Math.min(1.4 * scene_.least, (scene_.room - (scene_.rows - 1) * scene_.margin) / Math.max(1, scene_.rows))

        x: title.x
        y: title.y + title.height + scene_.margin
        width: title.width

        Repeater {
            model: scene_.rows
            Item {
                id: row
                required property int index
                readonly property var step: scene_.steps[scene_.page * scene_.fit + index] ?? null

                visible: step !== null
                y: index * (list.each + scene_.margin)
                width: list.width
                height: list.each

                Target {
                    id: press
                    visible: row.step?.open ?? false
                    anchors.fill: parent
                    name: row.step?.label ?? ""
                    onActivated: scene_.bridge.chooseStep(row.step.number, row.step.append)

                    StepFace {
                        step: row.step ?? scene_.nothing
                        down: press.down
                    }
                }
                Loader {
                    anchors.fill: parent
                    active: row.step !== null && !row.step.open
                    sourceComponent: StepFace {
                        step: row.step ?? scene_.nothing
                    }
                }
            }
        }
        KioskButton {
            visible: !scene_.scene.told && scene_.scene.steps.length > 0
            width: list.width
            height: Math.max(Theme.finger, Math.min(110 * Theme.u, scene_.room))
            strong: true
            name: scene_.scene.rate
            fontSize: Theme.title
            onActivated: scene_.bridge.chooseStep(scene_.scene.steps[0].number, scene_.scene.steps[0].append)
        }
    }
    FootBar {
        id: foot
        x: Theme.pad
        y: parent.height - height - scene_.margin
        width: scene_.inner
        leading: scene_.scene.back
        middle: scene_.pages < 2 ? "" : scene_.page < scene_.pages - 1 ? scene_.scene.more : scene_.scene.first
        onLeadingActivated: scene_.bridge.openFind()
        onMiddleActivated: scene_.page = (scene_.page + 1) % scene_.pages
    }
}
