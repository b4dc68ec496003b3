"""Bytes and a time → frames (pure, incremental). The first thing a hostile wire meets.

A decoder takes whatever bytes have come, in any portions, and gives every undamaged frame once, in order. What
belongs to no frame is dropped one byte at a time, so that no good frame behind a bad one is lost, and is counted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class KeyFrame(NamedTuple):
    """A key went down (or up, where the device says so)."""

    key: str
    pressed: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """The device answered the probe."""


Frame = KeyFrame | Answer


class Decoder(Protocol):
    """What every framing offers. `noise` counts bytes that belonged to nothing, since the beginning."""

    noise: int

    def feed(self, data: bytes, at: float) -> list[Frame]:
        """The frames completed by `data`, read at `at` (seconds)."""

    def expire(self, at: float) -> list[Frame]:
        """Drop a half frame older than the gap; the frames that were hidden behind its beginning."""

    def deadline(self) -> float | None:
        """When `expire` has something to do, or None."""

    def reset(self) -> None:
        """Forget a half frame: the port was opened anew."""


class Codes:
    """Frames that are fixed sequences of bytes, none of them the beginning of another.

    An `ignored_after` byte directly behind a frame, or behind another ignored one, is skipped: at most two.
    """

    MOST_IGNORED = 2  # CR LF

    def __init__(
        self, codes: Mapping[bytes, Frame], *, ignored_after: bytes = b"", mask: int = 0xFF, gap: float = 0.05
    ) -> None:
        self._codes = dict(codes)
        self._whole = self._codes if mask == 0xFF else {}
        self._starts = {code[:n] for code in codes for n in range(1, len(code))}
        self._ignored_after = ignored_after
        self._mask = mask
        self._gap = gap
        self._half = b""  # always the beginning of a code, so never longer than the longest
        self._half_at = 0.0  # when its last byte came
        self._skippable = 0
        self.noise = 0

    def feed(self, data: bytes, at: float) -> list[Frame]:
        """The frames completed by `data`, read at `at` (seconds)."""
        if not self._half and (frame := self._whole.get(data)) is not None:
            # One whole frame by itself, as pads send them: the way of nearly every press.
            self._skippable = self.MOST_IGNORED
            return [frame]
        frames = self.expire(at)
        frames += self._take(byte & self._mask for byte in data)
        if data:
            self._half_at = at
        return frames

    def expire(self, at: float) -> list[Frame]:
        """Drop a half frame older than the gap; the frames that were hidden behind its beginning."""
        if not self._half or at - self._half_at < self._gap:
            return []
        frames: list[Frame] = []
        while self._half:  # one byte at a time: a whole code may have been hidden behind the first
            rest, self._half = self._half[1:], b""
            self.noise += 1
            frames += self._take(rest)
        return frames

    def deadline(self) -> float | None:
        """When `expire` has something to do, or None."""
        return self._half_at + self._gap if self._half else None

    def reset(self) -> None:
        """Forget a half frame: the port was opened anew."""
        self._half = b""
        self._skippable = 0

    def _take(self, data: Iterable[int]) -> list[Frame]:
        frames: list[Frame] = []
        pending = deque(data)
        while pending:
            byte = pending.popleft()
            if self._skippable and not self._half and byte in self._ignored_after:
                self._skippable -= 1
                continue
            self._half += bytes((byte,))
            frame = self._codes.get(self._half)
            if frame is not None:
                frames.append(frame)
                self._half = b""
                self._skippable = self.MOST_IGNORED
            elif self._half not in self._starts:
                # Only the first byte is known to be noise: a whole code may begin with the next one.
                pending.extendleft(reversed(self._half[1:]))
                self._half = b""
                self._skippable = 0
                self.noise += 1
        return frames
