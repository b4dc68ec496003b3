// Which reasons stand on which page, and how large: the main ones first, then the others, none of them ever cut.
import QtQuick

QtObject {
    id: pages

    required property var reasons
    // The room for a page, and what a chip needs beside its words.
    required property real span
    required property real room
    required property real chrome
    // How many may stand side by side where that saves a page.
    required property int columns

    readonly property real gap: 0.8 * Theme.gap
    readonly property real wordSize: Theme.large ? Theme.text : 1.1 * Theme.text
    // Never without a page, as a form may be without reasons.
    readonly property var shown: {
        const lead = first();
        const all = [...filled(lead), ...filled(reasons.slice(lead.length))];
        return all.length > 0 ? all : [{"reasons": [], "columns": 1, "width": span, "height": Theme.finger, "full": false, "wordSize": wordSize}];
    }
    readonly property int most: Math.max(1, ...shown.map(page => page.reasons.length))

    readonly property FontMetrics metrics: FontMetrics {
        font.pixelSize: pages.wordSize
    }
    // Lines of a chip stand closer than the font's own: see Chip.
    readonly property real line: 0.85 * metrics.lineSpacing

    // The main reasons; a form that has none of them leads with its first three.
    function first(): var {
        const main = reasons.filter(reason => !reason.more);
        return main.length > 0 ? main : reasons.slice(0, 3);
    }

    // One column, or more where that takes fewer pages and cuts nothing.
    function filled(list: var): var {
        let best = packed(list, 1);
        for (let number = 2; number <= columns && best.length > 1; number++) {
            const other = packed(list, number);
            if (other.length < best.length && other.every(page => !page.full))
                best = other;
        }
        return best;
    }
    function packed(list: var, number: int): var {
        const made = [];
        const width = Math.floor((span - (number - 1) * gap) / number);
        const needs = list.map(reason => needed(reason.name, width - chrome, wordSize));
        let start = 0;
        while (start < list.length) {
            let height = 0, end = start;
            while (end < list.length) {
                const next = Math.max(height, ...needs.slice(end, end + number));
                const rows = (end - start) / number + 1;
                if (end > start && rows * next + (rows - 1) * gap > room)
                    break;
                height = next;
                end += number;
            }
            const rows = Math.max(1, (end - start) / number);
            const most = (room - (rows - 1) * gap) / rows;
            made.push({
                "reasons": list.slice(start, end), "columns": number, width,
                // A reason that fills a page by itself is set in the smallest type there is.
                "full": height > room, "wordSize": height > room ? Theme.least : wordSize,
                "height": Math.floor(Math.min(most, 1.8 * Math.max(height, Theme.finger)))
            });
            start = end;
        }
        return made;
    }

    // The height of a chip with this name. Chinese breaks anywhere, other scripts between words.
    function needed(name: string, across: real, size: real): real {
        let lines = 1, used = 0;
        const blank = metrics.advanceWidth(" ");
        for (const word of name.split(" ")) {
            const long = 1.02 * metrics.advanceWidth(word);
            if (used > 0 && used + blank + long > across && !/[\u2E80-\uFFFF]/.test(word)) {
                lines += 1;
                used = 0;
            }
            used += (used > 0 ? blank : 0) + long;
            // A line of Chinese may end a sign early, so that none begins with a stop.
            const further = Math.max(0, Math.ceil((used - across) / Math.max(size, across - size)));
            lines += further;
            used -= further * Math.max(size, across - size);
        }
        return Math.max(Theme.finger, lines * line + 1.2 * gap);
    }
}
