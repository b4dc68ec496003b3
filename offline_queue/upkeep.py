"""What the outbox needs done while nobody waits for it: the log into the database, what is settled long ago removed,
room given back. One thread, in small steps; each is a short transaction and the next one lets a tap go first.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeAlias

from .errors import OutboxError
from .outbox import Outbox
from .retention import Keep

log = logging.getLogger(__name__)

Step: TypeAlias = Callable[[], float]
"""Does a little → seconds until it wants to be asked again, 0 for soon: there is more to do."""

LONG_LOG = 1000
"""Pages (4 MB), as SQLite's own default: from here on the log goes into the database at the next quiet moment."""
LAID_OUT = 1024
"""Pages (4 MB) the log has room for from the start: a busy day of a counter fits between two checkpoints."""
TOO_LONG_LOG = 2000
"""Pages: it goes at once. Should nobody do that, SQLite does it itself in a commit at store.HARD_LIMIT."""
SPARE_PAGES = 256
"""Free pages (1 MB) that stay in the file for what comes next; what is free beyond them is given back."""

_LOOK = 20.0  # seconds: a busy hall writes some 50 pages in them
_QUIET = 0.5  # seconds until it is asked again whether the moment is quiet
_RETENTION = 60.0
_AFTER_FAILURE = 60.0
_BREATH = 0.05  # seconds between two steps: whoever waits for the file gets it


class Upkeep:
    """Keeps one outbox in shape. `problem` is told (key, a line for the technician) and (key, None) once it is over.

    `more`: further steps by name, taken in turn with the others.
    """

    def __init__(
        self,
        outbox: Outbox,
        keep: Keep | None = None,
        *,
        problem: Callable[[str, str | None], None] = lambda key, text: None,
        more: Mapping[str, Step] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._keep = keep or Keep()
        self._problem = problem
        self._clock = clock
        self._steps: dict[str, Step] = {
            "checkpoint": self._checkpoint,
            "retention": self._prune,
            "shrink": self._shrink,
            **(more or {}),
            # Last: room for the log comes after the reserve (one of `more`), and only beside a whole one.
            "log": self._lay_out,
        }
        self._due = dict.fromkeys(self._steps, -math.inf)
        self._failing: set[str] = set()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set."""
        while not stop.wait(self.turn()):
            pass

    def turn(self) -> float:
        """Every step that is due, once → seconds until the next is. A step that fails is told, and tried again."""
        for name, step in self._steps.items():
            now = self._clock()
            if now >= self._due[name]:
                self._due[name] = now + self._take(name, step)
        return max(_BREATH, min(self._due.values()) - self._clock())

    def _take(self, name: str, step: Step) -> float:
        try:
            wait = step()
        except Exception as error:  # noqa: BLE001  # whatever it is, the terminal and the other steps go on
            if name not in self._failing:
                log.error("upkeep failed", extra={"part": name, "error": type(error).__name__})
            self._failing.add(name)
            # Ours say what and what to do; a stranger's text may quote a record.
            self._problem(f"upkeep.{name}", str(error) if isinstance(error, OutboxError) else type(error).__name__)
            return _AFTER_FAILURE
        if name in self._failing:
            self._failing.discard(name)
            self._problem(f"upkeep.{name}", None)
        return wait

    def _lay_out(self) -> float:
        return _LOOK if self._outbox.lay_out_log(LAID_OUT) else 0.0

    def _checkpoint(self) -> float:
        pages = self._outbox.log_pages()
        if pages < LONG_LOG:
            return _LOOK
        if pages < TOO_LONG_LOG and not self._outbox.is_quiet():
            return _QUIET
        self._outbox.checkpoint()
        return _LOOK

    def _prune(self) -> float:
        return 0.0 if self._outbox.prune(self._keep) else _RETENTION

    def _shrink(self) -> float:
        return 0.0 if self._outbox.shrink(SPARE_PAGES) else _RETENTION
