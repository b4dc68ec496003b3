"""Waiting for facts instead of sleeping."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import Any

PATIENCE = 20.0
"""How long a fact may take on a busy machine before a test fails."""


def until(fact: Callable[[], Any], what: str) -> Any:
    """The first true value of `fact`."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = fact()
        if found:
            return found
        time.sleep(0.005)
    raise AssertionError(f"waited in vain for: {what}")


class Heard:
    """What was posted, said or shown, in order; `take` waits for the next."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def __call__(self, *told: Any) -> None:
        self._queue.put(told[0] if len(told) == 1 else told)

    def take(self) -> Any:
        """The next one, waiting for it."""
        return self._queue.get(timeout=PATIENCE)

    def take_until(self, wanted: Callable[[Any], bool]) -> Any:
        """The next one that is wanted; those before it are gone."""
        while not wanted(told := self.take()):
            pass
        return told

    def rest(self) -> list[Any]:
        """What is there now."""
        found = []
        while not self._queue.empty():
            found.append(self._queue.get())
        return found
