"""A scanner or card reader without one: what is typed is read, on a pseudo-terminal."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TextIO

from device_drivers.far_end import FarEnd, attended, saying


def simulate(link: str | Path, stdin: TextIO | None, stdout: TextIO, stop: threading.Event) -> None:
    """Each line on `stdin` is a text that the host reads. Ends with a line `q` or when `stop` is set; the end of
    `stdin` leaves it plugged in. LinkRefused."""
    say = saying(stdout)
    end = FarEnd(link)

    def act(typed: str) -> bool:
        if typed == "q":
            return False
        if typed:
            end.send(f"{typed}\r".encode())
            say(f"read: {typed}")
        return True

    end.plug()
    try:
        say(f"scanner at {end.path} (now {end.device}): type what it is to read, q to end")
        attended(stdin, stop, act)
    finally:
        end.unplug()
