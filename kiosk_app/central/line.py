"""The state of the line to the centre, as the last answers left it. Safe from any thread."""

from __future__ import annotations

import threading

from kiosk_app.central.outcome import Fenced, IdentityRefused, NotReached, Outcome

UNKNOWN = "unknown"
ONLINE = "online"
OFFLINE = "offline"
REFUSED = "refused"
FENCED = "fenced"


class Line:
    """`state` ∈ unknown | online | offline | refused | fenced; `answered_at`: monotonic, of the last answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = UNKNOWN
        self._answered_at: float | None = None

    @property
    def state(self) -> str:
        """For the counter's status."""
        with self._lock:
            return self._state

    @property
    def answered_at(self) -> float | None:
        """When the centre last answered anything at all; None since the start."""
        with self._lock:
            return self._answered_at

    def heard(self, outcome: Outcome, mono: float) -> None:
        """Take note of one outcome."""
        with self._lock:
            match outcome:
                case NotReached():
                    self._state = OFFLINE
                    return
                case IdentityRefused():
                    self._state = REFUSED
                case Fenced():
                    self._state = FENCED
                case _:
                    self._state = ONLINE
            self._answered_at = mono
