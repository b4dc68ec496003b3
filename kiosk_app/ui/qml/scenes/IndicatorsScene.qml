// The reasons of the chosen level, a page at a time. Nothing is required; going on is always at the same place.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    property int page: 0
    onEntered: page = 0

    Item {
        id: head
        x: Theme.pad
        y: Theme.gap
        width: parent.width - 2 * Theme.pad
        height: Math.max(face.height, title.height)

        Face {
            id: face
            level: scene_.scene.choice.level
            width: 48 * Theme.u
            anchors.verticalCenter: parent.verticalCenter
        }
        Column {
            id: title
            anchors.verticalCenter: parent.verticalCenter
            x: face.width + Theme.gap
            width: parent.width - x

            Label {
                width: parent.width
                text: scene_.scene.choice.name
                font.pixelSize: Theme.word
                maximumLineCount: 2
            }
            Label {
                // In large type the reasons themselves need the room.
                visible: !Theme.large
                width: parent.width
                text: scene_.scene.title
                font.pixelSize: Theme.least
                color: Theme.soft
            }
        }
    }
    Grid {
        id: grid

        readonly property real room: foot.y - y - Theme.gap
        readonly property real leastHeight: (Theme.large ? (Theme.landscape ? 118 : 106) : Theme.landscape ? 68 : 64) * Theme.u
        readonly property int fits: Math.max(1, Math.floor((room + rowSpacing) / (leastHeight + rowSpacing)))
        readonly property real chipWidth: (width - (columns - 1) * columnSpacing) / columns
        readonly property real chipHeight: Math.min((room - (fits - 1) * rowSpacing) / fits, leastHeight * 1.25)
        readonly property var pages: scene_.paged(scene_.scene.reasons, fits * columns)
        readonly property var shown: pages[Math.min(scene_.page, pages.length - 1)]

        x: Theme.pad
        y: head.y + head.height + Theme.gap
        width: parent.width - 2 * Theme.pad
        columns: Theme.landscape ? (Theme.large ? 2 : 3) : 1
        columnSpacing: 8 * Theme.u
        rowSpacing: 8 * Theme.u

        Repeater {
            // As many chips as a page holds: another page or level changes their words, it makes no new ones.
            model: grid.fits * grid.columns
            Chip {
                required property int index
                readonly property var reason: grid.shown[index] ?? null

                visible: reason !== null
                width: grid.chipWidth
                height: grid.chipHeight
                name: reason === null ? "" : reason.name
                chosen: reason !== null && reason.chosen
                onActivated: scene_.bridge.toggle(reason.code)
            }
        }
        KioskButton {
            visible: grid.pages.length > 1
            width: grid.chipWidth
            height: grid.chipHeight
            name: scene_.page < grid.pages.length - 1 ? scene_.scene.more : scene_.scene.back
            onActivated: scene_.page = (scene_.page + 1) % grid.pages.length
        }
    }
    FootBar {
        id: foot
        x: Theme.pad
        y: parent.height - height - Theme.gap
        width: parent.width - 2 * Theme.pad
        leading: scene_.scene.undo
        middle: scene_.scene.write
        trailing: scene_.scene.submit
        onLeadingActivated: scene_.bridge.undo()
        onMiddleActivated: scene_.bridge.openText()
        onTrailingActivated: scene_.bridge.finish()
    }

    // The main reasons first; “more” then shows all of them where they fit, else the next ones.
    function paged(reasons: var, cells: int): var {
        const main = reasons.filter(reason => !reason.more);
        if (main.length === reasons.length && main.length <= cells)
            return [main];
        const first = main.slice(0, Math.max(1, cells - 1));
        if (reasons.length <= cells - 1)
            return [first, reasons];
        const pages = [first];
        const rest = reasons.slice(first.length);
        const step = Math.max(1, cells - 1);
        for (let i = 0; i < rest.length; i += step)
            pages.push(rest.slice(i, i + step));
        return pages;
    }
}
