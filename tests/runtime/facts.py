"""What was told, for who waits for it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

from waiting import PATIENCE


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
