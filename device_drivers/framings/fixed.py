"""Framing `fixed`: every frame has the same length and begins with the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from device_drivers.frames import Answer, Decoder, Frame
from device_drivers.framings.codes import Codes
from device_drivers.framings.fields import Fields
from device_drivers.framings.sieve import MORE, NONE, Found, Shape, Sieve


class Fixed:
    """A shape: `length` bytes, read by `fields`."""

    def __init__(self, fields: Fields, length: int) -> None:
        self.whole: Mapping[bytes, Frame] = {}
        self.longest = length
        self.starts = frozenset(fields.start[:1])
        self._fields = fields

    def read(self, data: bytes, at: int) -> Found:
        """The frame at `at`."""
        if not self._fields.may_begin(data, at):
            return NONE
        if len(data) - at < self.longest:
            return MORE
        return self._fields.read(data, at, self.longest)

    def reset(self) -> None:
        """Nothing is learnt from earlier frames."""


@dataclass(frozen=True, slots=True)
class FixedFraming:
    """What a profile says of a device whose frames all have one length."""

    fields: Fields
    length: int  # bytes
    clock: int | None  # where a simulator puts 4 bytes of milliseconds, low byte first
    gap: float  # s

    @property
    def codes(self) -> tuple[str, ...]:
        """The keys."""
        return tuple(self.fields.values)

    @property
    def tells_release(self) -> bool:
        """Whether the device says when a key goes up."""
        return self.fields.pressed is not None

    def decoder(self, mask: int, answer: bytes | None) -> Decoder:
        """A fresh decoder; `answer` is what the device answers to the probe."""
        shapes: list[Shape] = [Fixed(self.fields, self.length)]
        if answer is not None:
            shapes.append(Codes({answer: Answer()}))
        return Sieve(shapes, mask=mask, gap=self.gap)

    def sends(self, key: str, pressed: bool, at: float) -> bytes:
        """What the device sends for a key; KeyError for one it has not."""
        if not pressed and not self.tells_release:
            return b""
        frame = bytearray(self.length)
        if self.clock is not None:
            frame[self.clock : self.clock + 4] = (int(at * 1000) & 0xFFFFFFFF).to_bytes(4, "little")
        return self.fields.made(key, pressed, frame)
