"""A window with a finger on Qt's offscreen platform, for every test of the screens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk_app.core.messages import Event, ScreenTouched
from kiosk_app.core.scene import Scene
from kiosk_app.ui.window import Window


class Glass:
    """A window with a finger: what is on it, and what it posted."""

    def __init__(self, size: tuple[int, int] = (800, 480), settle_seconds: float = 0.0, **settings: Any) -> None:
        self.events: list[Event] = []
        self.ids = 0
        self.window = Window(post=self.events.append, new_id=self._new_id, settle_seconds=settle_seconds, **settings)
        self.view = self.window.view
        self.view.resize(*size)
        self.view.show()
        assert QTest.qWaitForWindowExposed(self.view)
        self._finger = QTest.createTouchDevice()

    def _new_id(self) -> str:
        self.ids += 1
        return f"id-{self.ids}"

    def show(self, scene: Scene) -> None:
        self.window.show(scene)
        self.settle()

    def settle(self) -> None:
        """Until bindings, layouts and deferred deletions are done."""
        for _ in range(3):
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        # A frame is what polishes the items; after the first one comes what waited for it.
        self.view.grabWindow()
        if self.view.rootObject().property("scene") and not self.view.rootObject().property("theme").property("awake"):
            until(lambda: self.view.rootObject().property("theme").property("awake"))
            self.view.grabWindow()

    def close(self) -> None:
        self.window.close()
        self.settle_deletions()

    @staticmethod
    def settle_deletions() -> None:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # -- what is there --------------------------------------------------------------------------------------------

    def items(self) -> Iterator[QQuickItem]:
        """Every visible item, outer ones first."""

        def below(item: QQuickItem) -> Iterator[QQuickItem]:
            for child in item.childItems():
                if child.isVisible():
                    yield child
                    yield from below(child)

        return below(self.view.rootObject())

    def controls(self) -> dict[str, QQuickItem]:
        """Whatever can be tapped, by its name."""
        # Not by the name of its type: a wrapper of a type's description outlives it, and Qt uses the address again.
        return {i.property("name"): i for i in self.items() if i.property("alone") is not None}

    def words(self) -> list[str]:
        return [item.property("text") for item in self.items() if item.inherits("QQuickText")]

    def said(self) -> list[Event]:
        """What was posted beside the bare touches, and forget it."""
        said = [event for event in self.events if not isinstance(event, ScreenTouched)]
        self.events.clear()
        return said

    def type(self, text: str) -> None:
        for sign in text:
            QTest.keyClick(self.view, sign)

    # -- the finger -----------------------------------------------------------------------------------------------

    def middle(self, name: str) -> QPoint:
        item = self.controls()[name]
        return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()

    def tap(self, name: str) -> None:
        self.press({1: self.middle(name)})
        self.release({1: self.middle(name)})

    def click(self, name: str) -> None:
        QTest.mouseClick(self.view, Qt.MouseButton.LeftButton, pos=self.middle(name))

    def press(self, points: dict[int, QPoint], staying: tuple[int, ...] = ()) -> None:
        sequence = QTest.touchEvent(self.view, self._finger)
        for number in staying:
            sequence.stationary(number)
        for number, point in points.items():
            sequence.press(number, point, self.view)
        sequence.commit()

    def move(self, number: int, point: QPoint) -> None:
        QTest.touchEvent(self.view, self._finger).move(number, point, self.view).commit()

    def release(self, points: dict[int, QPoint], staying: tuple[int, ...] = ()) -> None:
        sequence = QTest.touchEvent(self.view, self._finger)
        for number in staying:
            sequence.stationary(number)
        for number, point in points.items():
            sequence.release(number, point, self.view)
        sequence.commit()


def until(fact: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for a fact, letting Qt work meanwhile."""
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not come true"
        QCoreApplication.processEvents()
