"""Certificates that run out: said on the technician's board and in every heartbeat, while there is time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk_app.central.certificate import last_not_after, not_after

log = logging.getLogger(__name__)

# A new certificate takes weeks of paper; after two somebody has to be asked again; the last week is an emergency.
STEPS = (30, 14, 7)
LOOK_SECONDS = 3600.0  # a file that was put in its place is seen within the hour
_DAY = 86400.0


def step_of(until: float, now: float) -> int | None:
    """The narrowest of STEPS that the end lies within, 0 where it is over, None where there is time."""
    if until <= now:
        return 0
    return min((days for days in STEPS if until - now <= days * _DAY), default=None)


def saying(until: float, now: float) -> str | None:
    """What is said of a certificate that ends then, None where there is time."""
    step = step_of(until, now)
    if step is None:
        return None
    day = time.strftime("%Y-%m-%d", time.gmtime(until))
    if step == 0:
        return f"ran out on {day}"
    days = int((until - now) // _DAY)
    return f"{'URGENT: ' if step == STEPS[-1] else ''}runs out on {day}, in {days} days"


@dataclass(frozen=True, slots=True)
class _Watched:
    key: str
    until: Callable[[], float | None]
    remedy: str


class Certificates:
    """Looks every hour. `centre_until()`: end of the centre's own as last seen on a connection, None before one.

    `now()`: seconds since 1970 by the best clock; `mono()`: running time; `problem(key, text | None)`.
    """

    def __init__(
        self,
        client_cert: str,
        ca_file: str,
        centre_until: Callable[[], float | None],
        *,
        now: Callable[[], float],
        mono: Callable[[], float],
        problem: Callable[[str, str | None], None],
    ) -> None:
        self._watched = (
            _Watched("client certificate", lambda: _end_of(client_cert, not_after), "ask the centre for a new one"),
            _Watched("ca_file", lambda: _end_of(ca_file, last_not_after), "ask the centre for its authority's new one"),
            _Watched("centre's certificate", centre_until, "tell the centre"),
        )
        self._now, self._mono, self._problem = now, mono, problem
        self._due = mono()
        self._said: dict[str, int | None] = {}

    def look(self) -> None:
        """Say what runs out, take back what does not; at most once an hour."""
        if self._mono() < self._due:
            return
        self._due = self._mono() + LOOK_SECONDS
        now = self._now()
        for watched in self._watched:
            until = watched.until()
            step = None if until is None else step_of(until, now)
            said = None if until is None else saying(until, now)
            self._problem(watched.key, said and f"{said}: {watched.remedy}")
            if step is not None and self._said.get(watched.key) != step:
                log.warning("a certificate runs out", extra={"part": watched.key, "count": step})
            self._said[watched.key] = step


def _end_of(path: str, end: Callable[[str], float]) -> float | None:
    """None where there is none, or none that can be read: the client says that by itself."""
    if not path:
        return None
    try:
        return end(Path(path).read_text(encoding="ascii", errors="replace"))
    except (OSError, ValueError):
        return None
