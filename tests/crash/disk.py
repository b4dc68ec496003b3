"""A disk that may lose its power, as a model: pure.

What was flushed is there. Of what was written since, any part may be there, in any order, torn at sectors; a file may
have grown without its bytes; and what happened to names is there only once their directory was flushed. A flush that
failed has dropped what it likes for good, and the next one says nothing of it, as Linux does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import TypeAlias

SECTORS = (512, 4096)  # what a disk may write whole: an old one, a new one


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at a place of a file."""

    file: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resize:
    """A file cut, or grown with zeros."""

    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name given to a file; an older file of that name loses it."""

    name: str
    file: int


@dataclass(frozen=True, slots=True)
class Unname:
    """A name taken away."""

    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """A file renamed, over whatever had the new name."""

    name: str
    to: str


@dataclass(frozen=True, slots=True)
class Flush:
    """fsync or fdatasync of a file."""

    file: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class FlushNames:
    """fsync of the directory."""


@dataclass(frozen=True, slots=True)
class Said:
    """A line that somebody has read."""

    line: str


Content: TypeAlias = Write | Resize
Naming: TypeAlias = Name | Unname | Move
Operation: TypeAlias = Content | Naming | Flush | FlushNames | Said


@dataclass(slots=True)
class Platter:
    """Files and their names."""

    files: dict[int, bytearray] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)

    def take(self, operation: Content | Naming) -> None:
        """Let it have happened; what speaks of a name that is not there does nothing."""
        match operation:
            case Write(file, offset, data):
                content = self.files.setdefault(file, bytearray())
                content.extend(bytes(max(0, offset + len(data) - len(content))))
                content[offset : offset + len(data)] = data
            case Resize(file, size):
                content = self.files.setdefault(file, bytearray())
                content.extend(bytes(max(0, size - len(content))))
                del content[size:]
            case Name(name, file):
                self.names[name] = file
            case Unname(name):
                self.names.pop(name, None)
            case Move(name, to):
                if name in self.names:
                    self.names[to] = self.names.pop(name)

    def listing(self) -> dict[str, bytes]:
        """Name → content."""
        return {name: bytes(self.files.get(file, b"")) for name, file in self.names.items()}

    def copy(self) -> Platter:
        """Another one alike."""
        return Platter({file: bytearray(content) for file, content in self.files.items()}, dict(self.names))


class Disk:
    """One directory. Its files of the beginning are numbered in the order of their names."""

    def __init__(self, files: Mapping[str, bytes], chance: Random) -> None:
        self._chance = chance
        self._safe = Platter()
        for file, name in enumerate(sorted(files)):
            self._safe.names[name] = file
            self._safe.files[file] = bytearray(files[name])
        self._pending: list[Content | Naming] = []

    def happen(self, operation: Operation) -> None:
        """Go on by one operation."""
        match operation:
            case Flush(file, failed):
                self._settle([one for one in self._pending if isinstance(one, Content) and one.file == file], failed)
            case FlushNames():
                self._settle([one for one in self._pending if not isinstance(one, Content)], failed=False)
            case Write() | Resize() | Name() | Unname() | Move():
                self._pending.append(operation)

    def _settle(self, flushed: list[Content | Naming], failed: bool) -> None:
        done = set(map(id, flushed))
        self._pending = [one for one in self._pending if id(one) not in done]
        for one in flushed:
            if not failed or self._chance.random() < 0.5:
                self._safe.take(one)

    def complete(self) -> dict[str, bytes]:
        """Everything has arrived: what a killed process leaves."""
        platter = self._safe.copy()
        for one in self._pending:
            platter.take(one)
        return platter.listing()

    def crashed(self) -> dict[str, bytes]:
        """One of the many states that a power cut now may leave."""
        platter, chance = self._safe.copy(), self._chance
        sector = chance.choice(SECTORS)
        match chance.choice(("nothing", "all but the last", "a beginning", "any", "any")):
            case "nothing":
                arrived = []
            case "all but the last":
                arrived = self._pending[:-1] + [part for one in self._pending[-1:] for part in self._torn(one, sector)]
            case "a beginning":
                arrived = self._pending[: chance.randint(0, len(self._pending))]
            case _:
                share = chance.random()
                whole = [one for one in self._pending if chance.random() < share]
                arrived = [
                    part for one in whole for part in ([one] if chance.random() < 0.6 else self._torn(one, sector))
                ]
        for one in arrived:
            platter.take(one)
        return platter.listing()

    def _torn(self, operation: Content | Naming, sector: int) -> list[Content | Naming]:
        """Some of its sectors; or only the room for it."""
        if not isinstance(operation, Write):
            return [operation] if self._chance.random() < 0.5 else []
        room = Write(operation.file, operation.offset + len(operation.data), b"")
        pieces: list[Content | Naming] = [room] if self._chance.random() < 0.5 else []
        share = self._chance.choice((0.0, 0.5, 0.9))
        return pieces + [piece for piece in sectors(operation, sector) if self._chance.random() < share]


def sectors(write: Write, sector: int) -> list[Write]:
    """A write as the disk does it: cut where sectors begin."""
    end = write.offset + len(write.data)
    cuts = [write.offset, *range((write.offset // sector + 1) * sector, end, sector), end]
    return [
        Write(write.file, start, write.data[start - write.offset : stop - write.offset])
        for start, stop in pairwise(cuts)
    ]
