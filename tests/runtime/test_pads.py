"""Pads on real pseudo-terminals: a press becomes a level with the token of its asking, a status says the worst."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from facts import Heard
from waiting import until

import device_drivers
from kiosk_app.core.model import Input, Level
from kiosk_app.core.scene import Cue
from kiosk_app.runtime.pad import LEVEL_OF_NUMBER, Pads, PadWish


@pytest.fixture
def box(tmp_path: Path) -> Iterator[device_drivers.SimulatedPad]:
    with device_drivers.SimulatedPad(device_drivers.load("ascii5"), tmp_path / "pad") as plugged:
        yield plugged


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("5", Level.VERY_SATISFIED),
        ("4", Level.SATISFIED),
        ("3", Level.FAIRLY_SATISFIED),
        ("2", Level.DISSATISFIED),
        ("1", Level.VERY_DISSATISFIED),
    ],
)
def test_a_press_becomes_a_level_of_its_asking(box: device_drivers.SimulatedPad, key: str, level: Level) -> None:
    posted = Heard()
    pads = Pads([PadWish("ascii5", box.path, {})], post=posted)
    pads.start()
    try:
        until(lambda: pads.status()["state"] == "ready", "a ready pad")
        assert pads.problems() == []
        pads.show(Cue.ASK, 7)
        until(lambda: b"A" in box.received(), "the pad armed")
        box.press(key)
        press = posted.take()
        assert (press.token, press.level, press.input) == (7, level, Input.BUTTON)
        assert press.rating_id.count("-") == 4
    finally:
        pads.stop()


def test_keys_of_the_settings_win(box: device_drivers.SimulatedPad) -> None:
    posted = Heard()
    pads = Pads([PadWish("ascii5", box.path, {"1": 5, "5": 1})], post=posted)
    pads.show(Cue.ASK, 3)
    pads.start()
    try:
        until(lambda: b"A" in box.received(), "the pad armed")
        box.press("1")
        assert posted.take().level is Level.VERY_SATISFIED
    finally:
        pads.stop()


def test_a_pad_that_is_away_is_a_problem_and_comes_back(box: device_drivers.SimulatedPad, tmp_path: Path) -> None:
    wishes = [PadWish("ascii5", box.path, {}), PadWish("ascii5", str(tmp_path / "second"), {})]
    pads = Pads(wishes, post=Heard())
    assert pads.status() == {"state": "disabled", "profile": "ascii5"}
    assert pads.problems() == []
    pads.start()
    try:
        # Of several, the one to look at; opening and probing are states of their own on the way.
        searching = {"state": "searching", "profile": "ascii5"}
        until(lambda: len(pads.problems()) == 1 and pads.status() == searching, "the first ready, the second away")
        assert str(tmp_path / "second") in pads.problems()[0]
        with device_drivers.SimulatedPad(device_drivers.load("ascii5"), tmp_path / "second"):
            until(lambda: pads.status()["state"] == "ready", "both ready")
            assert pads.problems() == []
        until(lambda: pads.status()["state"] == "lost", "the second gone again")
    finally:
        pads.stop()
    assert pads.status()["state"] == "disabled"


def test_of_two_pads_the_first_press_counts(tmp_path: Path) -> None:
    posted = Heard()
    profile = device_drivers.load("ascii5")
    with (
        device_drivers.SimulatedPad(profile, tmp_path / "left") as left,
        device_drivers.SimulatedPad(profile, tmp_path / "right") as right,
    ):
        pads = Pads([PadWish("ascii5", left.path, {}), PadWish("ascii5", right.path, {"1": 5})], post=posted)
        pads.start()

        def heard() -> int:
            return sum(supervisor.status().counts.presses for supervisor in pads._supervisors)

        try:
            # One that has not been started yet is as well as one that is ready.
            until(lambda: {one.status().state for one in pads._supervisors} == {"ready"}, "both ready")
            ids = set()
            # Each key once on each pad, so that none is taken for a bounce.
            for token, (first, key, level, second, other) in enumerate(
                [
                    (left, "1", Level.VERY_DISSATISFIED, right, "3"),
                    (right, "1", Level.VERY_SATISFIED, left, "3"),
                    (left, "2", Level.DISSATISFIED, right, "4"),
                    (right, "2", Level.DISSATISFIED, left, "4"),
                ]
            ):
                pads.show(Cue.ASK, token)
                first.press(key)
                press = posted.take()
                assert (press.token, press.level) == (token, level)
                ids.add(press.rating_id)
                second.press(other)
                until(lambda least=2 * token + 2: heard() >= least, "the second pad's press was heard")
            assert len(ids) == 4
            assert posted.rest() == []
        finally:
            pads.stop()


def test_no_pad_at_all() -> None:
    pads = Pads([], post=Heard())
    pads.start()
    pads.show(Cue.ASK, 1)
    assert pads.status() == {"state": "disabled", "profile": ""}
    assert pads.problems() == []
    pads.stop()


def test_every_level_has_a_number() -> None:
    assert set(LEVEL_OF_NUMBER.values()) == set(Level)
