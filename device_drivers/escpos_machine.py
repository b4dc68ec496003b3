"""How a receipt printer behaves, made of software: commands in, paper and answers out. For practice and for tests.

It knows the commands that our sheets and python-escpos use. Questions in real time are answered as they come,
everything else is printed in turn while there is paper, the cover is shut and it is switched on.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

# Length of the arguments behind a command's two bytes.
FIXED = {
    b"\x1b@": 0, b"\x1ba": 1, b"\x1b!": 1, b"\x1bd": 1, b"\x1bt": 1, b"\x1bM": 1, b"\x1b2": 0, b"\x1b3": 1,
    b"\x1bE": 1, b"\x1b-": 1, b"\x1bG": 1, b"\x1bR": 1, b"\x1c&": 0, b"\x1c.": 0, b"\x1c!": 1, b"\x1d!": 1,
    b"\x1dr": 1, b"\x1da": 1, b"\x10\x04": 1, b"\x10\x05": 1,
}  # fmt: skip
FOREVER = 1_000_000  # lines of a roll that does not end
UNASKED = b"\x18\x00\x0c\x0f"  # of a printer that says of itself that its paper has ended


@dataclass(slots=True)
class Image:
    """A raster that was printed: rows of bytes, a set bit is black."""

    width: int  # bytes
    rows: bytes


@dataclass(slots=True)
class Printout:
    """One piece of paper: its lines, what its codes say, its images."""

    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)


class Machine:
    """`hear` bytes and get the answers; `out` has the pieces that were cut off, `slot` what hangs in it."""

    def __init__(self, encoding: str = "gb18030", *, knows_behind: bool = True, talks: bool = False) -> None:
        self.out: list[Printout] = []
        self.slot = Printout()
        self.strange: list[bytes] = []  # what it did not understand
        self.powered = True
        self.cover_open = False
        self.roll = FOREVER  # lines that are left
        self.low = False
        self._encoding = encoding
        self._knows_behind = knows_behind  # GS r
        self._talks = talks  # unasked, until it is told not to (GS a)
        self._buffer = b""
        self._todo: deque[bytes] = deque()  # commands and text, to be printed in turn
        self._line = b""
        self._stored = b""  # a code's content
        self._kanji = False

    @property
    def waits(self) -> bool:
        """Something is to be printed still."""
        return bool(self._todo)

    def hear(self, data: bytes) -> bytes:
        """What it answers to these bytes."""
        if not self.powered:
            return b""
        self._buffer += data
        said = b""
        while (command := self._whole()) is not None:
            if command.startswith(b"\x10\x04"):
                said += self._status(command[2])
            elif command.startswith(b"\x10\x05"):
                self._todo.clear()
            else:
                self._todo.append(command)
        return said + self.work()

    def work(self) -> bytes:
        """Print what can be printed now; what it answers from behind it."""
        said = b""
        while self._todo and self.powered and not self.cover_open and self.roll > 0:
            said += self._do(self._todo.popleft())
            if self.roll <= 0 and self._talks:
                said += UNASKED
        return said

    def switch(self, on: bool) -> None:
        """Off: whatever it held is gone."""
        self.powered = on
        self._buffer, self._line, self._stored, self._kanji = b"", b"", b"", False
        self._todo.clear()

    def _whole(self) -> bytes | None:
        """The next whole command or the text before it; None where more has to come."""
        buffer = self._buffer
        if not buffer:
            return None
        if buffer[0] not in b"\x10\x1b\x1c\x1d\n":
            ends = [place for place, byte in enumerate(buffer) if byte in b"\x10\x1b\x1c\x1d\n"]
            return self._taken(ends[0] if ends else len(buffer))
        if buffer[0] == 0x0A:
            return self._taken(1)
        if len(buffer) < 2:
            return None
        size = self._size(buffer)
        return None if size is None or len(buffer) < size else self._taken(size)

    def _size(self, buffer: bytes) -> int | None:
        """How long the command at the beginning is; None where that cannot be said yet."""
        name = buffer[:2]
        if name in FIXED:
            return 2 + FIXED[name]
        if name == b"\x1dV":
            return None if len(buffer) < 3 else 4 if buffer[2] in (65, 66) else 3
        if name == b"\x1d(":
            return None if len(buffer) < 5 else 5 + buffer[3] + 256 * buffer[4]
        if name == b"\x1dv":
            if len(buffer) < 8:
                return None
            return 8 + (buffer[4] + 256 * buffer[5]) * (buffer[6] + 256 * buffer[7])
        return 2  # not known

    def _taken(self, size: int) -> bytes:
        command, self._buffer = self._buffer[:size], self._buffer[size:]
        return command

    def _status(self, kind: int) -> bytes:
        stopped = self.cover_open or self.roll <= 0
        said = {
            1: 0x08 if stopped else 0,
            2: (0x04 if self.cover_open else 0) | (0x20 if self.roll <= 0 else 0),
            4: (0x60 if self.roll <= 0 else 0) | (0x0C if self.low or self.roll <= 0 else 0),
        }
        return bytes((0x12 | said[kind],)) if kind in said else b""

    def _do(self, command: bytes) -> bytes:
        name = command[:2]
        if command == b"\n":
            self._feed(1)
        elif name == b"\x1bd":
            self._feed(command[2])
        elif name == b"\x1dV":
            if self.slot != Printout():
                self.out.append(self.slot)
            self.slot = Printout()
        elif name == b"\x1dv":
            self.slot.images.append(Image(command[4] + 256 * command[5], command[8:]))
        elif name == b"\x1d(":
            self._code(command)
        elif name == b"\x1dr":
            return b"\0" if self._knows_behind else b""
        elif name == b"\x1da":
            self._talks = command[2] != 0
        elif name in (b"\x1c&", b"\x1c."):
            self._kanji = name == b"\x1c&"
        elif name == b"\x1b@":
            self._line, self._kanji = b"", False
        elif command[0] in b"\x10\x1b\x1c\x1d":
            if name not in FIXED:
                self.strange.append(command)
        else:
            self._line += command.replace(b"\0", b"")
        return b""

    def _feed(self, lines: int) -> None:
        if self._line:
            self.slot.lines.append(self._line.decode(self._encoding if self._kanji else "cp437", "replace"))
            self._line = b""
        self.roll -= lines

    def _code(self, command: bytes) -> None:
        if command[2:3] != b"k" or command[5:6] != b"1":
            self.strange.append(command)
        elif command[6] == 80:
            self._stored = command[8:]
        elif command[6] == 81:
            self.slot.codes.append(self._stored.decode())
