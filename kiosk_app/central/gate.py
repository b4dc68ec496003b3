"""When the centre may be asked again, shared by everything that asks it."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Gate:
    """Shut by a 429 or 503 until it may be asked again. Safe from any thread."""

    def __init__(self, mono: Callable[[], float]) -> None:
        self._mono = mono
        self._lock = threading.Lock()
        self._not_before = 0.0

    @property
    def not_before(self) -> float:
        """Monotonic seconds before which nothing is to be asked."""
        with self._lock:
            return self._not_before

    def shut_for(self, seconds: float) -> None:
        """Nothing for that long; never sooner than was asked before."""
        with self._lock:
            self._not_before = max(self._not_before, self._mono() + seconds)

    def remaining(self) -> float:
        """Seconds until it may be asked again; 0 when it may be now."""
        return max(0.0, self.not_before - self._mono())
