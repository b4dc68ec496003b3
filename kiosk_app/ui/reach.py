"""Whether there is a screen to draw on. Qt aborts the process where there is none, so it is asked beforehand."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import time
from collections.abc import Mapping
from pathlib import Path

SECONDS = 2.0
"""How long another machine's X server may take to accept; one on this machine does so at once."""

TRIES, PAUSE = 5, 0.1
"""An X server that begins afresh, since the last of a session's first commands has left it, is there again by then."""


class NoScreen(Exception):
    """There is no screen to draw on; one line, with what to do."""


def platform_for(environ: Mapping[str, str]) -> str:
    """The platform Qt can really start on: those of QT_QPA_PLATFORM, else Wayland or X. NoScreen."""
    named = [name for name in environ.get("QT_QPA_PLATFORM", "").split(";") if name]
    obstacles = []
    for name in named or ("wayland", "xcb"):
        obstacle = _obstacle(name.partition(":")[0], environ)
        if obstacle is None:
            return name
        obstacles.append(obstacle)
    raise NoScreen(
        f"no screen: {'; '.join(obstacles)}. Start it in the kiosk's session, or set QT_QPA_PLATFORM=offscreen"
    )


def _obstacle(platform: str, environ: Mapping[str, str]) -> str | None:
    """What keeps Qt from starting on this platform; None where nothing does."""
    if platform == "wayland":
        unreachable = _no_wayland(environ)
    elif platform == "xcb":
        unreachable = _no_x(environ.get("DISPLAY", ""))
    else:
        unreachable = None
    return unreachable or _no_driver(platform, environ)


def _no_wayland(environ: Mapping[str, str]) -> str | None:
    name = environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return "WAYLAND_DISPLAY is not set"
    if _connects(os.path.join(environ.get("XDG_RUNTIME_DIR", ""), name)):
        return None
    return f"no Wayland compositor answers at {name}"


def _no_x(display: str) -> str | None:
    if not display:
        return "DISPLAY is not set"
    host, _, number = display.rpartition(":")
    number = number.partition(".")[0]
    silent = f"no X server answers at {display}"
    if not number.isdigit():
        return silent
    if host and host != "unix":
        import socket  # 3 ms that a kiosk's own screen need not wait for

        try:
            socket.create_connection((host, 6000 + int(number)), timeout=SECONDS).close()
        except OSError:
            return silent
    elif not (_connects(f"/tmp/.X11-unix/X{number}") or _connects(f"\0/tmp/.X11-unix/X{number}")):  # noqa: S108  # X's own
        return silent
    return None if _lets_in(display) else f"the X server at {display} lets this user not in (XAUTHORITY?)"


def _lets_in(display: str) -> bool:
    """Whether the X server accepts this user; True where that cannot be asked."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # the driver says the same, and which library it is
    xcb.xcb_connect.restype = ctypes.c_void_p
    for left in reversed(range(TRIES)):
        connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
        if xcb.xcb_connection_has_error(connection) == 0:
            # Not closed again: when its last client leaves, an X server begins afresh and turns away who comes
            # meanwhile, and that would be Qt.
            return True
        xcb.xcb_disconnect(connection)
        if left:
            time.sleep(PAUSE)
    return False


def _no_driver(platform: str, environ: Mapping[str, str]) -> str | None:
    """Qt's own library for this platform, and whether those it needs are installed."""
    found = importlib.util.find_spec("PySide6")
    folder = Path(found.origin or "").parent / "Qt" / "plugins" / "platforms" if found else Path()
    if environ.get("QT_QPA_PLATFORM_PLUGIN_PATH") or not folder.is_dir():
        return None  # Qt from elsewhere: its own matter
    drivers = sorted(folder.glob(f"libq{platform}*.so")) if platform.isalnum() else []
    if not drivers:
        return f"Qt has no platform {platform!r}"
    try:
        ctypes.CDLL(str(drivers[0]))
    except OSError as error:
        return f"Qt's driver for {platform} cannot be loaded ({error}; see packaging/apt-run.txt)"
    return None


def _connects(path: str) -> bool:
    import socket

    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as tried:
        tried.settimeout(SECONDS)
        tried.connect(path)
        return True
    return False
