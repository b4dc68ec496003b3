"""How bytes become keys: a small file a kind, each a pure incremental decoder. What all share is in `sieve.py`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from device_drivers.frames import Decoder


class Framing(Protocol):
    """What a profile says of its device's frames."""

    @property
    def codes(self) -> Collection[str]:
        """The keys that the device has."""

    @property
    def gap(self) -> float:
        """Seconds of silence after which a half frame is dropped."""

    @property
    def tells_release(self) -> bool:
        """Whether the device says when a key goes up."""

    def decoder(self, mask: int, answer: bytes | None) -> Decoder:
        """A fresh decoder; `mask` is laid over every byte, `answer` is what the device answers to the probe."""
