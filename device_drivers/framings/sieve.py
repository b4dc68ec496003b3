"""Bytes and a time → frames (pure, incremental): what all framings share. The first thing a hostile wire meets.

A *shape* says whether a frame stands at a place. The sieve does the rest: what is no frame is dropped one byte at a
time, a half frame is kept until its rest comes, its cap is reached or the gap is over; nothing else is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from device_drivers.frames import Frame

MOST_IGNORED = 2  # CR LF

Found = tuple[int, Sequence[Frame]]
MORE: Found = (0, ())  # a frame may stand here: its rest has not come
NONE: Found = (-1, ())  # no frame stands here


class Shape(Protocol):
    """One way a frame may look."""

    longest: int  # bytes; a half frame never grows to that
    whole: Mapping[bytes, Frame]  # frames that are known byte by byte
    starts: frozenset[int]  # the bytes a frame can begin with

    def read(self, data: bytes, at: int) -> Found:
        """How many bytes the whole frame at `at` has and what it says; MORE; or NONE."""

    def reset(self) -> None:
        """Forget what was learnt from earlier frames."""


class Sieve:
    """A decoder made of shapes that begin with different bytes.

    An `ignored_after` byte directly behind a frame, or behind another ignored one, is skipped: at most two.
    """

    def __init__(
        self, shapes: Iterable[Shape], *, ignored_after: bytes = b"", mask: int = 0xFF, gap: float = 0.05
    ) -> None:
        self._shapes = tuple(shapes)
        self._shape = {start: shape for shape in self._shapes for start in shape.starts}
        self._start = re.compile(b"[" + b"".join(b"\\x%02x" % start for start in sorted(self._shape)) + b"]")
        self._ignored_after = ignored_after
        self._masked = None if mask == 0xFF else bytes(byte & mask for byte in range(256))
        self._gap = gap
        self._whole: dict[bytes, Frame] = {}
        for shape in self._shapes:
            self._whole |= shape.whole if mask == 0xFF else {}
        self._half = b""  # always the beginning of a frame, so shorter than the longest
        self._half_at = 0.0  # when its last byte came
        self._skippable = 0
        self.noise = 0

    def feed(self, data: bytes, at: float) -> list[Frame]:
        """The frames completed by `data`, read at `at` (seconds)."""
        if not self._half and (frame := self._whole.get(data)) is not None:
            # One whole frame by itself, as pads send them: the way of nearly every press.
            self._skippable = MOST_IGNORED
            return [frame]
        frames = self.expire(at)
        if data:
            self._half_at = at
            if self._masked is not None:
                data = data.translate(self._masked)
            self._half = self._sift(self._half + data, frames)
        return frames

    def expire(self, at: float) -> list[Frame]:
        """Drop a half frame older than the gap; the frames that were hidden behind its beginning."""
        frames: list[Frame] = []
        if self._half and at - self._half_at >= self._gap:
            while self._half:  # one byte at a time: a whole frame may have been hidden behind the first
                self.noise += 1
                self._skippable = 0
                self._half = self._sift(self._half[1:], frames)
        return frames

    def deadline(self) -> float | None:
        """When `expire` has something to do, or None."""
        return self._half_at + self._gap if self._half else None

    def reset(self) -> None:
        """Forget a half frame and which keys are down: the port was opened anew."""
        self._half = b""
        self._skippable = 0
        for shape in self._shapes:
            shape.reset()

    def _sift(self, data: bytes, frames: list[Frame]) -> bytes:
        """Add the frames in `data` to `frames`; the half frame at its end."""
        at, end, skippable = 0, len(data), self._skippable
        while at < end:
            if skippable and data[at] in self._ignored_after:
                skippable -= 1
                at += 1
                continue
            start = self._start.search(data, at)
            begin = start.start() if start else end
            if begin > at:
                self.noise += begin - at
                skippable = 0
                at = begin
                continue
            shape = self._shape[data[at]]
            size, said = shape.read(data, at)
            if size > 0:
                frames += said
                at += size
                skippable = MOST_IGNORED
            elif size == 0 and end - at < shape.longest:
                break
            else:  # only the first byte is known to be noise: a whole frame may begin with the next one
                self.noise += 1
                at += 1
                skippable = 0
        self._skippable = skippable
        return data[at:]
