// A month's results as the centre published them: five bars of equal weight with words, counts and shares.
pragma ComponentBehavior: Bound
import QtQuick

Item {
    id: chart

    required property var published

    readonly property var tallies: published?.tallies ?? []
    readonly property real nameWidth: widest(tallies.map(tally => tally.name))
    readonly property real countWidth: widest(tallies.map(tally => String(tally.count)))
    readonly property real shareWidth: widest(tallies.map(tally => tally.percent))
    // What it takes to be read at all.
    readonly property real leastWidth: nameWidth + countWidth + shareWidth + 3 * Theme.gap + 48 * Theme.u
    readonly property real leastHeight: head.height + tallies.length * 1.25 * Theme.least + Theme.gap
    readonly property real row: Math.min((height - head.height - Theme.gap) / Math.max(1, tallies.length), 44 * Theme.u)
    readonly property real block: head.height + Theme.gap + row * tallies.length

    function widest(texts: var): real {
        // By the size, because a call alone is not noticed when that changes.
        return Math.ceil(1.06 * Theme.least * texts.reduce(
            (most, text) => Math.max(most, metrics.advanceWidth(text) / metrics.font.pixelSize), 0));
    }

    FontMetrics {
        id: metrics
        font.pixelSize: Theme.least
    }
    Label {
        id: head
        y: (chart.height - chart.block) / 2
        width: parent.width
        text: chart.published?.title ?? ""
        font.pixelSize: Theme.text
    }
    Label {
        anchors.right: head.right
        anchors.baseline: head.baseline
        visible: head.contentWidth + implicitWidth + Theme.gap < chart.width
        text: chart.published?.total ?? ""
        font.pixelSize: Theme.least
        color: Theme.soft
    }
    Repeater {
        model: chart.tallies.length
        Item {
            id: line
            required property int index
            readonly property var tally: chart.tallies[index] ?? ({"level": "", "name": "", "count": 0, "percent": "", "share": 0})

            y: head.y + head.height + Theme.gap + index * chart.row
            width: chart.width
            height: chart.row
            Accessible.role: Accessible.StaticText
            Accessible.name: tally.name + " " + tally.count + " " + tally.percent

            Label {
                width: chart.nameWidth
                height: parent.height
                text: line.tally.name
                font.pixelSize: Theme.least
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
            Rectangle {
                id: track
                x: chart.nameWidth + Theme.gap
                anchors.verticalCenter: parent.verticalCenter
                width: chart.width - x - chart.countWidth - chart.shareWidth - 2 * Theme.gap
                height: Math.min(0.56 * chart.row, 20 * Theme.u)
                radius: 3 * Theme.u
                color: Theme.paper
                border.width: Theme.contrast ? Theme.hair / 2 : 0
                border.color: Theme.faint

                Rectangle {
                    // None is nothing; one is to be seen.
                    width: line.tally.count > 0 ? Math.max(4 * Theme.u, track.width * line.tally.share) : 0
                    height: parent.height
                    radius: parent.radius
                    color: Theme.levels[line.tally.level] ?? Theme.soft
                }
            }
            Label {
                x: track.x + track.width + Theme.gap
                width: chart.countWidth
                height: parent.height
                text: line.tally.count
                font.pixelSize: Theme.least
                horizontalAlignment: Text.AlignRight
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
            Label {
                x: chart.width - width
                width: chart.shareWidth
                height: parent.height
                text: line.tally.percent
                font.pixelSize: Theme.least
                color: Theme.soft
                horizontalAlignment: Text.AlignRight
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }
    }
}
