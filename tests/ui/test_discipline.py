"""Hands, sleeves, cloths and children on a real window: what they do counts for nothing, and for one rating at most."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest

from kiosk_app.core.messages import DetailFinished, DutyCalled, IndicatorToggled, LevelChosen, LevelUndone
from kiosk_app.core.model import Input
from kiosk_app.core.scene import DutyScene
from kiosk_app.ui import pane
from kiosk_app.ui.fingers import CALM_SECONDS, LONGEST_SECONDS
from kiosk_app.ui.pane import Pane
from kiosk_app.ui.samples import samples

LEVEL_OF = {scene.name: scene.level for scene in samples()["rating"].choices}
NAMES = list(LEVEL_OF)
BEST, *_, WORST = NAMES


class Clock:
    """The pane's, which the test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clocked(make_glass: Callable[..., Any]) -> tuple[Any, Clock]:
    """A glass whose pane has a clock of the test's own."""
    glass, clock = make_glass(), Clock()
    glass.show(samples()["rating"])
    glass.window.pane.take_off()
    glass.window.pane = Pane(glass.view, glass.window.bridge, now=clock)
    return glass, clock


def chosen(glass: Any) -> list[LevelChosen]:
    return [event for event in glass.said() if isinstance(event, LevelChosen)]


def test_a_palm_rates_nobody_and_undoes_the_press_it_came_upon(clocked: tuple[Any, Clock]) -> None:
    glass, clock = clocked
    face = glass.middle(BEST)
    glass.press({1: face})
    card = glass.controls()[BEST]
    assert card.property("down")
    sequence = QTest.touchEvent(glass.view, glass._finger).stationary(1)
    sequence.press(2, glass.middle(WORST), glass.view).press(3, glass.middle("满意"), glass.view).commit()
    assert not card.property("down")
    glass.release({1: face}, staying=(2, 3))
    glass.release({2: glass.middle(WORST)}, staying=(3,))
    glass.release({3: glass.middle("满意")})
    # Some of it comes back while it is lifted.
    glass.tap(WORST)
    assert chosen(glass) == []
    clock.seconds += CALM_SECONDS
    glass.tap(WORST)
    assert [event.level for event in chosen(glass)] == [LEVEL_OF[WORST]]


def test_a_contact_larger_than_a_finger_is_a_palm(clocked: tuple[Any, Clock], monkeypatch: pytest.MonkeyPatch) -> None:
    glass, _ = clocked
    sizes = iter([3.0, 3.0, 40.0, 40.0])
    real = pane.Contact
    monkeypatch.setattr(pane, "Contact", lambda number, phase, _: real(number, phase, next(sizes)))
    point = QPoint(3, 475)
    glass.press({1: point})
    glass.release({1: point})
    glass.tap(BEST)
    assert chosen(glass) == []


def test_two_fingers_on_two_reasons_are_one_finger(glass: Any) -> None:
    glass.show(samples()["indicators"])
    first, second = glass.middle("没有提供材料样本"), glass.middle("提交")
    glass.press({1: first})
    sequence = QTest.touchEvent(glass.view, glass._finger).stationary(1)
    sequence.press(2, second, glass.view).commit()
    assert not glass.controls()["提交"].property("down")
    glass.release({2: second}, staying=(1,))
    glass.release({1: first})
    assert glass.said() == [IndicatorToggled(1, "200")]
    glass.tap("提交")
    assert glass.said() == [DetailFinished(1)]


def test_a_thumb_on_the_frame_keeps_nobody_from_tapping(glass: Any) -> None:
    glass.show(samples()["rating"])
    face = glass.middle(BEST)
    glass.press({1: QPoint(2, 240)})
    sequence = QTest.touchEvent(glass.view, glass._finger).stationary(1)
    sequence.press(2, face, glass.view).commit()
    glass.release({2: face}, staying=(1,))
    assert len(chosen(glass)) == 1


@pytest.mark.parametrize(("seconds", "ratings"), [(LONGEST_SECONDS, 1), (LONGEST_SECONDS + 1, 0)])
@pytest.mark.parametrize("mouse", [False, True], ids=["finger", "mouse"])
def test_who_is_slow_is_served_and_what_leans_is_not(
    clocked: tuple[Any, Clock], seconds: float, ratings: int, mouse: bool
) -> None:
    glass, clock = clocked
    face = glass.middle(BEST)
    if mouse:
        QTest.mousePress(glass.view, Qt.MouseButton.LeftButton, pos=face)
    else:
        glass.press({1: face})
    clock.seconds += seconds
    if mouse:
        QTest.mouseRelease(glass.view, Qt.MouseButton.LeftButton, pos=face)
    else:
        glass.release({1: face})
    assert len(chosen(glass)) == ratings
    assert not glass.controls()[BEST].property("down")


def test_a_double_tap_is_one(glass: Any) -> None:
    glass.show(samples()["rating"])
    QTest.mouseDClick(glass.view, Qt.MouseButton.LeftButton, pos=glass.middle(BEST))
    glass.tap(BEST)
    glass.tap(BEST)
    assert len(chosen(glass)) == 1


def test_a_double_tap_on_calling_the_duty_manager_leaves_the_answer_there(make_glass: Callable[..., Any]) -> None:
    glass = make_glass(settle_seconds=60)
    scene = samples()["duty"]
    assert isinstance(scene, DutyScene)
    # Long ago, so that touches count.
    glass.show(scene)
    glass.window.bridge._deaf_until = 0.0
    glass.tap("现在呼叫")
    glass.show(replace(scene, called=True))
    glass.tap("返回")
    assert [type(event) for event in glass.said()] == [DutyCalled]


@pytest.mark.parametrize("mouse", [False, True], ids=["finger", "mouse"])
def test_a_finger_that_was_down_when_the_window_went_does_not_hold_the_glass(glass: Any, mouse: bool) -> None:
    glass.show(samples()["rating"])
    point = glass.middle(BEST)
    if mouse:
        QTest.mousePress(glass.view, Qt.MouseButton.LeftButton, pos=point)
    else:
        glass.press({1: point})
    glass.view.hide()
    glass.settle_deletions()
    assert chosen(glass) == []
    glass.show(samples(token=2)["idle"])
    glass.show(samples(token=3)["rating"])
    glass.view.show()
    assert QTest.qWaitForWindowExposed(glass.view)
    if mouse:
        # Its button went up over another window, which this one is not told.
        glass.click(WORST)
    else:
        assert glass.window.pane.calm_for(0.0)
        glass.tap(WORST)
    assert [event.token for event in chosen(glass)] == [3]


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_other_buttons_of_a_mouse_are_nothing(glass: Any, button: Qt.MouseButton) -> None:
    for scene in samples().values():
        glass.show(scene)
        glass.events.clear()
        for point in (QPoint(400, 240), *(glass.middle(name) for name in glass.controls())):
            QTest.mouseClick(glass.view, button, pos=point)
        assert glass.events == []


class Behind(QObject):
    """What gets past the pane."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[QEvent.Type] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen.add(event.type())
        return False


def test_there_is_no_wheel_no_menu_and_no_hovering(glass: Any) -> None:
    glass.show(samples()["text"])
    glass.window.pane.take_off()
    behind, way = Behind(), itertools.count(200)
    glass.view.installEventFilter(behind)
    at, none = QPointF(300, 200), Qt.MouseButton.NoButton
    unscrolled = Qt.ScrollPhase.NoScrollPhase

    unwanted = {QEvent.Type.Wheel, QEvent.Type.ContextMenu, QEvent.Type.MouseMove}

    def all_of_it() -> set[QEvent.Type]:
        behind.seen.clear()
        bare = Qt.KeyboardModifier.NoModifier
        wheel = QWheelEvent(at, at, QPoint(), QPoint(0, 240), none, bare, unscrolled, False)
        for event in (wheel, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), QPoint(9, 9))):
            QGuiApplication.sendEvent(glass.view, event)
        QTest.mouseMove(glass.view, QPoint(next(way), 300))
        return behind.seen & unwanted

    glass.window.pane = Pane(glass.view, glass.window.bridge)
    assert all_of_it() == set()
    glass.window.pane.take_off()
    assert all_of_it() == unwanted
    glass.view.removeEventFilter(behind)


def test_drumming_on_the_thanks_submits_nothing_that_cannot_be_undone(make_glass: Callable[..., Any]) -> None:
    """Thanks has one thing to press beside the aids, and that is the one that takes back."""
    glass = make_glass(settle_seconds=60.0)
    glass.show(samples()["indicators"])
    glass.show(samples()["thanks"])
    for name in glass.controls():
        glass.tap(name)
    assert glass.said() == []  # too soon after the scene before
    free = make_glass()
    free.show(samples()["thanks"])
    for name in [*free.controls()] * 3:
        free.tap(name)
    steps = [event for event in free.said() if isinstance(event, LevelChosen | DetailFinished | LevelUndone)]
    assert steps == [LevelUndone(1)]


def test_a_key_that_is_held_down_is_let_go_by_every_scene(glass: Any) -> None:
    """Each thing that presses by a key is set not to repeat: nobody's elbow rates."""
    glass.show(samples()["rating"])
    shortcuts = [one for one in glass.view.rootObject().findChildren(QObject) if one.inherits("QQuickShortcut")]
    repeating = {str(one.property("sequences")) for one in shortcuts if one.property("autoRepeat")}
    assert len(shortcuts) >= 11
    assert len(repeating) == 4, repeating  # Tab, back, and the two pairs of arrows: they only go about


SPOTS = st.sampled_from([*NAMES, "暂不评价", "beside"])
STORM = st.lists(
    st.one_of(
        st.tuples(st.just("press"), st.integers(1, 4), SPOTS),
        st.tuples(st.just("move"), st.integers(1, 4), SPOTS),
        st.tuples(st.just("release"), st.integers(1, 4), SPOTS),
        st.tuples(st.just("click"), st.just(0), SPOTS),
        st.tuples(st.just("wait"), st.just(0), SPOTS),
    ),
    max_size=25,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(storm=STORM)
def test_any_storm_of_fingers_is_one_rating_at_most_and_the_glass_lives_on(
    clocked: tuple[Any, Clock], storm: list[tuple[str, int, str]]
) -> None:
    glass, clock = clocked
    token = glass.ids + 1000 + len(storm)
    glass.show(samples()["idle"])
    glass.show(samples(token=token)["rating"])
    glass.events.clear()
    places = {name: glass.middle(name) for name in [*NAMES, "暂不评价"]} | {"beside": QPoint(2, 100)}
    down: dict[int, QPoint] = {}

    def commit(do: str, number: int, point: QPoint) -> None:
        sequence = QTest.touchEvent(glass.view, glass._finger)
        for other in down:
            if other != number:
                sequence.stationary(other)
        getattr(sequence, do)(number, point, glass.view)
        sequence.commit()

    for do, number, spot in storm:
        point = places[spot]
        if do == "wait":
            clock.seconds += CALM_SECONDS
        elif do == "click":
            if not down:
                QTest.mouseClick(glass.view, Qt.MouseButton.LeftButton, pos=point)
        elif (do == "press") == (number not in down):
            commit(do, number, point)
            if do == "release":
                del down[number]
            else:
                down[number] = point
    for number, point in list(down.items()):
        commit("release", number, point)
        del down[number]
    decided = glass.said()
    assert len(decided) <= 1
    touched = {LEVEL_OF.get(spot) for do, _, spot in storm if do in ("release", "press", "click")}
    for event in decided:
        assert event.token == token
        if isinstance(event, LevelChosen):
            assert event.level in touched
            assert event.input is Input.TOUCH
    # Whatever it was, the next citizen is served.
    clock.seconds += CALM_SECONDS
    glass.show(samples(token=token + 1)["idle"])
    glass.show(samples(token=token + 1)["rating"])
    glass.events.clear()
    glass.tap(WORST)
    assert [event.level for event in chosen(glass)] == [LEVEL_OF[WORST]]


def test_millimetres_are_of_the_panel_as_it_is_configured_else_as_it_says(glass: Any) -> None:
    class Screen:
        def __init__(self, dpi: float) -> None:
            self.physicalDotsPerInch = lambda: dpi
            self.size = lambda: QSize(1280, 800)

    def dots(dpi: float, inches: float) -> int:
        return round(pane._dots_per_inch(Screen(dpi), inches))  # type: ignore[arg-type]  # a screen nobody has

    assert dots(120, 10.1) == 149
    assert dots(120, 0) == 120
    # Panels that say nothing, or something else.
    assert {dots(0, 0), dots(9.6, 0), dots(1200, 0)} == {96}
