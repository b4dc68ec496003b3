"""A terminal as a process in which two citizens write by finger: writer.py CONFIG MANNER SYLLABLES WORD…

Says for each of the two the first candidate for all the syllables, composes the WORDs out of them, submits, and ends.
Manners: `guarded` as it is shipped; `open` with a place where the engine may keep words; `careless` with a field that
does not say it is sensitive; `open,careless` with both.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickView
from PySide6.QtTest import QTest

from kiosk_app import settings
from kiosk_app.app import Run
from kiosk_app.core import messages as m
from kiosk_app.core.model import Case, Invitation
from kiosk_app.ui import surroundings
from kiosk_app.ui.assets import assets
from kiosk_app.ui.texts import Texts

PATIENCE = 30.0
TEXTS = Texts(assets() / "locale")


def until(fact: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not fact():
        if time.monotonic() > end:
            raise SystemExit(f"waited in vain for: {what}")
        QGuiApplication.processEvents()


class Citizen:
    """Sees what is on the glass and touches it."""

    def __init__(self, run: Run, careless: bool) -> None:
        self.run = run
        self.careless = careless
        (self.view,) = (window for window in QGuiApplication.allWindows() if isinstance(window, QQuickView))
        self.device = QTest.createTouchDevice()

    def items(self, item: QQuickItem | None = None) -> Iterator[QQuickItem]:
        for child in (item or self.view.rootObject()).childItems():
            if child.isVisible():
                yield child
                yield from self.items(child)

    def named(self, name: str) -> list[QQuickItem]:
        return [item for item in self.items() if item.property("name") == name and item.property("down") is not None]

    def candidates(self) -> list[str]:
        keys = (item for item in self.items() if item.metaObject().className().startswith("Key_"))
        return [str(key.property("name")) for key in keys if key.property("name")[0] >= "一"]

    def tap(self, name: str) -> None:
        until(lambda: bool(self.named(name)), name)
        # A frame is what puts things in their place.
        self.view.grabWindow()
        item = self.named(name)[0]
        place = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.touchEvent(self.view, self.device).press(1, place, self.view).commit()
        QTest.touchEvent(self.view, self.device).release(1, place, self.view).commit()
        QGuiApplication.processEvents()

    def shown(self) -> str:
        return str(self.view.rootObject().property("scene")["name"])

    def scene(self, name: str) -> None:
        until(lambda: self.shown() == name, name)

    def lead(self, name: str) -> None:
        """Tap until another scene comes: a new scene is deaf for a moment, and then the first tap counts."""
        before = self.shown()
        while self.shown() == before:
            self.tap(name)
            again = time.monotonic() + 0.1
            until(lambda again=again: self.shown() != before or time.monotonic() > again, "the next moment")

    def write(self, syllables: str, words: list[str]) -> str:
        """From the invitation to thanks; the engine's first guess."""
        assert self.run.terminal is not None
        case = Invitation(str(uuid.uuid4()), Case(f"P-{uuid.uuid4()}", 1))
        self.run.terminal.engine.post(m.InvitationReceived(int(time.monotonic() * 1000), case))
        self.scene("rating")
        self.lead("不满意")
        self.scene("indicators")
        self.lead(TEXTS.text("write", "zh-CN"))
        self.scene("text")
        field = self.view.activeFocusItem()
        if self.careless:
            field.setProperty("inputMethodHints", 0)
            QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImHints)
        for sign in syllables:
            self.tap(sign)
        guess = next(word for word in self.candidates() if len(word) >= len("".join(words)))
        for word in words:
            self.tap(word)
        if field.property("text") != "".join(words):
            raise SystemExit(f"it reads {field.property('text')!r}")
        self.lead(TEXTS.text("submit", "zh-CN"))
        # Past thanks, which may be over before it is looked at.
        self.scene("idle")
        return guess


def play(run: Run, act: Callable[[], object]) -> NoReturn:
    """The terminal, with a citizen who comes with its first frame; says what came of it, and ends with it."""
    begin = run.first_frame

    def acted() -> None:
        until(lambda: run.terminal is not None and run.terminal.engine.state is not None, "the terminal")
        print(json.dumps(act()), flush=True)
        run.screen.quit()

    def first() -> None:
        begin()
        QTimer.singleShot(0, acted)

    run.first_frame = first  # type: ignore[method-assign]  # as above
    raise SystemExit(run.run())


def main() -> None:
    """As the command line says."""
    config, manner, syllables, *words = sys.argv[1:]
    if "open" in manner:
        surroundings.NOWHERE.clear()
    run = Run(settings.load(Path(config)))

    def write() -> list[str]:
        citizen = Citizen(run, "careless" in manner)
        return [citizen.write(syllables, words) for _ in range(2)]

    play(run, write)


if __name__ == "__main__":
    main()
