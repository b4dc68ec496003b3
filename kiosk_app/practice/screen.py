"""Is there a screen that a window could open on? Found out by knocking, not by believing a variable."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from pathlib import Path

KNOCK_SECONDS = 2.0
X_FIRST_PORT = 6000


def has_screen(environ: Mapping[str, str]) -> bool:
    """Whether the Wayland or the X display that `environ` names accepts a connection."""
    return _wayland_answers(environ) or _x_answers(environ.get("DISPLAY", ""))


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    # An absolute name stands for itself: joining leaves it as it is.
    return _answers(socket.AF_UNIX, str(Path(environ.get("XDG_RUNTIME_DIR", "/run")) / name))


def _x_answers(display: str) -> bool:
    named = re.fullmatch(r"(?P<host>[^:]*|\[[^\]]*\]):(?P<number>\d{1,4})(\.\d+)?", display)
    if named is None:
        return False
    host, number = named["host"].strip("[]"), int(named["number"])
    if host not in ("", "unix"):
        return _tcp_answers(host, X_FIRST_PORT + number)
    path = f"/tmp/.X11-unix/X{number}"  # noqa: S108  where X servers listen; only connected to
    return _answers(socket.AF_UNIX, path) or _answers(socket.AF_UNIX, "\0" + path)


def _tcp_answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=KNOCK_SECONDS).close()
    except OSError:
        return False
    return True


def _answers(family: int, address: str) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as knocking:
        knocking.settimeout(KNOCK_SECONDS)
        try:
            knocking.connect(address)
        except OSError:
            return False
    return True
