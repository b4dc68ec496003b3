"""A process with five faces on a screen that answers orders on stdin, one a line, with figures on stdout.

`full CONFIG`: the whole terminal, with the commit to the disk between the touch and the next scene.
`still CONFIG`: the same, but what the disk is asked is answered at once and nothing is written.
`bare PAD`: the same screen and the same pad driver with nothing behind them: a touch shows the next scene at once.
Orders: `press`, `tap` → milliseconds to the next scene's frame; `frame` → to the next frame whatever it shows, after
two seconds of the carousel where it is `carousel on`; `gap on|off` → the longest time since the last one in which the
screen's thread could not have drawn, in milliseconds; `sessions N [wandering]` → MiB resident when idle again;
`objects` → Qt's objects; `cpu S` → per cent of a core over S seconds; `quit`.
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
from kiosk_app.core.model import Aid, Case, Contact, Input, Invitation, Level
from kiosk_app.core.scene import Poster
from kiosk_app.ui.screen import Screen

PATIENCE = 20.0


class Glass:
    """Watches what has been painted. Lives in the GUI thread; `painted` may be asked from any."""

    def __init__(self) -> None:
        self.frames: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()
        self.view: Any = None
        self.longest = 0.0
        self.counted: queue.SimpleQueue[int] = queue.SimpleQueue()

    def attach(self) -> None:
        """Called on the first frame, in the GUI thread."""
        from PySide6.QtCore import QObject, Qt, QTimer, Signal
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtQuick import QQuickView
        from PySide6.QtTest import QTest

        class Finger(QObject):
            tap = Signal()
            count = Signal()
            watch = Signal(bool)

        (self.view,) = (window for window in QGuiApplication.allWindows() if isinstance(window, QQuickView))
        self.view.frameSwapped.connect(self._swapped)
        self.finger = Finger()
        self.finger.tap.connect(self._tap, Qt.ConnectionType.QueuedConnection)
        self.finger.count.connect(self._count, Qt.ConnectionType.QueuedConnection)
        self.finger.watch.connect(self._watch, Qt.ConnectionType.QueuedConnection)
        self._clock = QTimer()
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._tick)
        self._ticked = 0.0
        self._click = QTest.mouseClick
        self._button = Qt.MouseButton.LeftButton
        self.tapped = 0.0

    def _tap(self) -> None:
        from PySide6.QtCore import QPointF

        def face(item: Any) -> Any:
            """The card of one level, wherever the layout has put it."""
            if item.property("picture") == "satisfied" and item.isVisible():
                return item
            return next((found for child in item.childItems() if child.isVisible() and (found := face(child))), None)

        card = face(self.view.rootObject())
        middle = card.mapToScene(QPointF(card.width() / 2, card.height() / 2)).toPoint()
        self.tapped = time.perf_counter()
        self._click(self.view, self._button, pos=middle)

    def _watch(self, on: bool) -> None:
        """Ticks every 5 ms: what lies between two of them is time in which no frame could be drawn."""
        self._ticked = time.perf_counter()
        self.longest = 0.0
        if on:
            self._clock.start(5)
        else:
            self._clock.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._ticked)
        self._ticked = now

    def _count(self) -> None:
        """Items below the window's, and whatever else hangs on them and on the engine."""
        from PySide6.QtCore import QObject

        def items(item: Any) -> int:
            return 1 + sum(items(child) for child in item.childItems())

        root = self.view.rootObject()
        objects = sum(len(holder.findChildren(QObject)) for holder in (root, self.view, self.view.engine()))
        self.counted.put(items(root) + objects)

    def _swapped(self) -> None:
        self.frames.put((time.perf_counter(), self.view.rootObject().property("scene")["name"]))

    def wait(self, name: str) -> float:
        """When a frame of the scene of that name was painted; the next one from now on."""
        while True:
            when, painted = self.frames.get(timeout=PATIENCE)
            if painted == name:
                return when

    def next(self) -> float:
        """When the next frame was painted, whatever it shows."""
        return self.frames.get(timeout=PATIENCE)[0]

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

    def carousel(self, on: bool) -> None:
        """Two posters that take turns as fast as a hall may ask for."""
        pictures = (Path(__file__).parent / name for name in ("poster-a.png", "poster-b.png"))
        posters = tuple(Poster(str(path), 1.0, path.stem) for path in pictures) if on else ()
        self.terminal.engine.post(m.PostersCame(posters))

    def wander(self) -> None:
        """What a citizen may do between the level and the end: every page, both languages, every aid."""
        token = self.terminal.engine.state.hall.serial
        words = [m.TextOpened(token), m.TextEntered(token, "排队太久了"), m.ContactOpened(token)]
        words += [m.ContactEntered(token, Contact("王", "13800138000", agreed=True)), m.DutyOpened(token)]
        words += [m.DutyLeft(token), m.LanguageChosen(token, "en"), *(m.AidToggled(token, aid) for aid in Aid)]
        for word in words:
            self.terminal.engine.post(word)
            self.shown()

    def shown(self) -> None:
        """Wait until the engine has drawn what was posted: a question behind it has its answer."""
        asked = self.terminal.board.ask(lambda ticket: m.InvitationRecalled(ticket, "nobody's"), self._post)
        asked.result(PATIENCE)

    def choose(self) -> None:
        token = self.terminal.engine.state.hall.serial
        self.terminal.engine.post(m.LevelChosen(token, Level.SATISFIED, Input.BUTTON, str(uuid.uuid4())))


class Still(Full):
    """The whole terminal on a disk that has everything at once."""

    def begin(self) -> None:
        self.terminal.engine._do = self._answered
        super().begin()

    def _answered(self, command: m.Command) -> None:
        match command:
            case m.OpenInvitation(invitation=invitation):
                self._post(m.Stored(m.Deed.OPEN, invitation.invitation_id))
            case m.Hold(rating=rating):
                self._post(m.Stored(m.Deed.HOLD, rating.rating_id))
            case m.Release(rating=rating):
                self._post(m.Stored(m.Deed.RELEASE, rating.rating_id))
            case m.Withdraw(rating_id=rating_id):
                self._post(m.Stored(m.Deed.WITHDRAW, rating_id))


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
            sessions(side, glass, int(rest[0]), wandering="wandering" in rest)
            print(resident_mib(), flush=True)
            continue
        if order == "objects":
            glass.finger.count.emit()
            print(glass.counted.get(timeout=PATIENCE), flush=True)
            continue
        if order == "carousel":
            side.carousel(rest[0] == "on")
            print(0, flush=True)
            continue
        if order == "gap":
            print(glass.longest * 1000, flush=True)
            glass.finger.watch.emit(rest[0] == "on")
            continue
        if order == "cpu":
            print(busy_percent(float(rest[0])), flush=True)
            continue
        if order == "frame":
            time.sleep(2.0)  # of the carousel, where it is on: at least one change of picture
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
        painted = glass.next() if order == "frame" else glass.wait("indicators")
        print((painted - (begun if order == "press" else glass.tapped)) * 1000, flush=True)
        if order == "frame":
            glass.wait("indicators")
        side.finish()
        glass.wait("idle")
    side.screen.quit()


def sessions(side: Any, glass: Glass, count: int, *, wandering: bool) -> None:
    """From the offer to the idle scene; `wandering`: every tenth by way of every page."""
    for number in range(count):
        glass.forget()
        side.offer()
        glass.wait("rating")
        side.choose()
        glass.wait("indicators")
        if wandering and number % 10 == 0:
            side.wander()
        side.finish()
        glass.wait("idle")


def busy_percent(seconds: float) -> float:
    """Per cent of a core that this process takes."""
    begun, used = time.monotonic(), time.process_time()
    time.sleep(seconds)  # the measure itself: nothing happens meanwhile
    return 100 * (time.process_time() - used) / (time.monotonic() - begun)


def main() -> None:
    """One side, as the command line says."""
    side: Any = {"full": Full, "still": Still, "bare": Bare}[sys.argv[1]](sys.argv[2])
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
