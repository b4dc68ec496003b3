// How a number is shown while it is typed: in groups that an eye can hold, and its end where not all of it has room.
.pragma library

// Its own groups where it has some, or the letters in front and then fours.
function groups(typed) {
    const parts = [];
    for (const piece of typed.split(/(?<=-)/)) {
        const lead = piece.match(/^[A-Z]{1,4}(?=[0-9]{5})/)?.[0] ?? "";
        if (lead !== "")
            parts.push(lead);
        const rest = piece.slice(lead.length);
        for (let at = 0; at < rest.length; at += rest.length - at <= 5 ? 5 : 4)
            parts.push(rest.slice(at, at + (rest.length - at <= 5 ? 5 : 4)));
    }
    return parts;
}

// The groups that stand on so many lines, the last ones; `wide` says how wide a text is, and a blank stands between two.
function fitting(parts, lines, across, wide) {
    let line = 1, used = 0, from = parts.length;
    while (from > 0) {
        const next = wide(parts[from - 1]);
        const needed = used === 0 ? next : used + wide(" ") + next;
        if (needed <= across)
            used = needed;
        else if (line === lines)
            break;
        else {
            line += 1;
            used = next;
        }
        from -= 1;
    }
    // What is cut off is said in place of one group more, so that the dots have room.
    return from === 0 ? parts.join(" ") : "… " + parts.slice(from + 1).join(" ");
}
