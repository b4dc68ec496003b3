"""The machine itself: screen, fonts, versions, clock, and the counter interface's address."""

from __future__ import annotations

import errno
import importlib.metadata
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk_app.commands.checks.finding import Finding, fault, ok, warning
from kiosk_app.settings import Settings
from kiosk_app.settings.rules import host_and_port
from kiosk_app.ui.reach import NoScreen, platform_for

TARGET_MM = 20
"""What an old or shaky finger hits."""


def findings() -> Iterator[Finding]:
    """What needs no settings."""
    yield screen(os.environ)
    yield _fonts()
    yield pyside(importlib.metadata.version("PySide6-Essentials"), sys.version_info[:2])
    yield _sqlite()
    yield _clock()


def counter_address(settings: Settings) -> Iterator[Finding]:
    """Whether the counter interface can have its address."""
    host, port = host_and_port(settings.counter.listen)
    item = "counter interface"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and _terminal_runs(settings.state_dir):
                yield ok(item, f"{settings.counter.listen} is served by the terminal that runs")
            elif error.errno == errno.EADDRINUSE:
                remedy = f"`ss -ltnp 'sport = :{port}'` names it; end it, or set another counter.listen"
                yield fault(item, f"{settings.counter.listen} is taken by another program", remedy)
            else:
                yield fault(
                    item, f"{settings.counter.listen}: {error.strerror}", "set counter.listen to an own address"
                )
            return
    yield ok(item, f"{settings.counter.listen} is free")


def _terminal_runs(state_dir: Path) -> bool:
    from kiosk_app.runtime import control

    try:
        control.ask(state_dir, "queue.status", {})
    except control.ControlError:
        return True
    except control.NobodyThere:
        return False
    return True


def screen(environ: Mapping[str, str]) -> Finding:
    """Where the window would go for this user."""
    item = "screen"
    named = bool(environ.get("QT_QPA_PLATFORM") or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    try:
        # The same question, asked the same way, as `run` asks before it opens its window.
        return ok(item, f"Qt can draw to {platform_for(environ)}")
    except NoScreen as none:
        remedy = "run it in the graphical session, or set DISPLAY or WAYLAND_DISPLAY; without one `run` has no window"
        return fault(item, str(none), remedy) if named else warning(item, "this user has none here", remedy)


def panel(settings: Settings) -> Iterator[Finding]:
    """Whether targets are as large on this panel as a finger wants them."""
    inches = settings.ui.panel_inches
    if inches == 0:
        yield ok("panel", "its size is not set (ui.panel_inches): targets are an eighth of its short side")
        return
    # Of 16:9, the flattest there is: 0.49 of the diagonal is the short side, and the layouts can give a target at most
    # 76 of its 480 units (assets/themes: fingerMost).
    largest = inches * 25.4 * 0.49 * 76 / 480
    if largest >= TARGET_MM:
        yield ok("panel", f"targets are at least {TARGET_MM} mm on {inches:g} inches")
    else:
        yield warning(
            "panel",
            f"{inches:g} inches are small: targets are {largest:.0f} mm there, {TARGET_MM} are wanted",
            "use a panel of 10 inches or more where people are old or many; check ui.panel_inches",
        )


def _fonts() -> Finding:
    remedy = "apt install fonts-wqy-microhei"
    program = shutil.which("fc-list")
    if program is None:
        return warning("fonts", "cannot be listed", "apt install fontconfig")
    lines = _said_by([program, ":lang=zh-cn", "family"]).splitlines()
    families = sorted({line.split(",")[0].strip() for line in lines if line.strip()})
    if not families:
        return fault("fonts", "none has Chinese characters", remedy)
    return ok("fonts", f"Chinese: {', '.join(families[:3])}")


def pyside(version: str, python: tuple[int, ...]) -> Finding:
    """6.12 on CPython 3.11 drops a reference to True at every signal and aborts after a few hundred."""
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers >= (6, 12) and python < (3, 12):
        remedy = 'pip install "PySide6-Essentials<6.12"'
        return fault("PySide6", f"{version} on Python 3.11 stops the program after some hundred signals", remedy)
    return ok("PySide6", version)


def _sqlite() -> Finding:
    from offline_queue.sqlite_version import needs_one_connection, sqlite_version

    note = "; a rare fault of it needs several writers, the outbox has one" if needs_one_connection() else ""
    return ok("SQLite", sqlite_version() + note)


def _clock() -> Finding:
    program = shutil.which("timedatectl")
    if program is None:
        return warning("clock", "whether it is kept right cannot be said", "see `centre: time`")
    said = _said_by([program, "show", "--property=NTPSynchronized", "--value"]).strip()
    if said == "yes":
        return ok("clock", "kept right by a time server")
    if said == "no":
        return warning(
            "clock", "no time server keeps it right", "timedatectl set-ntp true; the centre's time is used meanwhile"
        )
    return warning("clock", "whether it is kept right cannot be said", "see `centre: time`")


def _said_by(program: list[str]) -> str:
    """What a program of the system says; its arguments are constants of this file."""
    done = subprocess.run(program, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603  # only programs named in this file, never what somebody typed
    return done.stdout
