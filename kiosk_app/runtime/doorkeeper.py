"""Who may come in to the technician's pages: a PIN, and a wait that grows with every wrong one."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk_app.core.technician import Door

TRIES = 5
"""Wrong PINs before the first wait: people mistype."""

FIRST_WAIT_SECONDS = 60.0
LONGEST_WAIT_SECONDS = 3600.0
"""Doubled with every wrong one after that: eight digits would take ten thousand years."""


class Doorkeeper:
    """Thread-safe. `kept()`: what is kept of the PIN now, None where none was made; `matches(pin, kept)` may take its
    time. The count of wrong ones is in memory: a restart needs hands on the machine, and those need no PIN."""

    def __init__(
        self, kept: Callable[[], str | None], matches: Callable[[str, str], bool], *, mono: Callable[[], float]
    ) -> None:
        self._kept = kept
        self._matches = matches
        self._mono = mono
        self._lock = threading.Lock()
        self._wrong = 0
        self._shut_until: float | None = None

    def judge(self, pin: str | None) -> Door:
        """How the door stands; with a PIN, whether it opens. One that is shut does not even look at it."""
        with self._lock:
            kept = self._kept()
            if self._shut_until is not None and self._mono() >= self._shut_until:
                self._shut_until = None
            if kept is None or pin is None or self._shut_until is not None:
                return Door(has_pin=kept is not None, shut_until=self._shut_until)
            if self._matches(pin, kept):
                self._wrong = 0
                return Door(opened=True)
            self._wrong += 1
            if self._wrong >= TRIES:
                wait = min(FIRST_WAIT_SECONDS * 2.0 ** min(self._wrong - TRIES, 16), LONGEST_WAIT_SECONDS)
                self._shut_until = self._mono() + wait
            return Door(wrong=True, shut_until=self._shut_until)
