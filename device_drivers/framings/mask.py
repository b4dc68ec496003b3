"""Framing `mask`: the device streams bytes that have a bit set for each key that is down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from device_drivers.frames import Answer, Decoder, Frame
from device_drivers.framings.edges import Edges


class MaskStream:
    """A decoder without memory but for which keys are down. A byte with a bit that is no key's is noise and changes
    nothing; one without can be told from no other sample, so that it counts."""

    def __init__(self, bits: Mapping[str, int], *, mask: int) -> None:
        self._edges = Edges(bits)
        self._strange = mask & ~reduce(or_, bits.values())
        self._mask = mask
        self._last: int | None = None
        self.noise = 0

    def feed(self, data: bytes, at: float) -> list[Frame]:
        """The edges in `data`; behind them one Answer where there was a good sample: the stream flows."""
        frames: list[Frame] = []
        good = False
        for byte in data:
            if byte & self._strange:
                self.noise += 1
                continue
            good = True
            if byte != self._last:
                self._last = byte
                frames += self._edges.sample(byte & self._mask)
        if good:
            frames.append(Answer())
        return frames

    def expire(self, at: float) -> list[Frame]:
        """There are no half frames."""
        return []

    def deadline(self) -> float | None:
        """There are no half frames."""
        return None

    def reset(self) -> None:
        """Forget which keys are down: the port was opened anew."""
        self._last = None
        self._edges.reset()


@dataclass(frozen=True, slots=True)
class MaskFraming:
    """What a profile says of a device that streams which keys are down."""

    codes: Mapping[str, int]  # key → its bit
    gap: float  # s; not used, a frame is one byte

    tells_release = True

    def decoder(self, mask: int, answer: bytes | None) -> Decoder:
        """A fresh decoder; the stream is the answer to the probe."""
        return MaskStream(self.codes, mask=mask)
