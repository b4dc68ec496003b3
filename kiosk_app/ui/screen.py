"""The screen as the rest of the program sees it: shows the newest scene, whoever sends it, and reports touches."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kiosk_app.ui.broken import BrokenScreen
from kiosk_app.ui.reach import NoScreen, platform_for
from kiosk_app.ui.surroundings import settle

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen

    from kiosk_app.core.messages import Event
    from kiosk_app.core.scene import Scene
    from kiosk_app.ui.stage_door import StageDoor

__all__ = ["Drawn", "NoScreen", "Screen", "watched_signals"]

log = logging.getLogger(__name__)


class Drawn(NamedTuple):
    """A resting scene as the QML is told it, but for the address of its clerk's photo."""

    view: dict[str, Any]
    photo: bytes | None


class Screen:
    """One window. `post` takes the events; `new_id` gives birth to rating ids. `run` in the main thread.

    `volume` in per cent, and by the hour; None: it never speaks, and loads nothing that could.
    """

    def __init__(
        self,
        *,
        post: Callable[[Event], None],
        new_id: Callable[[], str],
        fullscreen: bool = True,
        screen: str = "",
        software: bool = True,
        motion: bool = True,
        panel_inches: float = 0.0,
        volume: int | None = None,
        volume_hours: Mapping[str, int] | None = None,
    ) -> None:
        self._post = post
        self._new_id = new_id
        self._fullscreen = fullscreen
        self._screen = screen
        self._software = software
        self._motion = motion
        self._panel_inches = panel_inches
        self._volume = volume
        self._volume_hours = volume_hours or {}
        self._lock = threading.Lock()
        self._scene: Scene | None = None
        self._redraw: Callable[[], None] = lambda: None
        self._quit: Callable[[], None] = lambda: None
        self._ended = False
        self._begun = False

    def show(self, scene: Scene) -> None:
        """Show this scene; from any thread, the latest wins."""
        with self._lock:
            self._scene = scene
        self._redraw()

    @property
    def shown(self) -> Scene | None:
        """The scene it was given last."""
        return self._scene

    def quit(self) -> None:
        """End `run`; from any thread, also before it began."""
        self._ended = True
        self._quit()

    def run(self, *, on_first_frame: Callable[[], None], curtain: Callable[[], Drawn | Scene] | None = None) -> int:
        """Draw until `quit`; `on_first_frame` is called once, when the first scene is on the glass. NoScreen.

        `curtain` gives what to begin with where nothing was shown yet; it is asked while Qt reads the screens.
        """
        environ = os.environ
        environ["QT_QPA_PLATFORM"] = platform_for(environ)
        settle(environ, software=self._software)
        from PySide6.QtCore import QObject, QTimer, Signal, qInstallMessageHandler
        from PySide6.QtGui import QGuiApplication

        from kiosk_app.ui.ahead import begun_view

        # Whatever Qt has to say goes the way of every line of this program, in the form that was asked for.
        qInstallMessageHandler(lambda kind, context, message: log.warning("qt", extra={"reason": message}))
        app = QGuiApplication.instance() or QGuiApplication(["hcp-kiosk"])
        if not isinstance(app, QGuiApplication):
            raise TypeError("an application without a screen was made before this one")
        view = begun_view()
        # From here to the window Python and Qt load at the same time: 8 ms of the first frame.
        from kiosk_app.ui.window import Window, dress

        class Caller(QObject):
            redraw = Signal()
            end = Signal()

        begun = curtain() if curtain is not None and self._scene is None else None
        if begun is not None and not isinstance(begun, Drawn):
            self._scene = begun
        dress(app)
        window = Window(
            post=self._post, new_id=self._new_id, motion=self._motion, panel_inches=self._panel_inches, view=view
        )
        window.bridge.mute = self._volume is None
        caller = Caller()

        door: StageDoor | None = None
        opened = False

        def wanted() -> QScreen | None:
            screens = enumerate(QGuiApplication.screens()) if self._screen else ()
            return next((s for n, s in screens if self._screen in (s.name(), str(n))), None)

        def come() -> None:
            nonlocal opened
            opened = True
            window.open(fullscreen=self._fullscreen, screen=wanted())

        def draw() -> None:
            nonlocal door
            with self._lock:
                scene = self._scene
            if scene is None:
                return
            if door is None and scene.frame.aside:
                from kiosk_app.ui.stage_door import StageDoor  # only a terminal with a host application has one

                door = StageDoor(window, draw=put, come=come, here=opened)
            (door.show if door is not None else put)(scene)

        def put(scene: Scene) -> None:
            try:
                window.show(scene)
            except BrokenScreen as error:
                # While it runs, a scene with a flaw is better than none; before the first frame nothing is.
                if self._begun:
                    log.error("a scene has a fault", extra={"scene": type(scene).__name__, "reason": str(error)})
                    return
                raise

        def first() -> None:
            self._begun = True
            if opened:
                window.view.frameSwapped.disconnect(first)
            on_first_frame()
            window.prepare(speak)

        def speak() -> None:
            if self._volume is not None:
                window.speak(volume=self._volume, volume_hours=self._volume_hours)

        if isinstance(begun, Drawn):
            window.raise_curtain(begun)
        draw()
        caller.redraw.connect(draw)
        caller.end.connect(app.quit)
        self._redraw, self._quit = caller.redraw.emit, caller.end.emit
        if door is None:
            window.view.frameSwapped.connect(first)
            come()
        else:
            # Nothing of ours is on the glass, so there is no frame to wait for.
            window.wait_behind(fullscreen=self._fullscreen, screen=wanted())
            QTimer.singleShot(0, first)
        draw()
        try:
            return 0 if self._ended else int(app.exec())
        finally:
            self._redraw = self._quit = lambda: None
            if door is not None:
                door.close()
            window.close()
            app.processEvents()
            from PySide6.QtCore import QEvent  # the first frame need not wait for it

            # Now, while there is an application: the closures above know each other and keep what they hold for long.
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            qInstallMessageHandler(None)


@contextlib.contextmanager
def watched_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Within the block SIGTERM and SIGINT call `stop` at once, also while Qt's loop sleeps in C++."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def watch() -> None:
        # A thread of its own: Python runs handlers in the main thread only, which may be inside Qt.
        while data := os.read(reading, 1):
            if data[0] in before:
                stop()

    watcher = threading.Thread(target=watch, name="signals", daemon=True)
    for number in before:
        signal.signal(number, lambda _number, _frame: None)
    old = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(old)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(writing)
        watcher.join()
        os.close(reading)
