"""The one-way board: parts write what they see, the heartbeat and the technician read it. Nobody decides by it."""

from __future__ import annotations

import threading


class Health:
    """Thread-safe. Problems by key, so that the same one is said once and can be taken back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._problems: dict[str, str] = {}

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
