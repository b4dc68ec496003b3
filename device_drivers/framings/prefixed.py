"""Framing `length`: a field near the beginning says how long the frame is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from device_drivers.frames import Answer, Decoder, Frame
from device_drivers.framings.codes import Codes
from device_drivers.framings.fields import Fields
from device_drivers.framings.sieve import MORE, NONE, Found, Shape, Sieve


@dataclass(frozen=True, slots=True)
class LengthField:
    """Where the length stands; the whole frame has `adds` bytes more than it says."""

    at: int
    bytes: int
    order: Literal["big", "little"]
    adds: int

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.at + self.bytes


def trailer(fields: Fields) -> int:
    """How many bytes stand behind the contents."""
    return len(fields.end) + (fields.checksum.width if fields.checksum is not None else 0)


class Prefixed:
    """A shape whose length is said in it: never longer than `longest`, whatever it says."""

    def __init__(self, fields: Fields, length: LengthField, longest: int) -> None:
        self.whole: Mapping[bytes, Frame] = {}
        self.longest = longest
        self.starts = frozenset(fields.start[:1])
        self._fields = fields
        self._length = length
        # All that must be there: what is said to be shorter is damaged.
        self._shortest = max(
            length.end,
            *(choice.at + max(map(len, choice.any)) for choice in fields.match),
            len(fields.start),
        ) + trailer(fields)

    def read(self, data: bytes, at: int) -> Found:
        """The frame at `at`."""
        if not self._fields.may_begin(data, at):
            return NONE
        length, here = self._length, len(data) - at
        if here < length.end:
            return MORE
        size = int.from_bytes(data[at + length.at : at + length.end], length.order) + length.adds
        if not self._shortest <= size <= self.longest:
            return NONE
        return self._fields.read(data, at, size) if here >= size else MORE

    def reset(self) -> None:
        """Nothing is learnt from earlier frames."""


@dataclass(frozen=True, slots=True)
class PrefixedFraming:
    """What a profile says of a device whose frames say their length."""

    fields: Fields
    length: LengthField
    longest: int  # bytes
    gap: float  # s

    tells_release = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The keys."""
        return tuple(self.fields.values)

    def decoder(self, mask: int, answer: bytes | None) -> Decoder:
        """A fresh decoder; `answer` is what the device answers to the probe."""
        shapes: list[Shape] = [Prefixed(self.fields, self.length, self.longest)]
        if answer is not None:
            shapes.append(Codes({answer: Answer()}))
        return Sieve(shapes, mask=mask, gap=self.gap)

    def sends(self, key: str, pressed: bool, at: float) -> bytes:
        """What the device sends for a key; KeyError for one it has not."""
        if not pressed:
            return b""
        size = self.fields.key.at + 1 + trailer(self.fields)
        frame, length = bytearray(size), self.length
        frame[length.at : length.end] = (size - length.adds).to_bytes(length.bytes, length.order)
        return self.fields.made(key, True, frame)
