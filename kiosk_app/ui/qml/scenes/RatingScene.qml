// Five faces with words and “not now”, six cards of one size. Best first: from left to right, or from the top.
pragma ComponentBehavior: Bound
import QtQuick
import ".."

Scene {
    id: scene_

    // What was tapped stays lit until the session says so itself; a tap that it ignored goes out again.
    property string picked: ""
    readonly property var names: [...scene.choices.map(choice => choice.name), scene.decline]
    readonly property var plan: best()
    // Large type in the low part of an upright panel: the six need all there is, and what they are about was said at the
    // counter.
    readonly property bool crowded: Theme.large && width < 1.3 * height && height < 560 * Theme.u
    readonly property real gap: (crowded ? 0.4 : 1) * Theme.gap

    onEntered: picked = ""

    Timer {
        interval: 1000
        running: scene_.picked !== ""
        onTriggered: scene_.picked = ""
    }
    FontMetrics {
        id: metrics
        font.pixelSize: Theme.title
    }
    Column {
        id: ask
        x: Theme.pad
        y: Math.round(1.2 * Theme.gap)
        width: parent.width - 2 * Theme.pad
        spacing: 2 * Theme.u

        Label {
            width: parent.width
            text: scene_.scene.question
            // On one line wherever the panel has the width for it.
            font.pixelSize: Math.max(Theme.text, Math.floor(Math.min(Theme.display, width / scene_.measured(text))))
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            visible: text !== "" && !scene_.crowded
            width: parent.width
            text: scene_.scene.task
            font.pixelSize: Math.max(Theme.least, Math.floor(Math.min(Theme.text, width / scene_.measured(text))))
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
            maximumLineCount: 2
        }
    }
    Grid {
        id: cards

        readonly property real start: ask.y + ask.height + 1.2 * Theme.gap
        readonly property real room: scene_.height - start - Theme.pad

        readonly property real span: scene_.width - 2 * Theme.pad

        x: Math.round((parent.width - width) / 2)
        y: Math.round(start + (room - height) / 2)
        columns: scene_.plan.columns
        columnSpacing: scene_.gap
        rowSpacing: scene_.gap

        Repeater {
            model: scene_.scene.choices.length
            FaceCard {
                required property int index
                readonly property var choice: scene_.scene.choices[index] ?? {"level": "", "name": ""}

                width: scene_.plan.width
                height: scene_.plan.height
                name: choice.name
                words: scene_.broken(name)
                picture: choice.level
                upright: scene_.plan.upright
                faceSize: scene_.plan.face
                wordSize: scene_.plan.word
                wordRoom: scene_.plan.wordRoom
                inset: scene_.plan.inset
                accent: Theme.levels[choice.level] ?? Theme.soft
                chosen: [scene_.scene.chosen, scene_.picked].includes(choice.level)
                onActivated: if (scene_.bridge.choose(choice.level)) scene_.picked = choice.level
            }
        }
        FaceCard {
            width: scene_.plan.width
            height: scene_.plan.height
            name: scene_.scene.decline
            words: scene_.broken(name)
            picture: "not_now"
            upright: scene_.plan.upright
            faceSize: scene_.plan.face
            wordSize: scene_.plan.word
            wordRoom: scene_.plan.wordRoom
            inset: scene_.plan.inset
            onActivated: scene_.bridge.decline()
        }
    }

    // Six cards side by side, or six in a column, are one scale from best to worst and lead wherever they fit; the
    // others are for large type and for the low half of a screen.
    function best(): var {
        const wide = cards.span > 1.3 * cards.room;
        const line = wide ? planned(6, true) : planned(1, false);
        if (line.rank >= (wide ? 60 : scene_.crowded ? 48 : 56) * Theme.u)
            return line;
        return [planned(3, true), planned(2, false), planned(2, true), line].reduce(
            (one, other) => other.rank > one.rank + 4 * Theme.u ? other : one);
    }

    // One way to lay the six out: with the same face and word for all, as large as the longest name allows.
    function planned(columns: int, upright: bool): var {
        const rows = 6 / columns, gap = Theme.gap, between = scene_.gap;
        const width = Math.floor((cards.span - (columns - 1) * between) / columns);
        const height = Math.floor(Math.min((cards.room - (rows - 1) * between) / rows, upright ? 2.1 * width : 120 * Theme.u));
        const besideFace = Math.min(height - 1.2 * gap, width * (columns === 1 ? 0.3 : 0.26));
        const across = upright ? width - gap : width - besideFace - 3.5 * gap;
        const wanted = Math.min(1.4 * Theme.word, 42 * Theme.u);
        const inOne = across / widest(name => measured(name));
        const leading = metrics.lineSpacing / metrics.font.pixelSize;
        const inTwo = Math.min(across / widest(name => folded(name)), upright ? Infinity : height / (2 * leading));
        const single = inOne >= Math.min(Theme.word, 0.8 * Math.min(wanted, inTwo));
        const word = Math.floor(Math.max(Theme.least, Math.min(wanted, single ? inOne : inTwo)));
        const wordRoom = Math.ceil((single ? 1 : 2) * word * leading);
        const face = upright ? Math.min(0.86 * width, height - wordRoom - 3 * gap) : besideFace;
        // The block of face and words stands in the middle of a wide card, at the same place in all of them.
        const block = face + 1.5 * gap + word * widest(name => single ? measured(name) : folded(name));
        const fits = (single ? inOne : inTwo) >= Theme.least && height >= 60 * Theme.u;
        return {
            columns, width, height, upright, word, wordRoom,
            "wordWidth": across,
            "face": Math.max(0, face), "rank": fits ? face : -1,
            "inset": Math.max(gap, Math.min((width - block) / 2, 0.2 * width))
        };
    }
    // How wide a name is on one line and, folded at its best place, on two; in units of its size.
    function measured(name: string): real {
        return 1.04 * metrics.advanceWidth(name) / metrics.font.pixelSize;
    }
    function folded(name: string): real {
        const words = name.split(" ");
        if (words.length === 1)
            return /[\u2E80-\uFFFF]/.test(name) ? Math.ceil(name.length / 2) / name.length * measured(name) : measured(name);
        return Math.min(...words.slice(1).map((_, at) => Math.max(
            measured(words.slice(0, at + 1).join(" ")), measured(words.slice(at + 1).join(" ")))));
    }
    // A Chinese name breaks in its middle, never before its last sign.
    function broken(name: string): string {
        if (name.includes(" ") || measured(name) * plan.word <= plan.wordWidth)
            return name;
        const signs = Array.from(name), half = Math.floor(signs.length / 2);
        return signs.slice(0, half).join("") + "\n" + signs.slice(half).join("");
    }
    function widest(of: var): real {
        return Math.max(1, ...scene_.names.map(of));
    }
}
