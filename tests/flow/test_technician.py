"""A technician at the glass of a running terminal: the way in, a scrambled pad learnt, and what a press is worth then.

The terminal and its window are in this process, so that the test has a finger; pad, centre and HTTP are as always.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import House
from waiting import until

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk_app import settings
from kiosk_app.core.scene import CleaningScene, DoorScene, IdleScene, Scene, TechnicianPadScene, TechnicianScene
from kiosk_app.runtime.control import ask
from kiosk_app.terminal import Terminal
from kiosk_app.ui.knock import HOLD_SECONDS, TAPS
from kiosk_app.ui.window import Window, dress

SCRAMBLED = "31524"  # the keys of this box, best level first


class Glass:
    """A terminal's window, and the finger on it."""

    def __init__(self, house: House) -> None:
        self.house = house
        app = QGuiApplication.instance() or QGuiApplication(["test"])
        assert isinstance(app, QGuiApplication)
        dress(app)
        self.ahead = 0.0  # s that the glass's clock is ahead: nobody waits for a finger that is held
        self.newest: Scene | None = None
        self.shown: Scene | None = None
        loaded = settings.load(house.folder / "kiosk.toml")
        self.terminal = Terminal(loaded, show=self._take, was_alive=True)
        self.window = Window(post=self.terminal.post, new_id=lambda: "")
        self.window.bridge._now = lambda: time.clock_gettime(time.CLOCK_BOOTTIME) + self.ahead
        self.window.view.resize(800, 480)
        self.window.view.show()
        self.terminal.start()
        self.terminal.begin()
        until(lambda: self.terminal.counter, "the counter interface")
        assert self.terminal.counter is not None
        house.url = f"http://{self.terminal.counter.address}"
        if not house.token:
            house.token = ask(house.state, "counter.pair", {"name": "test"})["token"]

    def _take(self, scene: Scene) -> None:
        self.newest = scene

    def work(self) -> None:
        """Show what is newest, and let Qt do its part."""
        if self.newest is not self.shown:
            self.shown = self.newest
            assert self.shown is not None
            self.window.show(self.shown)
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.window.view.grabWindow()

    def see(self, kind: type, fact: Any = lambda scene: True) -> Any:
        """The scene, once it is of this kind and as wanted."""

        def there() -> bool:
            self.work()
            return isinstance(self.shown, kind) and fact(self.shown)

        until(there, kind.__name__)
        return self.shown

    def button(self, name: str) -> QQuickItem | None:
        self.work()

        def below(item: QQuickItem) -> Iterator[QQuickItem]:
            for child in item.childItems():
                if child.isVisible():
                    yield child
                    yield from below(child)

        buttons = (i for i in below(self.window.view.rootObject()) if i.metaObject().className().startswith("Kiosk"))
        return next((item for item in buttons if item.property("name") == name), None)

    def tap(self, name: str) -> None:
        item = until(lambda: self.button(name), name)
        self.ahead += 2.0  # past what the glass leaves out of account after a scene and a step
        point = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.mouseClick(self.window.view, Qt.MouseButton.LeftButton, pos=point)

    def knock(self) -> None:
        self.ahead += 2.0
        corner = QPointF(15, 15).toPoint()
        for number in range(TAPS):
            self.ahead += 0.1
            QTest.mousePress(self.window.view, Qt.MouseButton.LeftButton, pos=corner)
            self.ahead += HOLD_SECONDS if number == TAPS - 1 else 0.1
            QTest.mouseRelease(self.window.view, Qt.MouseButton.LeftButton, pos=corner)

    def type(self, pin: str) -> None:
        for digit in pin:
            self.tap(digit)
        self.tap("确定")

    def learn(self, keys: str) -> None:
        """Each key when it is asked for, and once more."""
        self.tap("学习按键")
        for number, key in enumerate(keys + keys):
            self.see(
                TechnicianPadScene,
                lambda scene, number=number: (
                    scene.pad.lesson is not None
                    and scene.pad.lesson.asked is not None
                    and len(scene.pad.lesson.keys) == min(number, 5)
                    and scene.pad.keys_heard == number
                ),
            )
            self.house.pad.press(key)

    def close(self) -> None:
        self.terminal.end()
        self.window.close()
        QCoreApplication.processEvents()


@pytest.fixture
def glass(bare_house: House) -> Iterator[Glass]:
    bare_house.enrol()
    made = Glass(bare_house)
    bare_house.sign_in()
    yield made
    made.close()


def rated(house: House, key: str, number: int) -> int:
    """What a press on this key is worth at the centre, whose `number`-th rating it is."""
    invitation = house.invite()
    house.pad.press(key)
    assert house.state_of(invitation, wait=20) == "rated"
    ratings = sorted(house.received(number), key=lambda rating: int(rating["rating"]["deviceSeq"]))
    return int(ratings[-1]["rating"]["satisfaction"])


def test_a_scrambled_pad_learnt_at_the_glass(glass: Glass, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house = glass.house
    glass.see(IdleScene)
    assert rated(house, "3", 1) == 3
    pin = house.command("technician", "pin").stdout.strip()

    glass.see(IdleScene)
    glass.knock()
    glass.see(DoorScene, lambda scene: scene.door.has_pin)
    glass.type("00000000" if pin != "00000000" else "11111111")
    glass.see(DoorScene, lambda scene: scene.door.wrong)
    glass.type(pin)
    pages = glass.see(TechnicianScene, lambda scene: scene.report is not None)
    assert pages.report.line == "online"
    assert pages.report.counter in house.url

    # A technician at work: no ratings, and the truth about it.
    assert house.call("GET", "/v1/status").json()["state"] == "out_of_service"
    refused = house.call("POST", "/v1/invitations", {"projectNo": "P-0", "serviceNumber": 1})
    assert (refused.status_code, refused.json()["code"]) == (503, "OUT_OF_SERVICE")

    glass.tap("评价器与按键")
    glass.see(TechnicianPadScene, lambda scene: scene.pad.state == "ready")
    glass.learn(SCRAMBLED)
    glass.see(TechnicianPadScene, lambda scene: scene.pad.lesson and scene.pad.lesson.kept and scene.pad.learnt)
    glass.tap("返回")
    glass.tap("退出")
    glass.see(IdleScene)
    assert len(house.received(1)) == 1
    for number, (key, level) in enumerate(zip(SCRAMBLED, (5, 4, 3, 2, 1), strict=True), start=2):
        assert rated(house, key, number) == level
    assert pin not in caplog.text


def test_what_was_learnt_outlives_a_restart_until_it_is_forgotten(bare_house: House) -> None:
    bare_house.enrol()
    glass = Glass(bare_house)
    bare_house.sign_in()
    try:
        bare_house.command("technician", "open")
        glass.tap("评价器与按键")
        glass.see(TechnicianPadScene, lambda scene: scene.pad.state == "ready")
        glass.learn(SCRAMBLED)
        glass.see(TechnicianPadScene, lambda scene: scene.pad.learnt)
    finally:
        glass.close()
    glass = Glass(bare_house)
    try:
        until(lambda: bare_house.call("GET", "/v1/status").json()["pad"]["state"] == "ready", "the pad")
        glass.see(IdleScene)
        assert rated(bare_house, "3", 1) == 5
        # The thanks are idle for a counter, and still a citizen's.
        glass.see(IdleScene)
        bare_house.command("technician", "open")
        glass.tap("评价器与按键")
        glass.tap("忘记所学")
        glass.see(TechnicianPadScene, lambda scene: not scene.pad.learnt)
        glass.tap("返回")
        glass.tap("清洁屏幕")
        glass.see(CleaningScene)
    finally:
        glass.close()
    glass = Glass(bare_house)
    try:
        until(lambda: bare_house.call("GET", "/v1/status").json()["pad"]["state"] == "ready", "the pad")
        assert rated(bare_house, "3", 2) == 3
    finally:
        glass.close()


def test_the_pages_do_not_open_while_a_citizen_rates(glass: Glass) -> None:
    glass.see(IdleScene)
    glass.house.invite()
    refused = glass.house.command("technician", "open", check=False)
    assert (refused.returncode, "a citizen is rating" in refused.stderr) == (1, True)


def test_the_last_that_is_heard_of_a_pad_is_that_it_is_dark(folder: Path) -> None:
    house = House(folder)
    try:
        house.enrol()
        house.start()
        house.sign_in()
        until(lambda: house.call("GET", "/v1/status").json()["pad"]["state"] == "ready", "the pad")
        house.invite()
        until(lambda: b"A" in house.pad.received(), "armed")
        assert house.stop() == 0
        assert house.pad.received().endswith(b"X")
    finally:
        house.close()
