"""A window behind a host's that comes and goes by orders on stdin, and says how long its coming took (milliseconds).

`ours`: the terminal's screen in the role embedded, which is given five faces. `bare`: an empty QML window that is kept
likewise. Two figures each: from the moment it is wanted, and from the moment it is mapped, until its first frame is on
the glass.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

PATIENCE = 20.0

Moments = tuple[float, float]
"""When it was mapped, and when its first frame was there."""


def on_glass(view: QWindow) -> None:
    """Returns when an X server has done all it was asked for up to here: a question to it has its answer. Of a Wayland
    session nothing can be asked: there a frame is the compositor's once it is swapped."""
    view.screen().grabWindow(0, 0, 0, 1, 1)


def serve(come: Callable[[], None], go: Callable[[], None], painted: queue.SimpleQueue[Moments]) -> None:
    """`come` and `go` until `quit`."""
    print("ready", flush=True)
    for line in sys.stdin:
        if line == "quit\n":
            break
        if line == "go\n":
            go()
            print(0, flush=True)
            continue
        begun = time.perf_counter()
        come()
        mapped, ended = painted.get(timeout=PATIENCE)
        print((ended - begun) * 1000, (ended - mapped) * 1000, flush=True)
    os._exit(0)


def ours() -> None:
    """The terminal's."""
    from kiosk_app.ui.samples import samples
    from kiosk_app.ui.screen import Screen

    scenes = samples(language="zh-CN", large=False)
    idle, rating = scenes["idle"], scenes["rating"]
    idle = replace(idle, frame=replace(idle.frame, aside=True))
    screen = Screen(post=lambda event: None, new_id=lambda: "", fullscreen=True)
    painted: queue.SimpleQueue[Moments] = queue.SimpleQueue()
    gone: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def go() -> None:
        screen.show(idle)
        gone.get(timeout=PATIENCE)

    def first() -> None:
        from PySide6.QtGui import QGuiApplication

        from kiosk_app.ui.stage_door import StageDoor

        view = QGuiApplication.allWindows()[0]
        mapped = 0.0
        put_there = StageDoor._map

        def map_it(door: StageDoor) -> None:
            nonlocal mapped
            mapped = time.perf_counter()
            put_there(door)

        def visible(shown: bool) -> None:
            if not shown:
                gone.put(True)

        def swapped() -> None:
            nonlocal mapped
            if mapped:
                on_glass(view)
                painted.put((mapped, time.perf_counter()))
                mapped = 0.0

        StageDoor._map = map_it  # type: ignore[method-assign]  # the mark of the moment
        view.visibleChanged.connect(visible)
        view.frameSwapped.connect(swapped)
        threading.Thread(target=serve, args=(lambda: screen.show(rating), go, painted), daemon=True).start()

    screen.show(idle)
    screen.run(on_first_frame=first)


def bare() -> None:
    """Nothing but Qt."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QT_QPA_UPDATE_IDLE_TIME", "0")
    from PySide6.QtCore import QObject, QUrl, Signal
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQuick import QQuickView

    class Orders(QObject):
        come = Signal()
        go = Signal()

    app = QGuiApplication([])
    view = QQuickView()
    view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
    view.setSource(QUrl.fromLocalFile(str(Path(__file__).with_name("empty.qml"))))
    view.setGeometry(view.screen().geometry())
    view.create()
    painted: queue.SimpleQueue[Moments] = queue.SimpleQueue()
    orders = Orders()
    mapped = 0.0

    def come() -> None:
        nonlocal mapped
        mapped = time.perf_counter()
        view.raise_()
        view.showFullScreen()
        view.requestActivate()

    orders.come.connect(come)
    orders.go.connect(view.hide)

    def swapped() -> None:
        nonlocal mapped
        if mapped:
            on_glass(view)
            painted.put((mapped, time.perf_counter()))
            mapped = 0.0

    view.frameSwapped.connect(swapped)
    threading.Thread(target=serve, args=(orders.come.emit, orders.go.emit, painted), daemon=True).start()
    app.exec()


if __name__ == "__main__":
    {"ours": ours, "bare": bare}[sys.argv[1]]()
