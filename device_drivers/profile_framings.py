"""What a profile says of its framing, kind by kind: the tables, what must agree in them, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import voluptuous as v

from device_drivers.framings import Framing
from device_drivers.framings.checksum import SUMS, Checksum
from device_drivers.framings.codes import CodesFraming
from device_drivers.framings.fields import Bits, Choice, Fields
from device_drivers.framings.fixed import FixedFraming
from device_drivers.framings.mask import MaskFraming
from device_drivers.framings.modbus import ModbusFraming
from device_drivers.framings.prefixed import LengthField, PrefixedFraming
from device_drivers.profile_values import (
    bit,
    bits,
    hexadecimal,
    keyed,
    no_bytes_or_hexadecimal,
    number,
    one_byte,
    one_of,
    sequences,
    several_bytes,
    whole,
)

LONGEST, PLACE = whole(1, 256), whole(0, 255)
CAUGHT: dict[Any, Any] = {"longest": LONGEST, "gap": number(0.001, 10)}
SEQUENCES: dict[Any, Any] = {
    "codes": keyed(sequences),
    v.Optional("ignored_after", default=""): no_bytes_or_hexadecimal,
    **CAUGHT,
}
FIELDS: dict[Any, Any] = {
    "start": hexadecimal,
    v.Optional("end", default=""): no_bytes_or_hexadecimal,
    "codes": keyed(one_byte),
    "key": {"at": PLACE, v.Optional("mask", default="ff"): bits},
    v.Optional("zero", default=list): [{"at": PLACE, "mask": one_byte}],
    v.Optional("match", default=list): [{"at": PLACE, "any": several_bytes}],
    **CAUGHT,
}
LENGTH: dict[Any, Any] = {
    "at": PLACE,
    "bytes": one_of(1, 2),
    "order": one_of("big", "little"),
    "adds": whole(-256, 256),
}
NO_CHECKSUM: dict[Any, Any] = {"kind": one_of("none")}
SUM: dict[Any, Any] = {
    "kind": one_of("none", *SUMS),
    **{v.Optional(place): whole(-256, 255) for place in ("first", "last", "at")},
}
FRAMINGS: Mapping[str, tuple[dict[Any, Any], dict[Any, Any]]] = {  # kind → [framing], [checksum]
    "codes": ({"kind": str, **SEQUENCES}, NO_CHECKSUM),
    "line": ({"kind": str, "end": hexadecimal, **SEQUENCES}, NO_CHECKSUM),
    "stx-etx": ({"kind": str, "start": hexadecimal, "end": hexadecimal, **SEQUENCES}, NO_CHECKSUM),
    "fixed": (
        {
            "kind": str,
            **FIELDS,
            v.Optional("pressed"): {"at": PLACE, "mask": bit},
            v.Optional("clock"): PLACE,
        },
        SUM,
    ),
    "length": ({"kind": str, **FIELDS, "length": LENGTH}, SUM),
    "mask": ({"kind": str, "codes": keyed(bit), **CAUGHT}, NO_CHECKSUM),
    "modbus": (
        {"kind": str, "unit": whole(1, 247), "codes": keyed(whole(0, 0xFFFF)), **CAUGHT},
        {"kind": one_of("crc16-modbus")},
    ),
}


def made(framing: Mapping[str, Any], checksum: Mapping[str, Any]) -> Framing:
    """The framing that checked tables describe."""
    kind, gap = framing["kind"], framing["gap"]
    match kind:
        case "fixed":
            pressed = Bits(**framing["pressed"]) if "pressed" in framing else None
            fields = _fields(framing, checksum, pressed)
            return FixedFraming(fields, framing["longest"], framing.get("clock"), gap)
        case "length":
            length = LengthField(**framing["length"])
            return PrefixedFraming(_fields(framing, checksum, None), length, framing["longest"], gap)
        case "mask":
            return MaskFraming(framing["codes"], gap)
        case "modbus":
            return ModbusFraming(framing["unit"], framing["codes"], gap)
    return CodesFraming(sequences_of(framing), framing["ignored_after"], framing["longest"], gap)


def sequences_of(framing: Mapping[str, Any]) -> dict[str, tuple[bytes, ...]]:
    """Key → everything that means it, with what stands before and behind."""
    start, end = framing.get("start", b""), framing.get("end", b"")
    return {key: tuple(start + code + end for code in codes) for key, codes in framing["codes"].items()}


def poll(framing: Framing) -> bytes:
    """The command that asks which keys are down."""
    assert isinstance(framing, ModbusFraming)  # noqa: S101 - the schema allows [poll] for no other
    return framing.poll()


def lamp_writer(table: Mapping[str, Any], framing: Framing) -> Callable[[Sequence[bool]], list[bytes]]:
    """What writes a row of lamps."""
    if isinstance(framing, ModbusFraming):
        if table["function"] == "0f":
            return lambda lamps: [framing.all_lamps(table["first"], lamps)]
        return lambda lamps: [framing.one_lamp(table["first"] + place, on) for place, on in enumerate(lamps)]
    return lambda lamps: [bytes((table["base"] | sum(on << place for place, on in enumerate(lamps)),))]


def framing_faults(good: Mapping[str, Any]) -> Iterator[str]:
    """What does not fit together in a framing: codes that could not be told apart or never come, places outside."""
    framing = good["framing"]
    match framing["kind"]:
        case "fixed" | "length":
            yield from _field_faults(framing, good["checksum"])
            answer = good.get("probe", {}).get("answer", b"")
            if answer[:1] == framing["start"][:1]:
                yield "probe.answer: begins as framing.start does"
        case "mask":
            yield from _twice(framing["codes"])
        case "modbus":
            yield from _twice(framing["codes"])
            if max(framing["codes"].values()) - min(framing["codes"].values()) >= 64:
                yield "framing.codes: the inputs' addresses must lie within 64 of each other"
        case _:
            yield from _clashes(good)


def _fields(framing: Mapping[str, Any], checksum: Mapping[str, Any], pressed: Bits | None) -> Fields:
    return Fields(
        start=framing["start"],
        end=framing["end"],
        key=Bits(**framing["key"]),
        values=framing["codes"],
        pressed=pressed,
        zero=tuple(Bits(**bits) for bits in framing["zero"]),
        match=tuple(Choice(**choice) for choice in framing["match"]),
        checksum=Checksum(**checksum) if checksum["kind"] != "none" else None,
    )


def _field_faults(framing: Mapping[str, Any], checksum: Mapping[str, Any]) -> Iterator[str]:
    yield from _twice(framing["codes"])
    longest = framing["longest"]
    places = {"start": len(framing["start"]), "key": framing["key"]["at"] + 1}
    places |= {f"match.{n}": each["at"] + max(map(len, each["any"])) for n, each in enumerate(framing["match"])}
    places |= {f"zero.{n}": each["at"] + 1 for n, each in enumerate(framing["zero"])}
    if "pressed" in framing:
        places["pressed"] = framing["pressed"]["at"] + 1
    if "clock" in framing:
        places["clock"] = framing["clock"] + 4
    if "length" in framing:
        places["length"] = framing["length"]["at"] + framing["length"]["bytes"]
    yield from (f"framing.{place}: lies beyond framing.longest" for place, end in places.items() if end > longest)
    mask = Bits(**framing["key"])
    yield from (
        f"framing.codes.{key}: is more than the bits of framing.key.mask can say"
        for key, value in framing["codes"].items()
        if value > mask.mask >> mask.shift
    )
    if any(len(choice) != len(each["any"][0]) for each in framing["match"] for choice in each["any"]):
        yield "framing.match: all the bytes at one place must be equally many"
    given = {place for place in ("first", "last", "at") if place in checksum}
    if checksum["kind"] == "none" and given:
        yield f"checksum.{min(given)}: is not for the kind none"
    if checksum["kind"] != "none":
        yield from (f"checksum.{place}: missing" for place in ("first", "last", "at") if place not in given)
        yield from (
            f"checksum.{place}: lies outside the frame"
            for place in sorted(given)
            if not -longest <= checksum[place] < longest
        )


def _twice(codes: Mapping[str, Any]) -> Iterator[str]:
    seen: dict[Any, str] = {}
    for key, code in codes.items():
        if code in seen:
            yield f"framing.codes.{key}: is the same as framing.codes.{seen[code]}"
        seen[code] = key


def _clashes(good: Mapping[str, Any]) -> Iterator[str]:
    """Codes that a decoder could not tell apart, or that could never come."""
    framing, mask = good["framing"], good["line"]["mask"]
    sent = [(f"framing.codes.{key}", code) for key, codes in sequences_of(framing).items() for code in codes]
    sent += [("probe.answer", answer) for answer in (good.get("probe", {}).get("answer"),) if answer]
    for at, (place, code) in enumerate(sent):
        if any(byte & mask != byte for byte in code):
            yield f"{place}: has bits that line.mask takes away"
        if place != "probe.answer" and len(code) > framing["longest"]:
            yield f"{place}: is longer than framing.longest"
        if code[0] in framing["ignored_after"]:
            yield f"{place}: begins with a byte of framing.ignored_after"
        yield from (
            f"{place}: is the same as, or the beginning of, {other}"
            for other, longer in sent[:at] + sent[at + 1 :]
            if longer.startswith(code)
        )
