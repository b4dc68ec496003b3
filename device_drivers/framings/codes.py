"""Framings `codes`, `line` and `stx-etx`: each key is one of a few fixed sequences of bytes.

A line or a text between STX and ETX whose contents are known beforehand is a fixed sequence too, so that all three
share one decoder: whatever noise stands before a sequence, it is found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from device_drivers.frames import Answer, Decoder, Frame, KeyFrame
from device_drivers.framings.sieve import MORE, NONE, Found, Sieve


class Codes:
    """A shape: fixed sequences, none of them the beginning of another."""

    def __init__(self, codes: Mapping[bytes, Frame]) -> None:
        self.whole: Mapping[bytes, Frame] = dict(codes)
        self.longest = max(map(len, codes))
        self.starts = frozenset(code[0] for code in codes)
        self._from: dict[int, list[tuple[bytes, Found]]] = {start: [] for start in self.starts}
        for code, frame in codes.items():
            self._from[code[0]].append((code, (len(code), (frame,))))

    def read(self, data: bytes, at: int) -> Found:
        """The sequence that stands at `at`."""
        choices = self._from[data[at]]
        for code, found in choices:
            if data.startswith(code, at):
                return found
        if len(data) - at < self.longest:
            rest = data[at:]
            if any(code.startswith(rest) for code, _ in choices):
                return MORE
        return NONE

    def reset(self) -> None:
        """Nothing is learnt from earlier frames."""


@dataclass(frozen=True, slots=True)
class CodesFraming:
    """What a profile says of a device whose keys are fixed sequences; the first of a key is what a simulator sends."""

    codes: Mapping[str, Sequence[bytes]]
    ignored_after: bytes
    longest: int  # bytes
    gap: float  # s

    tells_release = False

    def decoder(self, mask: int, answer: bytes | None) -> Decoder:
        """A fresh decoder; `answer` is what the device answers to the probe."""
        frames: dict[bytes, Frame] = {code: KeyFrame(key) for key, codes in self.codes.items() for code in codes}
        if answer is not None:
            frames[answer] = Answer()
        return Sieve([Codes(frames)], ignored_after=self.ignored_after, mask=mask, gap=self.gap)

    def sends(self, key: str, pressed: bool, at: float) -> bytes:
        """What the device sends for a key; KeyError for one it has not."""
        return self.codes[key][0] if pressed else b""
