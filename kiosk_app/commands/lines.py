"""Lines of a device shown as they come, until whoever watches has seen enough."""

from __future__ import annotations

import argparse
import queue
import sys
import threading
import time

from kiosk_app.commands.output import say_now

WAITING = 200  # lines not shown yet, beyond which the wire is faster than any eye: counted only


def add_seconds(parser: argparse.ArgumentParser) -> None:
    """--seconds: how long to watch; for ever without it."""
    parser.add_argument("--seconds", metavar="N", type=_seconds, help="end by itself after so long")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):  # NaN compares false
        raise argparse.ArgumentTypeError("must be a number above 0")
    return seconds


class Lines:
    """What is to be shown, from the device's thread to the one that writes, which a slow terminal may hold up."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._over = threading.Event()

    def put(self, line: str) -> None:
        """Show a line, unless far too many wait."""
        if not self._quiet and self._waiting.qsize() < WAITING:
            self._waiting.put(line)

    def end(self) -> None:
        """No more."""
        self._over.set()
        self._waiting.put(None)

    def show(self, seconds: float | None) -> None:
        """Until the end, a line `q` on stdin, or so many seconds have passed."""
        threading.Thread(target=self._listen, name="keyboard", daemon=True).start()
        until = None if seconds is None else time.monotonic() + seconds
        while not self._over.is_set():
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                return
            try:
                # A signal is answered between two waits: none may be long.
                line = self._waiting.get(timeout=0.2 if left is None else min(left, 0.2))
            except queue.Empty:
                continue
            if line is not None:
                say_now(line)

    def _listen(self) -> None:
        from device_drivers.far_end import lines

        for line in lines(sys.stdin, self._over):
            if line.strip() == "q":
                self.end()
