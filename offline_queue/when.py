"""Time as the outbox keeps it: wall clock for people, running time for everything that is decided.

A kiosk's wall clock starts in 1970 or jumps by years. So ages are taken from the monotonic clock within one boot,
and across boots from the odometer: the seconds the outbox was ever open, which can only be too few, never too many.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


def this_boot() -> str:
    """A short name of this boot of the machine; "" where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii")[:8]
    except OSError:
        return ""


class Clock:
    """The clocks the outbox reads; `ran` is the odometer as it stood when the file was last written."""

    def __init__(self, wall: Callable[[], float], mono: Callable[[], float], boot: str) -> None:
        self.wall = wall
        self.mono = mono
        self.boot = boot
        self._before = 0.0
        self._opened = mono()

    def goes_on_from(self, ran: float) -> None:
        """Set the odometer to what the file says."""
        self._before = ran
        self._opened = self.mono()

    def ran(self) -> float:
        """Seconds this outbox was ever open."""
        return self._before + max(0.0, self.mono() - self._opened)

    def age(self, at: float, boot: str, mono: float) -> float:
        """Seconds since a moment that was noted as wall clock, boot and monotonic; never negative."""
        now = self.mono()
        if boot and boot == self.boot:
            return max(0.0, now - mono)
        # An earlier boot: at least as old as this one (Linux counts monotonic time from boot).
        return max(0.0, now, self.wall() - at)


def system_clock() -> Clock:
    """The machine's own."""
    return Clock(time.time, time.monotonic, this_boot())


def text(at: float | None) -> str | None:
    """Seconds since 1970 → RFC 3339 in UTC with milliseconds; None where there is no such day."""
    if at is None:
        return None
    try:
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    except (OverflowError, OSError, ValueError):  # a row out of a damaged file: no calendar has that year
        return None
