"""The clock: what time it is by the best knowledge there is, and how far that can be trusted.

The centre's time is anchored to the time since boot, which nobody can set: a wall clock that jumps, by years or from
1970, moves nothing. Without an anchor the wall clock is all there is, and the trust says so; but it is never earlier
than the newest time known on the disk, and goes on from there where a machine wakes up in 1970.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk_app.core.model import Moment

SYNCED_SECONDS = 24 * 3600.0
"""Contract: an offset less than 24 h of running time old is “synced”, an older one “drifting”."""

REWRITE_MS = 500
"""An anchor on the disk is renewed when it is off by this much; few, small writes spare the card."""


def seconds_since_boot() -> float:
    """Running time that goes on through sleep and that no clock setting moves."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def wall_ms() -> int:
    """Milliseconds since 1970 by the device's own clock, right or wrong."""
    return time.time_ns() // 1_000_000


def boot_id() -> str:
    """The kernel's name of this boot; "" where there is none."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The centre's time `centre_ms` stood at `mono` seconds of this boot."""

    boot: str
    mono: float
    centre_ms: int


class Clock:
    """Thread-safe. `keep` puts a new anchor on the disk, where a restart in the same boot finds it."""

    def __init__(
        self,
        *,
        mono: Callable[[], float] = seconds_since_boot,
        wall: Callable[[], int] = wall_ms,
        boot: str | None = None,
        kept: Mapping[str, object] | None = None,
        keep: Callable[[dict[str, object]], None] = lambda anchor: None,
    ) -> None:
        self.mono = mono
        self._wall = wall
        self.boot = boot_id() if boot is None else boot
        self._keep = keep
        self._lock = threading.Lock()
        self._anchor = _read(kept, self.boot)
        self._floor = _floor(kept)
        self._kept = self._anchor

    def learn(self, centre_ms: int, sent: float, received: float) -> None:
        """The centre said `centre_ms` in an answer to what was sent and received at these times of `mono`."""
        anchor = Anchor(self.boot, received, centre_ms + round((received - sent) * 500))
        with self._lock:
            before, self._anchor = self._kept, anchor
            renew = before is None or abs(_at(before, received) - anchor.centre_ms) > REWRITE_MS
            renew = renew or received - before.mono > SYNCED_SECONDS / 24 if before else True
            if renew:
                self._kept = anchor
        if renew:
            self._keep({"boot": anchor.boot, "monoMs": round(anchor.mono * 1000), "centreMs": anchor.centre_ms})

    def now_ms(self) -> int:
        """Milliseconds since 1970 by the best clock known."""
        return self.moment().instant_ms

    def moment(self, *, offline: bool = False) -> Moment:
        """This instant, with what is known about the clock."""
        mono, wall = self.mono(), self._wall()
        with self._lock:
            anchor = self._anchor
        if anchor is None:
            instant = wall if self._floor is None else max(wall, _at(self._floor, mono))
            return Moment(mono, instant, instant - wall, "unknown", self.boot, offline)
        instant = _at(anchor, mono)
        trust = "synced" if mono - anchor.mono < SYNCED_SECONDS else "drifting"
        return Moment(mono, instant, instant - wall, trust, self.boot, offline)


def _at(anchor: Anchor, mono: float) -> int:
    return anchor.centre_ms + round((mono - anchor.mono) * 1000)


def _read(kept: Mapping[str, object] | None, boot: str) -> Anchor | None:
    """An anchor of this boot; one of an earlier boot says only what this one is not earlier than."""
    if not kept or not boot or kept.get("boot") != boot:
        return None
    mono_ms, centre_ms = kept.get("monoMs"), kept.get("centreMs")
    if not isinstance(mono_ms, int) or not isinstance(centre_ms, int):
        return None
    return Anchor(boot, mono_ms / 1000, centre_ms)


def _floor(kept: Mapping[str, object] | None) -> Anchor | None:
    """The newest time known of an earlier boot: this one began later, so it stands at the beginning of running time."""
    centre_ms = kept.get("centreMs") if kept else None
    return Anchor("", 0.0, centre_ms) if isinstance(centre_ms, int) else None
