"""What stands where in a frame whose bytes have places: the key, whether it went down, what must be so (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from device_drivers.frames import Frame, KeyFrame, Sign
from device_drivers.framings.checksum import Checksum
from device_drivers.framings.sieve import NONE, Found

SIGN: Sequence[Frame] = (Sign(),)


@dataclass(frozen=True, slots=True)
class Bits:
    """Some bits of one byte of a frame."""

    at: int
    mask: int = 0xFF

    @property
    def shift(self) -> int:
        """By how much their value is shifted up in the byte."""
        return (self.mask & -self.mask).bit_length() - 1


@dataclass(frozen=True, slots=True)
class Choice:
    """Bytes at a place that are one of several."""

    at: int
    any: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """How a whole frame is read. Bits that must be zero and the checksum say whether it is one; where a `match`
    fails it is a good frame that is no key."""

    start: bytes
    end: bytes
    key: Bits
    values: Mapping[str, int]  # key → the value of its bits
    pressed: Bits | None  # set: went down, clear: went up; None: each frame is a press
    zero: Sequence[Bits]
    match: Sequence[Choice]
    checksum: Checksum | None
    _frames: dict[tuple[int, bool], Sequence[Frame]] = field(init=False, default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for key, value in self.values.items():
            for pressed in (True, False):
                self._frames[value << self.key.shift, pressed] = (KeyFrame(key, pressed),)

    def contents_end(self, size: int) -> int:
        """Where the contents of a frame of `size` bytes end."""
        if self.checksum is not None and self.checksum.at < 0:
            return size + self.checksum.at
        return size - len(self.end)

    def may_begin(self, data: bytes, at: int) -> bool:
        """Whether what has come so far can still become a frame."""
        begun = data[at : at + len(self.start)]
        return self.start.startswith(begun) and not any(
            data[at + bits.at] & bits.mask for bits in self.zero if at + bits.at < len(data)
        )

    def read(self, data: bytes, at: int, size: int) -> Found:
        """The frame of `size` bytes at `at`, which `may_begin`; NONE where it is damaged."""
        if self.end and not data.startswith(self.end, at + size - len(self.end)):
            return NONE
        if self.checksum is not None and not self.checksum.holds(data[at : at + size]):
            return NONE
        for choice in self.match:
            if not data.startswith(choice.any, at + choice.at):
                return size, SIGN
        if self.key.at >= self.contents_end(size):
            return size, SIGN  # a frame of this kind with nothing in it
        pressed = self.pressed is None or bool(data[at + self.pressed.at] & self.pressed.mask)
        return size, self._frames.get((data[at + self.key.at] & self.key.mask, pressed), SIGN)

    def made(self, key: str, pressed: bool, frame: bytearray) -> bytes:
        """A frame for a key, laid over `frame`, which has the right size; for simulators."""
        frame[: len(self.start)] = self.start
        for choice in self.match:
            frame[choice.at : choice.at + len(choice.any[0])] = choice.any[0]
        frame[self.key.at] |= self.values[key] << self.key.shift
        if self.pressed is not None and pressed:
            frame[self.pressed.at] |= self.pressed.mask
        if self.end:
            frame[-len(self.end) :] = self.end
        whole = bytes(frame)
        return self.checksum.sealed(whole) if self.checksum is not None else whole
