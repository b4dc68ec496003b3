"""What goes over a pad's wire, for whoever listens: only a technician does, and nothing is kept when nobody listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from device_drivers import Press
    from device_drivers.frames import Frame

SHOWN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Heard:
    """Since somebody listens."""

    bytes_heard: int = 0
    keys_heard: int = 0
    last_bytes: str = ""
    last_key: str = ""


class Ear:
    """The tap on one pad. `on_key(key, at)` is called on the pad's thread for every key that goes down."""

    def __init__(self) -> None:
        self._on_key: Callable[[str, float], None] | None = None
        self.so_far = Heard()

    def listen(self, on_key: Callable[[str, float], None] | None) -> None:
        """From now on; None: no longer, and what was heard is forgotten."""
        self._on_key = on_key
        self.so_far = Heard()

    def heard(self, data: bytes, frames: list[tuple[Frame, Press | None]], at: float, told: float) -> None:
        """Bytes from the pad."""
        on_key = self._on_key
        if on_key is None:
            return
        from device_drivers.wire_log import keys_of

        keys, before = keys_of(frames), self.so_far
        self.so_far = Heard(
            before.bytes_heard + len(data),
            before.keys_heard + len(keys),
            data[-SHOWN_BYTES:].hex(" ") if data else before.last_bytes,
            keys[-1] if keys else before.last_key,
        )
        for key in keys:
            on_key(key, at)

    def wrote(self, data: bytes, at: float) -> None:
        """Bytes to the pad: of no account here."""
