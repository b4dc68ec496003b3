"""The pulse: leaves a mark on the disk while the terminal lives, and looks whether the identity has changed.

The mark is a file's time, written without a flush: a clerk stays signed in over a stop of less than five minutes, and
that is worth no wear of the card. Where the mark is too old, or from the future, nobody is signed in.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

MARK = "alive"
MARK_SECONDS = 20.0
LOOK_SECONDS = 2.0
SIGNED_IN_SECONDS = 300.0
"""Contract: the clerk stays signed in over a restart of less than five minutes."""


def recently_alive(state_dir: Path, *, now: Callable[[], float] = time.time) -> bool:
    """Whether the terminal on this directory was alive less than five minutes ago."""
    with contextlib.suppress(OSError):
        return 0 <= now() - (state_dir / MARK).stat().st_mtime < SIGNED_IN_SECONDS
    return False


class Pulse:
    """A thread. `changed` is called when `watched` was written, made or removed, `each_look` every two seconds."""

    def __init__(
        self,
        state_dir: Path,
        watched: Path,
        changed: Callable[[], None],
        each_look: Callable[[], None] = lambda: None,
    ) -> None:
        self._mark = state_dir / MARK
        self._watched = watched
        self._changed = changed
        self._each_look = each_look
        self._seen = _stamp(watched)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        """Begin, with a first mark."""
        self._beat()
        self._thread.start()

    def stop(self) -> None:
        """End, with a last mark."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
            self._attempt(self._each_look)
            self._beat()

    def _run(self) -> None:
        marked = time.monotonic()
        while not self._stop.wait(LOOK_SECONDS):
            if time.monotonic() - marked >= MARK_SECONDS:
                marked = time.monotonic()
                self._beat()
            self._attempt(self._look)

    def _attempt(self, look: Callable[[], None]) -> None:
        try:
            look()
        except Exception as error:  # noqa: BLE001  # whatever a part does with it, the mark of life goes on
            log.error("a look failed", extra={"error": type(error).__name__})

    def _look(self) -> None:
        stamp = _stamp(self._watched)
        if stamp != self._seen:
            self._seen = stamp
            self._changed()
        self._each_look()

    def _beat(self) -> None:
        try:
            self._mark.touch()
        except OSError as error:
            log.warning("the mark of life cannot be left", extra={"errno": error.errno})


def _stamp(path: Path) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        found = os.stat(path)
        return found.st_mtime_ns, found.st_ino
    return None
