"""The time left: said when it is soon over, in one place, a second at a time, and not a moment before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk_app.ui.samples import samples


def pill(glass: Any) -> QQuickItem | None:
    """The countdown, where it is to be seen."""
    return next((i for i in glass.items() if i.metaObject().className().startswith("Countdown_")), None)


def show(glass: Any, left: float | None, span: float = 60.0, name: str = "rating") -> QQuickItem | None:
    scene = samples()[name]
    ends = None if left is None else glass.window.bridge._now() + left
    glass.show(replace(scene, frame=replace(scene.frame, ends=ends, span=span)))
    return pill(glass)


@pytest.mark.parametrize(
    ("left", "span", "seen"),
    [(None, 0, False), (59, 60, False), (21, 60, False), (19.5, 60, True), (11, 30, False), (9.5, 30, True)],
)
def test_it_appears_in_the_last_third_and_twenty_seconds_at_most(
    glass: Any, left: float | None, span: float, seen: bool
) -> None:
    assert (show(glass, left, span) is not None) is seen


def test_it_says_the_seconds_in_words_and_goes_when_the_time_does(glass: Any, qtbot: Any) -> None:
    assert show(glass, 19.5) is not None
    assert "还剩 20 秒，触摸屏幕可继续" in glass.words()
    assert show(glass, 2.5, 3) is None
    # It comes by itself, and at the end it goes.
    qtbot.waitUntil(lambda: pill(glass) is not None, timeout=5000)
    qtbot.waitUntil(lambda: pill(glass) is None, timeout=5000)


def test_a_touch_that_extends_the_time_takes_it_away(glass: Any) -> None:
    assert show(glass, 5) is not None
    assert show(glass, 60) is None


def test_it_stands_at_one_place_and_covers_nothing_to_tap(make_glass: Callable[..., Any]) -> None:
    for size in ((800, 480), (480, 800)):
        glass = make_glass(size)
        places = set()
        for name in ("rating", "indicators", "text", "contact", "duty", "thanks", "lapsed"):
            bar = show(glass, 10, name=name)
            assert bar is not None
            where = bar.mapRectToScene(bar.boundingRect())
            places.add(where.toRect().getRect())
            for control in glass.controls().values():
                assert not where.intersects(control.mapRectToScene(control.boundingRect()).adjusted(1, 1, -1, -1)), name
        assert len(places) == 1


def test_without_motion_the_number_is_all(make_glass: Callable[..., Any]) -> None:
    for motion in (True, False):
        bar = show(make_glass(motion=motion), 10)
        assert bar is not None
        bars = [item for item in bar.childItems() if item.isVisible() and item.inherits("QQuickRectangle")]
        assert len(bars) == int(motion)


def test_the_glass_being_wiped_counts_down_by_itself(glass: Any, qtbot: Any) -> None:
    scene = samples()["cleaning"]
    glass.show(replace(scene, frame=replace(scene.frame, ends=glass.window.bridge._now() + 29.5)))
    assert "30" in glass.words()
    qtbot.waitUntil(lambda: "29" in glass.words(), timeout=5000)
    assert pill(glass) is None
    (shown,) = (item for item in glass.items() if item.metaObject().className().startswith("CleaningScene_"))
    glass.show(samples()["idle"])
    timers = [child for child in shown.children() if child.metaObject().className() == "QQmlTimer"]
    assert [timer.property("running") for timer in timers] == [False]
