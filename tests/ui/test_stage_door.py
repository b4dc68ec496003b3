"""Coming and going in front of a host application, as the window sees it; what the host sees is in tests/embedded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from glass import Glass, until
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from kiosk_app.core import messages as m
from kiosk_app.core.model import Level
from kiosk_app.core.scene import Scene
from kiosk_app.ui.assets import assets
from kiosk_app.ui.bridge import Bridge
from kiosk_app.ui.samples import samples
from kiosk_app.ui.stage_door import INSIST_SECONDS, LINGER_SECONDS, StageDoor
from kiosk_app.ui.texts import Texts

SCENES = samples()
BEHIND = replace(SCENES["idle"], frame=replace(SCENES["idle"].frame, aside=True))
LEVEL = Level.SATISFIED.value


class Door:
    """A stage door with the window away, and what was drawn."""

    def __init__(self, glass: Glass) -> None:
        self.glass = glass
        self.drawn: list[Scene] = []
        glass.view.hide()
        self.door = StageDoor(glass.window, draw=self._draw, come=glass.view.show, here=False)
        self.door.show(BEHIND)

    def _draw(self, scene: Scene) -> None:
        self.drawn.append(scene)
        self.glass.window.show(scene)

    @property
    def here(self) -> bool:
        return self.glass.view.isVisible()

    def come(self) -> None:
        self.door.show(SCENES["rating"])
        assert QTest.qWaitForWindowExposed(self.glass.view)
        self.glass.settle()


@pytest.fixture
def door(glass: Glass) -> Iterator[Door]:
    made = Door(glass)
    yield made
    made.door.close()


def test_nothing_is_there_before_there_is_something_to_rate(door: Door) -> None:
    assert not door.here
    assert door.drawn == [BEHIND]


def test_the_scene_is_drawn_before_the_window_comes_and_stays_until_it_has_gone(door: Door) -> None:
    door.glass.view.visibleChanged.connect(lambda shown: shown and seen.append(door.drawn[-1]))
    seen: list[Scene] = []
    door.come()
    assert seen == [SCENES["rating"]]
    door.door.show(SCENES["thanks"])
    door.door.show(BEHIND)
    assert door.drawn[-1] == SCENES["thanks"]
    until(lambda: not door.here)
    assert door.drawn[-1] == BEHIND


def test_the_next_invitation_keeps_the_window_there(door: Door) -> None:
    door.come()
    door.door.show(BEHIND)
    gone: list[bool] = []
    door.glass.view.visibleChanged.connect(gone.append)
    door.door.show(SCENES["rating"])
    door.door.show(BEHIND)
    door.door.show(SCENES["indicators"])
    until(lambda: door.drawn[-1] == SCENES["indicators"])
    assert gone == []
    assert BEHIND not in door.drawn[1:]


def test_a_finger_that_is_down_is_waited_for_and_never_the_hosts(door: Door) -> None:
    door.come()
    finger = {1: QPoint(400, 300)}
    door.glass.press(finger)
    door.door.show(BEHIND)
    until(lambda: door.door._waited > 2 * LINGER_SECONDS)
    assert door.here
    door.glass.release(finger)
    assert door.here
    until(lambda: not door.here)


def test_what_was_meant_for_the_host_rates_nothing() -> None:
    now, events = [100.0], list[m.Event]()
    bridge = Bridge(
        post=events.append,
        new_id=lambda: "id",
        texts=Texts(assets() / "locale"),
        photo=lambda photo: "",
        now=lambda: now[0],
        settle_seconds=0.25,
    )
    bridge.cover()
    bridge.present(SCENES["rating"])
    now[0] += 5
    assert not bridge.choose(LEVEL)
    bridge.uncover()
    now[0] += 0.24
    assert not bridge.choose(LEVEL)
    assert events == []
    now[0] += 0.02
    assert bridge.choose(LEVEL)
    assert [type(event) for event in events] == [m.LevelChosen]


def test_whoever_takes_the_keyboard_brings_the_window_back_once(door: Door) -> None:
    door.come()
    comings: list[bool] = []
    door.glass.view.visibleChanged.connect(comings.append)
    door.door._lost()
    until(lambda: comings == [False, True])
    door.glass.settle()
    door.door._lost()
    assert not door.door._insisting.isActive()


def test_a_window_that_is_going_does_not_push_forward(door: Door) -> None:
    door.come()
    finger = {1: QPoint(400, 300)}
    door.glass.press(finger)
    door.door._lost()
    door.door.show(BEHIND)
    comings: list[bool] = []
    door.glass.view.visibleChanged.connect(comings.append)
    until(lambda: door.door._waited > 2 * INSIST_SECONDS)
    assert comings == []
    door.glass.release(finger)
    until(lambda: comings == [False])
    assert not door.door._insisting.isActive()


def test_a_terminal_that_gets_its_screen_for_itself_comes_and_stays(door: Door) -> None:
    door.door.show(SCENES["paused"])
    assert door.here
    door.door.show(SCENES["idle"])
    assert door.here
    door.door.show(BEHIND)
    until(lambda: not door.here)
