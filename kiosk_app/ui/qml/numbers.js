// How a number is shown while it is typed: in groups that an eye can hold, as large as there is room for, and its end
// where even the smallest type has no room for all of it.
.pragma library

// A line's height, by its type.
const LINE = 1.3;

// Its own groups where it has some, or the letters in front and then fours; a fifth sign does not stand alone.
function groups(typed) {
    const parts = [];
    for (const piece of typed.split(/(?<=-)/)) {
        const lead = /^[A-Z]{1,4}(?=[0-9]{5})/.exec(piece)?.[0] ?? "";
        if (lead !== "")
            parts.push(lead);
        let rest = piece.slice(lead.length);
        while (rest !== "") {
            const length = rest.length <= 5 ? 5 : 4;
            parts.push(rest.slice(0, length));
            rest = rest.slice(length);
        }
    }
    return parts;
}

// Lines of groups, each no wider than that; `wide` says how wide a text is.
function lines(parts, across, wide) {
    const made = [];
    for (const part of parts) {
        const longer = made.length > 0 ? [...made[made.length - 1], part] : [];
        if (made.length > 0 && wide(longer.join(" ")) <= across)
            made[made.length - 1] = longer;
        else
            made.push([part]);
    }
    return made;
}

// The text in its lines, and its size: the first of `sizes` in which all of it has room. `wide`: in units of the size.
function shown(typed, sizes, width, height, wide) {
    const parts = groups(typed);
    let made = [], size = sizes[0];
    for (size of sizes) {
        made = lines(parts, width / size, wide);
        if (made.length * LINE * size <= height && made.every(line => wide(line.join(" ")) * size <= width))
            return {text: made.map(line => line.join(" ")).join("\n"), size};
    }
    const most = Math.max(1, Math.floor(height / (LINE * size)));
    const end = made.slice(-most);
    end[0] = ["…", ...end[0].slice(1)];
    return {text: end.map(line => line.join(" ")).join("\n"), size};
}
