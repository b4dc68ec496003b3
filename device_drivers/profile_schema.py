"""What a profile file may say: the shape of its tables, and what must agree between them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

import voluptuous as v

from device_drivers.messages import Cue
from device_drivers.profile import key_faults

KINDS = ("codes",)
CHECKSUMS = ("none",)
COMMANDS = ("probe", "arm", "disarm", "welcome", "ask", "thanks", "stars", "lamps", "voice", "text")


def hexadecimal(value: Any) -> bytes:
    """Bytes from text such as "57" or "4f 4b 0d"; at least one."""
    try:
        data = bytes.fromhex(value)
    except (TypeError, ValueError):
        data = b""
    if not data:
        raise v.Invalid('expected bytes in hexadecimal such as "57" or "4f 4b 0d"')
    return data


def one_byte(value: Any) -> int:
    """One byte in hexadecimal, as a number."""
    data = hexadecimal(value)
    if len(data) != 1:
        raise v.Invalid('expected one byte in hexadecimal such as "7f"')
    return data[0]


def number(low: float, high: float) -> Callable[[Any], Any]:
    """A number within low..high, and no boolean."""

    def check(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise v.Invalid(f"expected a number from {low:g} to {high:g}")
        return value

    return check


def whole(low: int, high: int) -> Callable[[Any], int]:
    """A whole number within low..high."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise v.Invalid(f"expected a whole number from {low} to {high}")
        return value

    return check


def one_of(*choices: object) -> Callable[[Any], Any]:
    """One of a few values."""

    def check(value: Any) -> Any:
        if value not in choices or isinstance(value, bool):
            raise v.Invalid(f"expected one of {', '.join(map(str, choices))}")
        return value

    return check


def seconds(value: Any) -> float:
    """A duration of 0 to an hour."""
    return float(number(0, 3600)(value))


def text(value: Any) -> str:
    """Some text."""
    if not isinstance(value, str) or not value.strip():
        raise v.Invalid("expected some text")
    return value


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise v.Invalid("expected true or false")
    return value


def codes(value: Any) -> dict[str, bytes]:
    """Key → bytes; at least one key."""
    if not isinstance(value, dict) or not value:
        raise v.Invalid('expected a table of keys such as { "1" = "31" }')
    return {text(key): hexadecimal(data) for key, data in value.items()}


def no_bytes_or_hexadecimal(value: Any) -> bytes:
    """As hexadecimal, or empty."""
    return b"" if value == "" else hexadecimal(value)


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
}
FRAMING = {
    "kind": one_of(*KINDS),
    "codes": codes,
    "ignored_after": no_bytes_or_hexadecimal,
    "longest": whole(1, 256),
    "gap": number(0.001, 10),
}
PROBE = {
    "answer": hexadecimal,
    "within": number(0.01, 60),
    "tries": whole(1, 100),
    "again": number(0.1, 3600),
}
PRESS = {
    "acts_on": one_of("press", "release"),
    "needs_arming": flag,
    "arming_window": seconds,
    "one_an_arming": flag,
    "debounce": number(0, 1),
    "stuck_repeats": whole(5, 10_000),
    "stuck_gap": number(0.01, 10),
}
TABLES: Mapping[Any, Any] = {  # keys are text or voluptuous' Optional of text
    "name": text,
    "title": text,
    "line": LINE,
    "framing": FRAMING,
    "checksum": {"kind": one_of(*CHECKSUMS)},
    "commands": {v.Optional(name): hexadecimal for name in COMMANDS},
    v.Optional("probe"): PROBE,
    "cues": {cue.value: [one_of(*COMMANDS)] for cue in Cue},
    "keys": dict,
    "press": PRESS,
    v.Optional("heartbeat"): {"every": seconds},
}
SCHEMA = v.Schema(TABLES, required=True)


def checked(table: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The table with bytes for hexadecimal, and [] — or {} and every fault in one line each."""
    try:
        good = dict(SCHEMA(dict(table)))
    except v.MultipleInvalid as problem:
        return {}, [in_words(fault) for fault in problem.errors]
    return good, list(disagreements(good))


def in_words(fault: v.Invalid) -> str:
    """One fault as `table.key: what is wrong`; an unknown key names the nearest known one."""
    path = [str(part) for part in fault.path]
    place = ".".join(path)
    if fault.error_message == "extra keys not allowed":
        known = known_keys(path[:-1])
        near = difflib.get_close_matches(path[-1], known, 1, cutoff=0)
        return f"{place}: unknown; the nearest known key is {near[0]!r}"
    if fault.error_message == "required key not provided":
        return f"{place}: missing"
    return f"{place}: {fault.error_message}"


def known_keys(path: list[str]) -> list[str]:
    """The keys a table may have."""
    shape: Any = TABLES
    for part in path:
        shape = shape[part]
    return [str(key) for key in shape]


def disagreements(good: Mapping[str, Any]) -> list[str]:
    """What is right by itself but does not fit together."""
    faults = key_faults(good["keys"], good["framing"]["codes"])
    faults += [
        f"keys: key {key!r} of framing.codes has no level"
        for key in good["framing"]["codes"]
        if key not in good["keys"]
    ]
    for cue, names in good["cues"].items():
        faults += [
            f"cues.{cue}: command {name!r} is not in [commands]" for name in names if name not in good["commands"]
        ]
    if ("probe" in good) != ("probe" in good["commands"]):
        faults.append("probe: a table [probe] and a command commands.probe go together")
    if good["press"]["needs_arming"] and not good["cues"][Cue.ASK.value]:
        faults.append("press.needs_arming: cues.ask must arm the pad")
    return faults + clashes(good)


def clashes(good: Mapping[str, Any]) -> list[str]:
    """Codes that a decoder could not tell apart, or that could never come."""
    framing, mask = good["framing"], good["line"]["mask"]
    sent = [(f"framing.codes.{key}", code) for key, code in framing["codes"].items()]
    sent += [("probe.answer", good["probe"]["answer"])] if "probe" in good else []
    faults = []
    for at, (place, code) in enumerate(sent):
        if any(byte & mask != byte for byte in code):
            faults.append(f"{place}: has bits that line.mask takes away")
        if place != "probe.answer" and len(code) > framing["longest"]:
            faults.append(f"{place}: is longer than framing.longest")
        if code[0] in framing["ignored_after"]:
            faults.append(f"{place}: begins with a byte of framing.ignored_after")
        faults += [
            f"{place}: is the same as, or the beginning of, {other}"
            for other, longer in sent[:at] + sent[at + 1 :]
            if longer.startswith(code)
        ]
    return faults
