"""What a decoder gives: frames, and what every decoder offers. The framings themselves are in `framings/`.

A decoder takes whatever bytes have come, in any portions, and gives every undamaged frame once, in order. What
belongs to no frame is dropped one byte at a time, so that no good frame behind a bad one is lost, and is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol


class KeyFrame(NamedTuple):
    """A key went down (or up, where the device says so)."""

    key: str
    pressed: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """A key was down already when the device was first heard: nobody pressed it now."""

    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The device answered the probe or a poll, or its stream flows."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A good frame that is no key and no answer to the probe: the device is there."""


Frame = KeyFrame | Held | Answer | Sign


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
        """Forget a half frame and which keys are down: the port was opened anew."""
