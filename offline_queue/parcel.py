"""An exported queue as a file: lines of JSON that explain themselves, whole or refused. Pure: no file is opened here.

    {"line": "header", "format", "formatVersion", "program", "deviceId", "epoch", "exportedAt", "about"}
    {"line": "run", "deviceId", "epoch", "first", "previous"}          before each unbroken run of numbers
    {"line": "rating", "state", "age", "attempts", "record"}           the record as it is sent, byte for byte
    {"line": "invitation", "state", "code", "msg", "fate"}             what became of one, as it is sent
    {"line": "end", "ratings", "parked", "invitations", "numbers"}
    {"line": "sha256", "sha256"}                                       of every byte above this line

`previous` is the link of the chain before the run, so that a run is verified although what was delivered between two
runs is not in the file; null where that row is no longer there, and then the first link is taken as it is.
`age`: whole seconds since the release, at the export.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any, TypeAlias

from .canonical import canonical
from .cargo import Cargo, FateCargo, Unfit, rating_fault

FORMAT = "hcp-kiosk queue"
FORMAT_VERSION = 1
LONGEST_LINE = 256 * 1024
"""Bytes; a rating with a sealed box and its history has a few thousand."""

ABOUT = (
    "Ratings and invitations that had not reached the centre. Carry this file to a terminal that does reach it and run"
    " `hcp-kiosk queue import FILE` there; importing twice doubles nothing. It may hold what citizens wrote: keep it"
    " with you, and delete it when it has been imported. `head -n -1 FILE | sha256sum` gives the sum in the last line."
)

Item: TypeAlias = Cargo | FateCargo


class ParcelRefused(Exception):
    """This is no whole and true export; one line that says where and what to do."""


@dataclass(slots=True)
class Tally:
    """What is in a file. `numbers`: for each device and epoch the first and last number, and the last link."""

    ratings: int = 0
    parked: int = 0
    invitations: int = 0
    numbers: list[dict[str, Any]] = field(default_factory=list)

    def count(self, item: Item) -> None:
        """One more."""
        if isinstance(item, FateCargo):
            self.invitations += 1
            return
        self.ratings += 1
        self.parked += item.state == "parked"
        for told in self.numbers:
            if (told["deviceId"], told["epoch"]) == (item.device_id, item.epoch):
                told.update(last=item.seq, link=item.link)
                return
        self.numbers.append(
            {"deviceId": item.device_id, "epoch": item.epoch, "first": item.seq, "last": item.seq, "link": item.link}
        )


def written(head: Mapping[str, Any], items: Iterable[Item], tally: Tally) -> Iterator[bytes]:
    """The lines of a file; `head`: program, deviceId, epoch, exportedAt. `tally` is filled on the way."""
    digest = sha256()
    for line in _lines(head, items, tally):
        digest.update(line)
        yield line
    yield _line("sha256", sha256=digest.hexdigest())


def _lines(head: Mapping[str, Any], items: Iterable[Item], tally: Tally) -> Iterator[bytes]:
    yield _line("header", format=FORMAT, formatVersion=FORMAT_VERSION, **head, about=ABOUT)
    expected: tuple[str, int, int, str] | None = None  # what continues the run
    for item in items:
        tally.count(item)
        if isinstance(item, FateCargo):
            yield _with("invitation", {"state": item.state, "code": item.code, "msg": item.msg}, "fate", item.fate)
            continue
        if expected is None or (item.device_id, item.epoch, item.seq, item.previous) != expected:
            run = {"deviceId": item.device_id, "epoch": item.epoch, "first": item.seq, "previous": item.previous}
            yield _line("run", **run)
        expected = (item.device_id, item.epoch, item.seq + 1, item.link)
        told = {"state": item.state, "age": item.age, "attempts": [asdict(said) for said in item.attempts]}
        yield _with("rating", told, "record", item.record)
    yield _line("end", **asdict(tally))


def _line(kind: str, **members: Any) -> bytes:
    return json.dumps({"line": kind, **members}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _with(kind: str, members: Mapping[str, Any], name: str, raw: bytes) -> bytes:
    """A line that ends with canonical bytes as they are."""
    return _line(kind, **members)[:-2] + b', "%b": %b}\n' % (name.encode(), raw)


class Reader:
    """Iterates over what is in a file, verifying as it goes; whole and true once the iteration has ended.

    `head` and `tally` are filled on the way, `sha256` at the end. Raises ParcelRefused.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._number = 0
        self._digest = sha256()
        self.head: dict[str, Any] = {}
        self.tally = Tally()
        self.sha256 = ""

    def __iter__(self) -> Iterator[Item]:
        self._read_head()
        run: dict[str, Any] | None = None
        while True:
            raw, told = self._next()
            match told.get("line"):
                case "run":
                    run = self._run(told)
                case "rating" if run is not None:
                    cargo = self._rating(raw, told, run)
                    run = {**run, "first": cargo.seq + 1, "previous": cargo.link}
                    self.tally.count(cargo)
                    yield cargo
                case "invitation":
                    fate = self._invitation(raw, told)
                    self.tally.count(fate)
                    yield fate
                case "end":
                    if {key: told.get(key) for key in asdict(self.tally)} != asdict(self.tally):
                        raise self._refused("the counts are not those of the lines above")
                    break
                case _:
                    raise self._refused("no line of this kind belongs here")
        above = self._digest.hexdigest()
        _, told = self._next()
        if told.get("line") != "sha256" or told.get("sha256") != above:
            raise self._refused("the checksum is not that of the lines above")
        if next(self._lines, b""):
            self._number += 1
            raise self._refused("nothing may come after the checksum")
        self.sha256 = above

    def _read_head(self) -> None:
        first = next(self._lines, b"")
        self._number = 1
        try:
            told = json.loads(first)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise ParcelRefused("this is no file of `hcp-kiosk queue export`; nothing was imported")
        version = told.get("formatVersion")
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise ParcelRefused(
                f"written by a newer version of the program (format {version}, this one reads {FORMAT_VERSION});"
                " install that version here too; nothing was imported"
            )
        if version != FORMAT_VERSION or not first.endswith(b"\n"):
            raise self._refused("the header is damaged")
        self._digest.update(first)
        self.head = told

    def _next(self) -> tuple[bytes, dict[str, Any]]:
        raw = next(self._lines, b"")
        self._number += 1
        if not raw.endswith(b"\n"):
            what = "it is longer than any line of an export" if len(raw) > LONGEST_LINE else "the file ends here"
            raise self._refused(what)
        self._digest.update(raw)
        try:
            told = json.loads(raw)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise self._refused("this is not JSON")
        return raw, told

    def _run(self, told: dict[str, Any]) -> dict[str, Any]:
        previous = told.get("previous")
        if previous is not None and not isinstance(previous, str):
            raise self._refused("the link before the run is damaged")
        return told

    def _rating(self, raw: bytes, told: dict[str, Any], run: dict[str, Any]) -> Cargo:
        try:
            cargo = Cargo.of({**told, "record": _last(raw, told, "record"), "previous": run.get("previous")})
        except Unfit as error:
            raise self._refused(str(error)) from None
        if (cargo.device_id, cargo.epoch, cargo.seq) != (run.get("deviceId"), run.get("epoch"), run.get("first")):
            raise self._refused("its number does not follow the line above")
        fault = rating_fault(cargo)
        if fault is not None:
            raise self._refused(fault)
        return cargo

    def _invitation(self, raw: bytes, told: dict[str, Any]) -> FateCargo:
        try:
            return FateCargo.of({**told, "fate": _last(raw, told, "fate")})
        except Unfit as error:
            raise self._refused(str(error)) from None

    def _refused(self, what: str) -> ParcelRefused:
        return ParcelRefused(
            f"line {self._number}: {what}; the file was cut off, changed or damaged, export it again;"
            " nothing was imported"
        )


def _last(raw: bytes, told: Mapping[str, Any], name: str) -> bytes:
    """The canonical bytes of a line's last member; Unfit where the line does not end with them."""
    try:
        found = canonical(told.get(name))
    except (TypeError, RecursionError):
        raise Unfit(f"the {name} has no canonical form") from None
    if not raw.endswith(b'"%b": %b}\n' % (name.encode(), found)):
        raise Unfit(f"the {name} is not in its canonical form")
    return found
