"""Lessons at the glass, on pads behind pseudo-terminals: what is learnt counts at once, and no press of them rates."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from facts import Heard
from waiting import until

import device_drivers
from device_drivers import learning
from kiosk_app.core import messages as m
from kiosk_app.core.model import LEVELS, Level
from kiosk_app.core.scene import Cue
from kiosk_app.core.technician import Came, Door, Lesson, PadReport, Report, Wish
from kiosk_app.desk import Desk
from kiosk_app.runtime.lesson import Class
from kiosk_app.runtime.pad import Pads, PadWish
from kiosk_app.runtime.pad_ear import Ear

SCRAMBLED = dict(zip("31524", LEVELS, strict=True))  # which key of this box really means what


class Bench:
    """Two pads, their desk, and everything that is posted."""

    def __init__(self, boxes: list[device_drivers.SimulatedPad]) -> None:
        self.boxes = boxes
        self.posted, self.kept = Heard(), Heard()
        self.levels: list[m.LevelChosen] = []
        self.refuses = ""
        self.fails = False
        self.pads = Pads([PadWish("ascii5", box.path, {}) for box in boxes], post=self.post)
        self.desk = Desk(self.pads, judge=self.judge, report=self.report, keep=self.keep, post=self.post)
        self.pads.start()
        for box in boxes:
            until(lambda box=box: b"X" in box.received(), "open")  # type: ignore[misc]  # each its own
        self._armings = count(1)

    def post(self, event: Any) -> None:
        if isinstance(event, m.LevelChosen):
            self.levels.append(event)
        self.posted(event)

    def judge(self, pin: str | None) -> Door:
        return Door(opened=pin == "1")

    def report(self) -> Report:
        if self.fails:
            raise OSError("a disk")
        return Report(version="1")

    def keep(self, port: str, profile: str, keys: Any) -> str:
        self.kept((port, profile, dict(keys)))
        return self.refuses

    def wish(self, wish: Wish, place: int = 0) -> None:
        self.desk.do(m.Instruct(wish, place))

    def pad(self, wanted: Any, place: int = 0) -> PadReport:
        """The first report of a pad that is as wanted."""
        told = self.posted.take_until(
            lambda event: isinstance(event, m.TechnicianTold) and wanted(event.report.pads[place])
        )
        return told.report.pads[place]

    def lesson(self, wanted: Any, place: int = 0) -> Lesson:
        found = self.pad(lambda pad: pad.lesson is not None and wanted(pad.lesson), place).lesson
        assert found is not None
        return found

    def press(self, key: str, place: int = 0) -> None:
        self.boxes[place].press(key)

    def learn(self, keys: str, place: int = 0) -> None:
        """Press one key for each question, when it is asked."""

        def stands(lesson: Lesson) -> tuple[object, ...]:
            return lesson.asked, lesson.again, lesson.keys

        before = self.lesson(lambda lesson: lesson.asked is not None, place)
        for key in keys[:-1]:
            self.press(key, place)
            before = self.lesson(lambda lesson, was=before: stands(lesson) != stands(was), place)
        self.press(keys[-1], place)

    def rates(self, key: str, place: int = 0) -> Level:
        """The level that a press of a session gives."""
        box, before = self.boxes[place], self.boxes[place].received().count(b"A")
        self.pads.show(Cue.ASK, next(self._armings))
        until(lambda: box.received().count(b"A") > before, "armed")
        # No hand is as fast as this test: the key may still be in the dead time behind its last edge.
        until(lambda: self.press(key, place) or self.levels, "a press")
        return self.levels.pop().level

    def close(self) -> None:
        self.desk.stop()
        self.pads.stop()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    profile = device_drivers.load("ascii5")
    with (
        device_drivers.SimulatedPad(profile, tmp_path / "left") as left,
        device_drivers.SimulatedPad(profile, tmp_path / "right") as right,
    ):
        made = Bench([left, right])
        yield made
        made.close()


def test_a_scrambled_pad_is_learnt_and_counts_so_at_once(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bench.wish(Wish.OVERVIEW)
    bench.wish(Wish.LEARN)
    bench.learn("3152431524")
    over = bench.lesson(lambda lesson: lesson.asked is None)
    assert (over.kept, over.fault, over.bounces, over.contradictions) == (True, "", 0, 0)
    port = bench.boxes[0].path
    assert bench.kept.take() == (port, "ascii5", {"3": 5, "1": 4, "5": 3, "2": 2, "4": 1})
    pad = bench.pad(lambda pad: pad.learnt)
    assert dict(pad.keys) == SCRAMBLED
    assert pad.keys_heard == 10
    assert bench.levels == []
    bench.wish(Wish.LEAVE)
    for key, level in SCRAMBLED.items():
        assert bench.rates(key) is level
    # The other pad is another device.
    assert bench.rates("1", 1) is Level.VERY_DISSATISFIED
    for record in caplog.records:
        assert not {"level", "key", "keys"} & record.__dict__.keys()

    bench.wish(Wish.OVERVIEW)
    bench.wish(Wish.FORGET)
    assert bench.kept.take() == (port, "ascii5", {})
    bench.pad(lambda pad: not pad.learnt)
    assert bench.rates("1") is Level.VERY_DISSATISFIED


def test_contradictions_and_bounces_are_said_and_a_level_without_a_key_is_left(bench: Bench) -> None:
    bench.wish(Wish.OVERVIEW, 1)
    bench.wish(Wish.LEARN, 1)
    bench.lesson(lambda lesson: lesson.asked is Level.VERY_SATISFIED, 1)
    bench.press("2", 1)
    bench.press("2", 1)
    bounced = bench.lesson(lambda lesson: lesson.came is Came.BOUNCED, 1)
    assert (bounced.key, bounced.asked, bounced.bounces) == ("2", Level.SATISFIED, 1)
    bench.press("3", 1)
    taken = bench.lesson(lambda lesson: lesson.asked is Level.FAIRLY_SATISFIED, 1)
    assert (taken.key, taken.meant) == ("3", Level.SATISFIED)
    bench.press("2", 1)
    refused = bench.lesson(lambda lesson: lesson.came is Came.CONTRADICTS, 1)
    assert (refused.key, refused.meant, refused.contradictions) == ("2", Level.VERY_SATISFIED, 1)
    for left in (Level.DISSATISFIED, Level.VERY_DISSATISFIED, Level.VERY_SATISFIED):
        bench.wish(Wish.SKIP, 1)
        asked = bench.lesson(lambda lesson, left=left: lesson.asked is left, 1)
    assert asked.again
    bench.wish(Wish.SKIP, 1)  # it stays as it is
    bench.lesson(lambda lesson: lesson.asked is Level.SATISFIED, 1)
    bench.press("5", 1)
    differs = bench.lesson(lambda lesson: lesson.came is Came.DIFFERS, 1)
    assert (differs.asked, differs.again) == (Level.SATISFIED, False)
    bench.press("4", 1)
    bench.lesson(lambda lesson: lesson.again, 1)
    bench.wish(Wish.SKIP, 1)
    bench.lesson(lambda lesson: lesson.kept, 1)
    assert bench.kept.take() == (bench.boxes[1].path, "ascii5", {"2": 5, "4": 4})
    assert bench.levels == []
    # The key of a level that was skipped is none, whatever the profile says of it.
    bench.pads.show(Cue.ASK, 1)
    before = bench.pads._supervisors[1].status().counts.unrated
    bench.press("1", 1)
    until(lambda: bench.pads._supervisors[1].status().counts.unrated > before, "a key without a level")
    assert bench.levels == []


def test_a_lesson_that_is_left_changes_nothing(bench: Bench) -> None:
    bench.wish(Wish.OVERVIEW)
    for way in (Wish.STOP, Wish.OVERVIEW, Wish.NEXT_PAD, Wish.LEAVE):
        bench.wish(Wish.LEARN)
        bench.learn("31")
        bench.lesson(lambda lesson: len(lesson.keys) == 2)
        bench.wish(way)
        if way is Wish.STOP:
            stopped = bench.lesson(lambda lesson: lesson.asked is None)
            assert (stopped.kept, stopped.keys) == (False, ())
            bench.press("5")  # after the end: nothing
        if way is Wish.LEAVE:
            break
        bench.pad(lambda pad, way=way: pad.lesson is None or way is Wish.STOP)
    assert bench.kept.rest() == []
    for number, level in zip("54321", LEVELS, strict=True):
        assert bench.rates(number) is level


def test_what_cannot_be_kept_is_not_in_force(bench: Bench) -> None:
    bench.refuses = "the disk is full"
    bench.wish(Wish.OVERVIEW)
    bench.wish(Wish.LEARN)
    bench.learn("3152431524")
    over = bench.lesson(lambda lesson: lesson.asked is None)
    assert (over.kept, over.fault) == (False, "the disk is full")
    assert bench.rates("3") is Level.FAIRLY_SATISFIED


def test_the_engine_s_word_ends_a_lesson(bench: Bench) -> None:
    bench.wish(Wish.OVERVIEW)
    bench.wish(Wish.LEARN)
    bench.lesson(lambda lesson: lesson.asked is not None)
    assert bench.rates("5") is Level.VERY_SATISFIED


def test_a_press_of_a_lesson_goes_nowhere_whenever_it_comes(bench: Bench) -> None:
    bench.pads.teach(0)
    for _ in range(3):
        bench.pads._pressed(0, device_drivers.Press("5", 5, -1, 0.0))
    bench.pads.dismiss()
    bench.pads.dismiss()
    bench.pads._pressed(0, device_drivers.Press("5", 5, -2, 0.0))
    assert bench.levels == []


def test_nothing_is_heard_or_kept_when_nobody_looks(bench: Bench) -> None:
    bench.press("5")
    until(lambda: bench.pads._supervisors[0].status().counts.unarmed == 1, "the key came")
    assert bench.pads.reports()[0].bytes_heard == 0
    bench.wish(Wish.OVERVIEW)
    bench.pad(lambda pad: pad.keys_heard == 0)
    bench.press("4")
    seen = bench.pad(lambda pad: pad.keys_heard == 1)
    assert (seen.last_key, seen.last_bytes) == ("4", "34")
    bench.wish(Wish.LEAVE)
    bench.desk.do(m.JudgePin(None))
    bench.posted.take_until(lambda event: isinstance(event, m.DoorJudged))
    assert bench.pads.reports()[0].last_key == ""


def test_pins_are_judged_and_a_disk_that_fails_is_said(bench: Bench) -> None:
    bench.desk.do(m.JudgePin("1"))
    assert bench.posted.take() == m.DoorJudged(Door(opened=True))
    bench.fails = True
    bench.wish(Wish.OVERVIEW)
    told = bench.posted.take_until(lambda event: isinstance(event, m.TechnicianTold)).report
    assert "cannot be read (OSError)" in told.problems[0]
    assert len(told.pads) == 2
    bench.wish(Wish.LEARN, 7)  # no such pad
    bench.wish(Wish.SKIP)
    bench.fails = False
    assert bench.pad(lambda pad: True).state


def test_a_part_that_fails_leaves_the_desk_at_work(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(pin: str | None) -> Door:
        raise OSError("a disk")

    monkeypatch.setattr(bench.desk, "_judge", fail)
    bench.desk.do(m.JudgePin("1"))
    bench.wish(Wish.OVERVIEW)
    assert bench.pad(lambda pad: True).profile == "ascii5"


def test_the_engine_s_new_wish_during_a_key_of_a_lesson(bench: Bench) -> None:
    """The lesson was ended between the key and the asking anew: the engine's word stands."""
    bench.pads.show(Cue.ASK, 7)
    bench.pads._ask()
    bench.press("5")
    until(lambda: bench.levels, "the session's press")
    assert bench.levels[0].token == 7


def test_a_desk_nobody_asked_ends_at_once() -> None:
    pads = Pads([], post=lambda event: None)
    Desk(pads, judge=lambda pin: Door(), report=Report, keep=lambda *_: "", post=lambda event: None).stop()


def test_learnt_before_the_start_and_no_longer_fitting(tmp_path: Path) -> None:
    known = {"one": {"1": 5}, "two": {"F9": 5}}
    pads = Pads(
        [PadWish("ascii5", name, {"1": 2}) for name in known], post=Heard(), learnt=lambda port, profile: known[port]
    )
    first, second = pads.reports()
    assert first.keys == (("1", Level.VERY_SATISFIED),)
    assert (first.learnt, second.learnt) == (True, False)
    assert dict(second.keys)["1"] is Level.DISSATISFIED
    assert pads.problems() == [line for line in pads.problems() if "learn them anew" in line] != []
    assert "learn them anew" in pads.adopt(0, {"F9": 5})
    assert pads.reports()[0].learnt
    assert pads.adopt(1, {}) == ""
    assert pads.problems() == []


def test_bytes_that_are_no_key_are_shown_too() -> None:
    ear, keys = Ear(), Heard()
    ear.heard(b"\x01", [], 0.0, 0.0)
    ear.listen(keys)
    ear.heard(bytes(range(40)), [], 0.0, 0.0)
    ear.heard(b"", [], 0.0, 0.0)
    ear.wrote(b"x", 0.0)
    assert (ear.so_far.bytes_heard, ear.so_far.last_bytes) == (40, bytes(range(24, 40)).hex(" "))
    assert keys.rest() == []


def test_a_key_after_the_last_is_nothing() -> None:
    done = Class(0, learning.Learning(open=()))
    assert done.over
    assert done.heard("5", 1.0).told() == Lesson(key="5")
    assert done.skipped().told() == Lesson()
