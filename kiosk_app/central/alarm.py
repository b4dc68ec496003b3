"""How a thread of ours sleeps: until its time, a call, or the end."""

from __future__ import annotations

import threading
import time

_STOP_SEEN_WITHIN = 5.0  # seconds; an end without a call is noticed after this


class Alarm:
    """One thread sleeps, any other may wake it; a call that comes while it is awake is not lost."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._woken = False

    def wake(self) -> None:
        """There is something to do now, or it is the end."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def sleep(self, seconds: float, stop: threading.Event) -> None:
        """Return when the time is over, when woken, or a while after `stop` was set."""
        until = time.monotonic() + seconds
        with self._changed:
            while not self._woken and not stop.is_set():
                left = until - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(min(left, _STOP_SEEN_WITHIN))
            self._woken = False
