"""A process with five faces on a screen that answers orders on stdin, one a line, with figures on stdout.

`full CONFIG`: the whole terminal, with the commit to the disk between the touch and the next scene.
`bare PAD`: the same screen and the same pad driver with nothing behind them: a touch shows the next scene at once.
Orders: `press`, `tap` → milliseconds to the next scene's frame; `sessions N` → MiB resident when idle again; `quit`.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen:size=1080x1920")

import device_drivers
from kiosk_app.core import messages as m
from kiosk_app.core.model import Case, Input, Invitation, Level
from kiosk_app.ui.screen import Screen

PATIENCE = 20.0


class Glass:
    """Watches what has been painted. Lives in the GUI thread; `painted` may be asked from any."""

    def __init__(self) -> None:
        self.frames: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()
        self.view: Any = None

    def attach(self) -> None:
        """Called on the first frame, in the GUI thread."""
        from PySide6.QtCore import QObject, Qt, Signal
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtQuick import QQuickView
        from PySide6.QtTest import QTest

        class Finger(QObject):
            tap = Signal()

        (self.view,) = (window for window in QGuiApplication.allWindows() if isinstance(window, QQuickView))
        self.view.frameSwapped.connect(self._swapped)
        self.finger = Finger()
        self.finger.tap.connect(self._tap, Qt.ConnectionType.QueuedConnection)
        self._click = QTest.mouseClick
        self._button = Qt.MouseButton.LeftButton
        self.tapped = 0.0

    def _tap(self) -> None:
        from PySide6.QtCore import QPoint

        size = self.view.size()
        self.tapped = time.perf_counter()
        self._click(self.view, self._button, pos=QPoint(size.width() // 2, round(size.height() * 0.515)))

    def _swapped(self) -> None:
        self.frames.put((time.perf_counter(), self.view.rootObject().property("scene")["name"]))

    def wait(self, name: str) -> float:
        """When a frame of the scene of that name was painted; the next one from now on."""
        while True:
            when, painted = self.frames.get(timeout=PATIENCE)
            if painted == name:
                return when

    def forget(self) -> None:
        """Frames painted so far do not count."""
        while not self.frames.empty():
            self.frames.get()


class Full:
    """The whole terminal."""

    def __init__(self, config: str) -> None:
        from kiosk_app import settings
        from kiosk_app.terminal import Terminal

        loaded = settings.load(Path(config))
        self.screen = Screen(post=self._post, new_id=lambda: str(uuid.uuid4()))
        self.terminal = Terminal(loaded, show=self.screen.show, was_alive=True)
        self.pad = device_drivers.SimulatedPad(device_drivers.load("ascii5"), loaded.pads[0].port)
        self.pad.plug()
        self.number = 0

    def _post(self, event: m.Event) -> None:
        self.terminal.post(event)

    def begin(self) -> None:
        self.terminal.begin()
        end = time.monotonic() + PATIENCE
        while self.terminal.pads.status()["state"] != "ready":
            assert time.monotonic() < end, self.terminal.pads.status()
            time.sleep(0.01)

    def offer(self) -> None:
        self.number += 1
        given = Invitation(str(uuid.uuid4()), Case(f"B-{uuid.uuid4()}", 1))
        self.terminal.engine.post(m.InvitationReceived(self.number, given))

    def finish(self) -> None:
        self.terminal.engine.post(m.DetailFinished(self.terminal.engine.state.hall.serial))

    def choose(self) -> None:
        token = self.terminal.engine.state.hall.serial
        self.terminal.engine.post(m.LevelChosen(token, Level.SATISFIED, Input.BUTTON, str(uuid.uuid4())))


class Bare:
    """The same glass and the same driver, and nothing behind them."""

    def __init__(self, link: str) -> None:
        from kiosk_app.ui.samples import samples

        self.scenes = samples(language="zh-CN", large=False)
        self.screen = Screen(post=self._post, new_id=lambda: "", fullscreen=True)
        profile = device_drivers.load("ascii5")
        self.pad = device_drivers.SimulatedPad(profile, link)
        self.pad.plug()
        self.serial = 1
        self.supervisor = device_drivers.PadSupervisor(
            profile, link, on_press=lambda press: self._next(), on_state=lambda status: None
        )
        self._show("idle")

    def _show(self, name: str) -> None:
        scene = self.scenes[name]
        self.screen.show(replace(scene, frame=replace(scene.frame, token=self.serial)))

    def _post(self, event: m.Event) -> None:
        if isinstance(event, m.LevelChosen):
            self._next()

    def _next(self) -> None:
        self._show("indicators")

    def begin(self) -> None:
        self.supervisor.start()
        end = time.monotonic() + PATIENCE
        while self.supervisor.status().state != "ready":
            assert time.monotonic() < end
            time.sleep(0.01)

    def offer(self) -> None:
        self.serial += 1
        self.supervisor.show(device_drivers.Cue.ASK, self.serial)
        self._show("rating")

    def finish(self) -> None:
        self.supervisor.show(device_drivers.Cue.WELCOME, None)
        self._show("idle")


def resident_mib() -> float:
    """What this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def serve(side: Any, glass: Glass) -> None:
    """Answer orders until `quit`."""
    side.begin()
    print("ready", flush=True)
    for line in sys.stdin:
        order, *rest = line.split()
        if order == "quit":
            break
        if order == "sessions":
            for _ in range(int(rest[0])):
                glass.forget()
                side.offer()
                glass.wait("rating")
                side.choose()
                glass.wait("indicators")
                side.finish()
                glass.wait("idle")
            print(resident_mib(), flush=True)
            continue
        glass.forget()
        side.offer()
        glass.wait("rating")
        time.sleep(0.4)  # past the guard against the waking touch, and still: a person looks first
        glass.forget()
        if order == "press":
            begun = time.perf_counter()
            side.pad.press("4")
        else:
            glass.finger.tap.emit()
        painted = glass.wait("indicators")
        print((painted - (begun if order == "press" else glass.tapped)) * 1000, flush=True)
        side.finish()
        glass.wait("idle")
    side.screen.quit()


def main() -> None:
    """One side, as the command line says."""
    side: Any = Full(sys.argv[2]) if sys.argv[1] == "full" else Bare(sys.argv[2])
    glass = Glass()

    def first() -> None:
        glass.attach()
        threading.Thread(target=serve, args=(side, glass), daemon=True).start()

    if isinstance(side, Full):
        side.terminal.start()
    side.screen.run(on_first_frame=first)
    side.pad.unplug()
    os._exit(0)


if __name__ == "__main__":
    main()
