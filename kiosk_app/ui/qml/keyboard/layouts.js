// Which key lies where. Pure. A key is {does, sign, at, span}: `does` a name of Keyboard's deeds or "type"; place in
// columns from the left, rows from the top.
.pragma library

const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const SIGNS = {
    // What a sentence needs, in the signs of its script.
    "pinyin": ["1234567890", "：；（）“”《》—", "…·、@％＋／"],
    "latin": ["1234567890", ":;()\"'/&-", "#@%+=*_"]
};
const POINTS = {"pinyin": "，。？！、：；（）", "latin": ",.?!'-:;()"};

function key(does, span, sign) {
    return {"does": does, "sign": sign ?? "", "span": span};
}
function typed(signs) {
    return Array.from(signs).map(sign => key("type", 1, sign));
}

// The signs above the keys, while no word is being composed.
function points(script) {
    return Array.from(POINTS[script]);
}

// The keys of a page, and how many columns and rows it has. Upright, ten letters are as wide as the panel and the long
// keys have a row of their own; lying, there is room for them at the side, which leaves the scene a row more.
function keys(page, script, lying) {
    const found = page === "digits" ? digits(lying) : letters(page === "signs", script, lying);
    return {"columns": found.columns, "rows": found.rows.length, "keys": [].concat(...found.rows.map(placed))};
}
function placed(row, number) {
    let at = 0;
    return row.map(one => {
        at += one.span;
        return {"does": one.does, "sign": one.sign, "span": one.span, "at": at - one.span, "row": number};
    }).filter(one => one.does !== "none");
}
function letters(signs, script, lying) {
    const [first, second, third] = (signs ? SIGNS[script] : LETTERS).map(typed);
    const side = key(signs ? "none" : script === "pinyin" ? "separate" : "shift", lying ? 1 : 1.5);
    const turn = key(signs ? "letters" : "signs", 2);
    if (lying)
        return {"columns": 12, "rows": [
            [...first, key("erase", 2)],
            [...second, key("space", 3)],
            [side, ...third, turn, key("script", 2)]
        ]};
    return {"columns": 10, "rows": [
        first,
        [key("none", 0.5), ...second],
        [side, ...third, key("erase", 1.5)],
        [turn, key("script", 2), key("space", 6)]
    ]};
}
function digits(lying) {
    if (lying)
        return {"columns": 4, "rows": [[...typed("123"), key("erase", 1)], typed("456"), [...typed("789"), ...typed("0")]]};
    return {"columns": 3, "rows": [typed("123"), typed("456"), typed("789"), [key("none", 1), ...typed("0"), key("erase", 1)]]};
}

// The candidates from `first` on that fit into `room`: [{index, width}]. `least` the narrowest, `em` a Chinese sign's
// width, `pad` what stands around a word.
function fitting(words, first, room, least, em, pad) {
    const found = [];
    let used = 0;
    for (let index = first; index < words.length; index++) {
        const width = Math.max(least, words[index].length * em + 2 * pad);
        if (used + width > room && found.length > 0)
            break;
        found.push({"index": index, "at": used, "width": Math.min(width, room)});
        used += width;
    }
    return found;
}
