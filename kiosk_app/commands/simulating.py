"""`… simulate --link PATH`: a device made of software at a path, until somebody ends it."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from typing import TextIO

from kiosk_app.commands.failure import Failed
from kiosk_app.commands.paths import path_of
from kiosk_app.commands.signals import ending


def add_link(parser: argparse.ArgumentParser) -> None:
    """--link."""
    parser.add_argument("--link", metavar="PATH", type=path_of, required=True, help="where the port is to appear")


def simulated(simulate: Callable[[TextIO | None, TextIO, threading.Event], None]) -> int:
    """Until q, SIGTERM or SIGINT; the end of stdin leaves the device plugged in. Failed where the link is refused."""
    from device_drivers.far_end import LinkRefused

    stop = threading.Event()
    with ending(stop.set):
        try:
            simulate(sys.stdin, sys.stdout, stop)
        except LinkRefused as error:
            raise Failed(str(error)) from error
    return 0
