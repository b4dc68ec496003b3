"""The technician's way in: the whole gesture opens the door, nothing less does, and no citizen sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint

from kiosk_app.core.messages import DoorKnocked
from kiosk_app.core.scene import SCENE_NAMES
from kiosk_app.ui.knock import HOLD_SECONDS, LONGEST_HOLD_SECONDS, TAPS, WITHIN_SECONDS, Knock
from kiosk_app.ui.samples import samples

DOORS = {"idle", "welcome", "paused", "out_of_service", "setup"}


def knocked(gaps: list[float], holds: list[float]) -> list[bool]:
    """What each tap led to."""
    knock, now, found = Knock(), 100.0, []
    for gap, hold in zip(gaps, holds, strict=True):
        now += gap
        knock.press(now)
        now += hold
        found.append(knock.release(now))
    return found


def test_seven_taps_and_a_hold() -> None:
    quick, held = [0.1] * (TAPS - 1), [0.1] * (TAPS - 1)
    assert knocked([0, *quick], [*held, HOLD_SECONDS]) == [False] * (TAPS - 1) + [True]


@pytest.mark.parametrize(
    ("gaps", "holds"),
    [
        ([0.1] * 7, [0.1] * 7),  # a child drums
        ([0.1] * 6, [0.1] * 5 + [1.5]),  # one too few
        ([1.0] * 7, [0.1] * 6 + [1.5]),  # too slow
        ([0.1] * 7, [0.1] * 6 + [LONGEST_HOLD_SECONDS + 1]),  # a palm that leans
        ([0.1] * 7, [0.1] * 3 + [1.5] + [0.1] * 2 + [1.5]),  # a hold in between begins anew
    ],
    ids=["no hold", "six", "slow", "leans", "hold between"],
)
def test_less_than_that_is_nothing(gaps: list[float], holds: list[float]) -> None:
    assert not any(knocked(gaps, holds))


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 6)), max_size=40))
def test_it_never_comes_of_fewer_or_slower_taps(taps: list[tuple[float, float]]) -> None:
    found = knocked([gap for gap, _ in taps], [hold for _, hold in taps])
    at, last = 100.0, []
    for done, (gap, hold) in zip(found, taps, strict=True):
        at += gap
        last.append(at)
        if done:
            assert len(last) >= TAPS
            assert last[-1] - last[-TAPS] <= WITHIN_SECONDS + 1e-9
            assert HOLD_SECONDS - 1e-9 <= hold <= LONGEST_HOLD_SECONDS + 1e-9
            last = []
        at += hold


def test_a_release_without_a_press() -> None:
    assert not Knock().release(5.0)


class Hand:
    """A finger on the corner, and a clock of its own."""

    def __init__(self, glass: Any) -> None:
        self.glass, self.now = glass, 1000.0
        glass.window.bridge._now = lambda: self.now

    def tap(self, point: QPoint, hold: float = 0.1) -> None:
        self.now += 0.2
        self.glass.press({1: point})
        self.now += hold
        self.glass.release({1: point})

    def knock(self, point: QPoint) -> list[Any]:
        for _ in range(TAPS - 1):
            self.tap(point)
        self.tap(point, HOLD_SECONDS)
        return [event for event in self.glass.said() if isinstance(event, DoorKnocked)]


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1080, 1920)])
@pytest.mark.parametrize("name", sorted(SCENE_NAMES.values()))
def test_the_corner_of_the_resting_scenes_and_no_other(
    make_glass: Callable[..., Any], name: str, size: tuple[int, int]
) -> None:
    glass = make_glass(size)
    hand = Hand(glass)
    glass.show(samples(token=6)[name])
    assert hand.knock(QPoint(20, 20)) == ([DoorKnocked(6)] if name in DOORS else [])
    glass.show(samples(token=7)[name])
    assert hand.knock(QPoint(size[0] // 2, size[1] // 2)) == []


def test_a_scene_that_comes_between_takes_the_touch(make_glass: Callable[..., Any]) -> None:
    glass = make_glass()
    hand = Hand(glass)
    glass.show(samples()["idle"])
    for _ in range(TAPS - 1):
        hand.tap(QPoint(20, 20))
    glass.show(samples(token=2)["rating"])
    hand.tap(QPoint(20, 20), HOLD_SECONDS)
    assert not [event for event in glass.said() if isinstance(event, DoorKnocked)]
