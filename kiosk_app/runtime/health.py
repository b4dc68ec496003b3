"""The one-way board: parts write what they see, the heartbeat and the technician read it. Nobody decides by it."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Health:
    """Thread-safe. Problems by key, so that the same one is said once and can be taken back."""

    def __init__(self, *, mono: Callable[[], float]) -> None:
        self._mono = mono
        self._lock = threading.Lock()
        self._problems: dict[str, str] = {}
        self._answered: float | None = None

    def problem(self, key: str, text: str | None) -> None:
        """Say what is wrong in a line a technician understands; None takes it back."""
        with self._lock:
            if text is None:
                self._problems.pop(key, None)
            else:
                self._problems[key] = text

    def problems(self) -> list[str]:
        """What is wrong now, oldest first, as `key: text`."""
        with self._lock:
            return [f"{key}: {text}" for key, text in self._problems.items()]

    def answered(self) -> None:
        """The centre has answered something."""
        with self._lock:
            self._answered = self._mono()

    def offline(self, within_seconds: float) -> bool:
        """Whether the centre has answered nothing for so long."""
        with self._lock:
            return self._answered is None or self._mono() - self._answered > within_seconds
