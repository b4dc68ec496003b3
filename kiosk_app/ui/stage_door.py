"""Coming and going in front of a host application: the window is on the glass only while there is something to rate.

A Wayland client cannot raise itself, but the newest window that is mapped is on top. So the window comes by being
mapped and goes by being unmapped; QML, scenes and backing store are kept, and the scene is complete before it comes.
Loaded with the first scene that stands aside; a terminal that has its screen to itself never loads it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from kiosk_app.core.scene import Scene
from kiosk_app.ui.bridge import SETTLE_SECONDS
from kiosk_app.ui.fingers import LONGEST_SECONDS
from kiosk_app.ui.window import Window
from kiosk_app.ui.x_focus import XFocus

LINGER_SECONDS = 0.1
"""The next invitation takes a commit to come after the thanks; the host need not flash up in between."""

INSIST_SECONDS = 0.2
"""A host that takes the glass back does so in several steps; the window comes again after the last of them."""


class StageDoor(QObject):
    """In the GUI thread. `draw` shows a scene, `come` opens the window; `here`: it is open already."""

    def __init__(self, window: Window, *, draw: Callable[[Scene], None], come: Callable[[], None], here: bool) -> None:
        super().__init__()
        self._window = window
        self._view = window.view
        self._bridge = window.bridge
        self._draw = draw
        self._come = come
        self._here = here
        self._painted = here
        self._insisted = False
        self._next: Scene | None = None
        self._waited = 0.0
        # A GPU would have to be given a surface of its own for that.
        self._unseen = QQuickWindow.sceneGraphBackend() == "software"
        self._focus = XFocus.of(QGuiApplication.platformName())
        self._going = _timer(self._go)
        self._insisting = _timer(self._insist)
        self._view.frameSwapped.connect(self._on_glass)
        self._view.activeChanged.connect(self._activity)
        if not here:
            self._bridge.cover()

    def show(self, scene: Scene) -> None:
        """Show this scene: on the glass, or, where it stands aside, behind the host's window."""
        if not scene.frame.aside:
            self._enter(scene)
        elif self._here:
            # What is on the glass stays there until the window is gone: nobody sees what stands aside.
            self._next = scene
            if not self._going.isActive():
                self._waited = 0.0
                self._bridge.cover()
                self._going.start(round(LINGER_SECONDS * 1000))
        else:
            self._draw(scene)

    def close(self) -> None:
        """Before the window is taken down: the host has the keyboard again."""
        self._view.frameSwapped.disconnect(self._on_glass)
        self._view.activeChanged.disconnect(self._activity)
        self._going.stop()
        self._insisting.stop()
        self._give_back()
        if self._focus is not None:
            self._focus.close()

    def _enter(self, scene: Scene) -> None:
        if self._going.isActive():
            self._going.stop()
            self._next = None
            self._bridge.uncover()
        self._draw(scene)
        if self._here:
            return
        self._here, self._painted, self._insisted = True, False, False
        if self._focus is not None:
            self._focus.note()
        if self._unseen:
            # Into the backing store: the whole scene is there when the window is, and what is mapped is only copied.
            self._view.grabWindow()
        self._map()

    def _on_glass(self) -> None:
        """A frame is on the glass; with the first one touches begin to count, after the usual moment."""
        if self._here and not self._painted:
            self._painted = True
            self._bridge.uncover()
            if self._focus is not None:
                self._focus.watch(int(self._view.winId()), self._lost)

    def _go(self) -> None:
        # A finger that is down belongs to this window to its end, and one that has just lifted may bounce: neither may
        # end on a button of the host's. An arm that lies on the glass is not waited for.
        pane = self._window.pane
        if pane is not None and not pane.calm_for(SETTLE_SECONDS) and self._waited < LONGEST_SECONDS:
            self._waited += LINGER_SECONDS
            self._going.start(round(LINGER_SECONDS * 1000))
            return
        self._insisting.stop()
        self._here = False
        self._give_back()
        self._view.setVisible(False)
        scene, self._next = self._next, None
        if scene is not None:
            self._draw(scene)

    def _give_back(self) -> None:
        """Who had the keyboard before has it again, unless somebody else took it meanwhile."""
        if self._focus is not None:
            self._focus.give_back(int(self._view.winId()))

    # -- a host that comes to the front again ------------------------------------------------------------------------

    def _activity(self) -> None:
        if self._here and self._painted and not self._view.isActive():
            self._lost()

    def _lost(self) -> None:
        """The host has put itself in front, or took the keyboard: come again, once. Nobody wins a fight in public."""
        if self._here and not self._insisted and not self._going.isActive():
            self._insisted = True
            self._insisting.start(round(INSIST_SECONDS * 1000))

    def _insist(self) -> None:
        if self._going.isActive():
            # Whoever goes does not push forward; should somebody come meanwhile, it is time enough then.
            self._insisting.start(round(INSIST_SECONDS * 1000))
            return
        self._painted = False
        self._bridge.cover()
        self._view.setVisible(False)
        self._map()

    def _map(self) -> None:
        if self._focus is not None:
            # Under X without a window manager a window comes back where it was, below those that were there last.
            self._view.raise_()
        self._come()


def _timer(then: Callable[[], None]) -> QTimer:
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(then)
    return timer
