// How a number is shown while it is typed: in groups that an eye can hold, as large as there is room for, and its end
// where even the smallest type has no room for all of it.
.pragma library

// A line's height, by its type.
const LINE = 1.3;

// Its own groups where it has some, or the letters in front and then fours; a fifth sign does not stand alone.
function groups(typed) {
    const parts = [];
    for (const piece of typed.match(/[^-]*-|[^-]+/g) ?? []) {
        const lead = /^[A-Z]{1,4}(?=[0-9]{5})/.exec(piece)?.[0] ?? "";
        if (lead !== "")
            parts.push(lead);
        // A dash stays with what is before it.
        const dash = piece.endsWith("-") ? "-" : "";
        let rest = piece.slice(lead.length, piece.length - dash.length);
        do {
            const length = rest.length <= 5 ? 5 : 4;
            const part = rest.slice(0, length);
            rest = rest.slice(length);
            parts.push(rest === "" ? part + dash : part);
        } while (rest !== "");
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
    if (parts.length === 0)
        return {text: "", size: sizes[sizes.length - 1]};
    let made = [], size = sizes[0];
    for (size of sizes) {
        made = lines(parts, width / size, wide);
        if (made.length * LINE * size <= height && made.every(line => wide(line.join(" ")) * size <= width))
            return {text: made.map(line => line.join(" ")).join("\n"), size};
    }
    const most = Math.max(1, Math.floor(height / (LINE * size)));
    let from = parts.length - 1;
    while (from > 1 && lines(["…", ...parts.slice(from - 1)], width / size, wide).length <= most)
        from -= 1;
    made = lines(["…", ...parts.slice(from)], width / size, wide);
    return {text: made.map(line => line.join(" ")).join("\n"), size};
}
