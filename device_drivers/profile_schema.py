"""What a profile file may say: the shape of its tables, and what must agree between them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

import voluptuous as v

from device_drivers.drawing import LAMPS, TEXT, Display
from device_drivers.messages import Cue
from device_drivers.profile import key_faults
from device_drivers.profile_framings import FRAMINGS, framing_faults
from device_drivers.profile_values import (
    code_page,
    flag,
    hexadecimal,
    number,
    one_byte,
    one_of,
    seconds,
    text,
    whole,
)

COMMANDS = (
    *("probe", "arm", "disarm", "welcome", "ask", "thanks", "again", "close", "stop", "raw", "query", "reset"),
    *("stars", "lamps", "voice", "text"),
)

LINE = {
    "baud": whole(50, 4_000_000),
    "bits": one_of(5, 6, 7, 8),
    "parity": one_of("N", "E", "O"),
    "stop": one_of(1, 1.5, 2),
    "dtr": flag,
    "rts": flag,
    "flow": one_of("none", "rtscts", "xonxoff"),
    "mask": one_byte,
    "byte_delay": number(0, 1),
    "frame_delay": number(0, 1),
    v.Optional("answer_within", default=0.0): number(0, 1),
}
PROBE = {
    v.Optional("answer"): hexadecimal,
    "within": number(0.01, 60),
    "tries": whole(1, 100),
    "again": number(0.1, 3600),
}
POLL = {
    "every": number(0.01, 1),
    "within": number(0.01, 60),
    "tries": whole(1, 100),
    "again": number(0.1, 3600),
}
PRESS = {
    "acts_on": one_of("press", "release"),
    v.Optional("unrated", default=list): [text],
    "needs_arming": flag,
    "arming_window": seconds,
    "one_an_arming": flag,
    "debounce": number(0, 1),
    "stuck_repeats": whole(5, 10_000),
    "stuck_gap": number(0.01, 10),
    v.Optional("stuck_hold", default=10.0): number(1, 3600),
}
DISPLAY: dict[Any, Any] = {
    "encoding": code_page,
    "width": whole(1, 256),
    "lines": [hexadecimal],
    "clear": [hexadecimal],
    **{cue.value: [str] for cue in Cue},
}
LAMP: dict[Any, Any] = {
    "kind": one_of("byte", "coils"),
    "count": whole(1, 16),
    v.Optional("base"): one_byte,
    v.Optional("function"): one_of("05", "0f"),
    v.Optional("first"): whole(0, 0xFFFF),
    **{cue.value: [whole(1, 16)] for cue in Cue},
}
STEPS = [one_of(*COMMANDS)]
TABLES: Mapping[Any, Any] = {  # keys are text or voluptuous' Optional of text; framing and checksum: profile_framings
    "name": text,
    "title": text,
    "line": LINE,
    "framing": dict,
    "checksum": dict,
    "commands": {v.Optional(name): hexadecimal for name in COMMANDS},
    v.Optional("probe"): PROBE,
    v.Optional("poll"): POLL,
    v.Optional("display"): DISPLAY,
    v.Optional("lamps"): LAMP,
    "cues": {v.Optional("opening", default=list): STEPS, **{cue.value: STEPS for cue in Cue}},
    "keys": dict,
    "press": PRESS,
    v.Optional("heartbeat"): {"every": seconds},
}


def checked(table: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The table with bytes for hexadecimal, and [] — or {} and every fault in one line each."""
    shape = dict(TABLES)
    framing = table.get("framing")
    kind = framing.get("kind") if isinstance(framing, dict) else None
    if isinstance(kind, str) and kind in FRAMINGS:
        shape["framing"], shape["checksum"] = FRAMINGS[kind]
    else:
        shape["framing"] = {"kind": one_of(*FRAMINGS), v.Extra: object}
        shape["checksum"] = {v.Extra: object}
    try:
        good = dict(v.Schema(shape, required=True)(dict(table)))
    except v.MultipleInvalid as problem:
        return {}, [in_words(fault, shape) for fault in problem.errors]
    return good, list(disagreements(good))


def in_words(fault: v.Invalid, shape: Mapping[Any, Any]) -> str:
    """One fault as `table.key: what is wrong`; an unknown key names the nearest known one."""
    path = [str(part) for part in fault.path]
    place = ".".join(path)
    if fault.error_message == "extra keys not allowed":
        near = difflib.get_close_matches(path[-1], known_keys(fault.path[:-1], shape), 1, cutoff=0)
        return f"{place}: unknown; the nearest known key is {near[0]!r}"
    if fault.error_message == "required key not provided":
        return f"{place}: missing"
    return f"{place}: {fault.error_message}"


def known_keys(path: list[Any], shape: Any) -> list[str]:
    """The keys a table may have; a number in the path is a place in a list."""
    for part in path:
        shape = shape[0] if isinstance(part, int) else shape[part]
    return [str(key) for key in shape]


def disagreements(good: Mapping[str, Any]) -> Iterator[str]:
    """What is right by itself but does not fit together."""
    yield from _key_disagreements(good)
    yield from _cue_disagreements(good)
    yield from _presence_disagreements(good)
    if good["press"]["needs_arming"] and not good["cues"][Cue.ASK.value]:
        yield "press.needs_arming: cues.ask must arm the pad"
    if "display" in good:
        yield from _display_disagreements(good["display"])
    if "lamps" in good:
        yield from _lamp_disagreements(good["lamps"], good["framing"]["kind"])
    yield from framing_faults(good)


def _key_disagreements(good: Mapping[str, Any]) -> Iterator[str]:
    codes, unrated = good["framing"]["codes"], good["press"]["unrated"]
    yield from key_faults(good["keys"], codes)
    for key in codes:
        if key not in good["keys"] and key not in unrated:
            yield f"keys: key {key!r} of framing.codes has no level; give it one or name it in press.unrated"
    for key in unrated:
        if key not in codes:
            yield f"press.unrated: this pad has no key {key!r}; it has {', '.join(codes)}"
        if key in good["keys"]:
            yield f"press.unrated: key {key!r} has a level in [keys]"


def _cue_disagreements(good: Mapping[str, Any]) -> Iterator[str]:
    drawn = {name for name, table in ((TEXT, "display"), (LAMPS, "lamps")) if table in good}
    for name in sorted(drawn & set(good["commands"])):
        yield f"commands.{name}: is made of its own table; leave one of them out"
    for cue, names in good["cues"].items():
        for name in names:
            if name not in good["commands"] and (cue == "opening" or name not in drawn):
                yield f"cues.{cue}: command {name!r} is not in [commands]"


def _presence_disagreements(good: Mapping[str, Any]) -> Iterator[str]:
    kind = good["framing"]["kind"]
    if ("probe" in good) != ("probe" in good["commands"]):
        yield "probe: a table [probe] and a command commands.probe go together"
    if ("poll" in good) != (kind == "modbus"):
        yield "poll: a table [poll] and the framing modbus go together"
    if "poll" in good and "probe" in good:
        yield "probe: a pad that is polled needs no [probe]"
    elif "probe" in good and ("answer" in good["probe"]) == (kind == "mask"):
        yield "probe.answer: is needed, but for the framing mask, whose stream is the answer"
    if "heartbeat" in good and "probe" not in good:
        yield "heartbeat: needs a table [probe]"


def _display_disagreements(table: Mapping[str, Any]) -> Iterator[str]:
    if not table["lines"] or len(table["lines"]) != len(table["clear"]):
        yield "display.clear: needs a command for each of display.lines, of which there is at least one"
        return
    display = Display(table["encoding"], table["width"], tuple(table["lines"]), tuple(table["clear"]), {})
    for cue in Cue:
        yield from (f"display.{cue}: {fault}" for fault in display.faults(table[cue.value]))


def _lamp_disagreements(table: Mapping[str, Any], framing: str) -> Iterator[str]:
    needed = ("base",) if table["kind"] == "byte" else ("function", "first")
    for key in ("base", "function", "first"):
        if key in needed and key not in table:
            yield f"lamps.{key}: missing"
        if key not in needed and key in table:
            yield f"lamps.{key}: is not for lamps of the kind {table['kind']}"
    if (table["kind"] == "coils") != (framing == "modbus"):
        yield "lamps.kind: coils and the framing modbus go together"
    if table["kind"] == "byte" and table.get("base", 0) & (1 << table["count"]) - 1:
        yield "lamps.base: has bits of its own where the lamps are"
    for cue in Cue:
        yield from (
            f"lamps.{cue}: there is no lamp {lamp}, only {table['count']}"
            for lamp in table[cue.value]
            if lamp > table["count"]
        )
