// What a field takes of what was put into it. Pure; characters are counted as the centre counts them, by code point.
.pragma library

// A text's characters: one beyond the first plane is one, not two as in JavaScript.
function signs(text) {
    return text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[^]/g) ?? [];
}

// Whether one may stand in a text: no control but, in a text of several lines, the line feed; no half of a pair, nothing
// that turns the writing round or is no character at all. Emoji with their joiners are characters like others.
function welcome(sign, lines, digits) {
    const code = sign.codePointAt(0);
    if (digits)
        return code >= 0x30 && code <= 0x39;
    if (code === 0x0A)
        return lines;
    return code >= 0x20 && !(code >= 0x7F && code <= 0x9F) && !(code >= 0xD800 && code <= 0xDFFF)
        && !(code >= 0x2028 && code <= 0x202E) && !(code >= 0x2066 && code <= 0x206F) && ![0x200E, 0x200F, 0x061C, 0xFEFF].includes(code)
        && !(code >= 0xFFF9 && code <= 0xFFFC) && !(code >= 0xFDD0 && code <= 0xFDEF) && (code & 0xFFFE) !== 0xFFFE;
}

// The text after `before` was made `after`, and where the cursor belongs (in JavaScript's units): of what is new only
// what is welcome and has room. What stood there already stays, also behind the place that was written to.
function fitted(before, after, limit, lines, digits) {
    const old = signs(before);
    const now = signs(after);
    let head = 0;
    while (head < old.length && head < now.length && old[head] === now[head])
        head++;
    let tail = 0;
    while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail])
        tail++;
    const kept = now.slice(0, head).concat(now.slice(now.length - tail));
    const room = Math.max(0, limit - kept.length);
    const fresh = now.slice(head, now.length - tail).filter(sign => welcome(sign, lines, digits)).slice(0, room);
    const start = now.slice(0, head).concat(fresh).join("");
    return {text: start + now.slice(now.length - tail).join(""), cursor: start.length};
}
