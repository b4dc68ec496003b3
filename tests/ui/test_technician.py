"""The technician's pages under a finger: the PIN stays on the glass, and each button says what it means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from kiosk_app.core.messages import CleaningBegun, LanguageChosen, PinEntered, TechnicianWished
from kiosk_app.core.model import LEVELS, Level
from kiosk_app.core.scene import DoorScene, TechnicianPadScene, TechnicianScene
from kiosk_app.core.technician import Came, Door, Lesson, PadReport, Report, Wish
from kiosk_app.ui.samples import samples
from kiosk_app.ui.technician_view import technician_view
from kiosk_app.ui.texts import Texts
from kiosk_app.ui.view import view

TEXTS = Texts(Path(__file__).parents[2] / "assets" / "locale")


def seen(scene: Any) -> dict[str, Any]:
    return view(scene, TEXTS, lambda photo: "")


@pytest.fixture
def door() -> DoorScene:
    scene = samples(token=4, language="en")["door"]
    assert isinstance(scene, DoorScene)
    return scene


@pytest.fixture
def pages() -> TechnicianScene:
    scene = samples(token=4, language="en")["technician"]
    assert isinstance(scene, TechnicianScene)
    return scene


@pytest.fixture
def pad() -> TechnicianPadScene:
    scene = samples(token=4, language="en")["technician_pad"]
    assert isinstance(scene, TechnicianPadScene)
    return scene


# -- the door --------------------------------------------------------------------------------------------------------


def test_a_pin_is_typed_and_shown_as_dots_only(glass: Any, door: DoorScene) -> None:
    glass.show(door)
    blank = QImage(glass.view.grabWindow())
    for digit in "90125678":
        glass.tap(digit)
    glass.tap("3")  # one too many
    glass.settle()
    assert glass.view.grabWindow() != blank
    assert not [word for word in glass.words() if "9012" in word]
    glass.tap("Enter")
    assert glass.said() == [PinEntered(4, "90125678")]
    glass.settle()
    assert glass.view.grabWindow() == blank
    glass.tap("Enter")  # nothing typed
    assert glass.said() == []


def test_clear_and_back(glass: Any, door: DoorScene) -> None:
    glass.show(door)
    glass.tap("1")
    glass.tap("Clear")
    glass.tap("2")
    glass.tap("Enter")
    glass.tap("Back")
    assert glass.said() == [PinEntered(4, "2"), TechnicianWished(4, Wish.LEAVE)]


def test_what_was_typed_goes_with_the_page(glass: Any, door: DoorScene) -> None:
    glass.show(door)
    glass.tap("1")
    glass.show(samples()["idle"])
    glass.said()
    glass.show(door)
    glass.tap("2")
    glass.tap("Enter")
    assert glass.said() == [PinEntered(4, "2")]


def test_a_door_without_a_pin_or_shut_has_no_digits(glass: Any, door: DoorScene) -> None:
    glass.show(replace(door, door=Door(has_pin=False)))
    assert set(glass.controls()) == {"Back"}
    assert any("hcp-kiosk technician pin" in word for word in glass.words())
    now = glass.window.bridge._now()
    glass.show(replace(door, frame=replace(door.frame, ends=now + 59.5), door=Door(wrong=True, shut_until=now + 59.5)))
    assert set(glass.controls()) == {"Back"}
    assert "Too many wrong ones. Wait for 60 s" in glass.words()
    glass.show(replace(door, door=Door(wrong=True)))
    assert "That is not the PIN. Try again" in glass.words()


# -- the pages -------------------------------------------------------------------------------------------------------


def test_the_overview(glass: Any, pages: TechnicianScene) -> None:
    glass.show(pages)
    for name in ("中文", "Pads and keys", "Clean the screen"):
        glass.tap(name)
        glass.show(pages)
    assert glass.said() == [LanguageChosen(4, "zh-CN"), TechnicianWished(4, Wish.PAD), CleaningBegun(4)]
    glass.show(replace(pages, frame=replace(pages.frame, token=5)))
    glass.tap("Leave")
    assert glass.said() == [TechnicianWished(5, Wish.LEAVE)]
    assert any("192.0.2.7" in word for word in glass.words())
    glass.show(replace(pages, clean=False))
    assert set(glass.controls()) == {"Pads and keys", "Leave", "中文"}


def test_a_terminal_that_is_well_and_one_that_has_not_been_asked(pages: TechnicianScene) -> None:
    well = seen(replace(pages, report=Report(version="1")))
    assert (well["problems"], well["well"]) == ([], "All is well")
    assert {"label": "Pad", "value": "No pad is configured"} in well["facts"]
    assert not [fact for fact in well["facts"] if fact["label"] == "Oldest unsent"]
    assert seen(replace(pages, report=None))["well"] == "Reading…"


def test_every_word_of_a_report_has_a_text(pages: TechnicianScene) -> None:
    """What the program says elsewhere in one word is said here in the technician's language."""
    for line in ("unknown", "online", "offline", "refused", "fenced"):
        for clock in ("synced", "drifting", "unknown"):
            shown = seen(replace(pages, report=Report(line=line, clock=clock)))
            assert not [fact for fact in shown["facts"] if fact["value"].startswith(("line.", "trust."))]
    for state in ("disabled", "searching", "opening", "probing", "ready", "degraded", "lost"):
        shown = seen(replace(pages, report=Report(pads=(PadReport("p", "xid", state, ""),))))
        assert not [fact for fact in shown["facts"] if "padstate" in fact["value"]]


def test_more_problems_than_the_screen_holds_do_not_break_it(glass: Any, pages: TechnicianScene) -> None:
    many = tuple(f"part {n}: something is wrong, and here is what to do about it" for n in range(40))
    assert pages.report is not None
    glass.show(replace(pages, report=replace(pages.report, problems=many)))
    glass.tap("Leave")
    assert glass.said() == [TechnicianWished(4, Wish.LEAVE)]


# -- the pad ---------------------------------------------------------------------------------------------------------


def test_a_lesson_has_its_buttons(glass: Any, pad: TechnicianPadScene) -> None:
    glass.show(replace(pad, count=2))
    assert set(glass.controls()) == {"No such key", "Stop", "Back"}
    assert "Press the key for: Fairly satisfied" in glass.words()
    assert "Key 5: Satisfied" in glass.words()
    for name in ("No such key", "Stop", "Back"):
        glass.tap(name)
        # One at a time: the next page has another at the same place.
        glass.tap(name)
        glass.show(replace(pad, count=2))
    assert glass.said() == [TechnicianWished(4, wish) for wish in (Wish.SKIP, Wish.STOP, Wish.OVERVIEW)]


def test_without_one_it_can_be_begun_and_forgotten(glass: Any, pad: TechnicianPadScene) -> None:
    assert pad.pad is not None
    glass.show(replace(pad, pad=replace(pad.pad, lesson=None, learnt=True), count=2))
    for name in ("Learn the keys", "Forget what was learnt", "Next pad", "Back"):
        glass.tap(name)
        glass.show(replace(pad, pad=replace(pad.pad, lesson=None, learnt=True), count=2))
    wishes = (Wish.LEARN, Wish.FORGET, Wish.NEXT_PAD, Wish.OVERVIEW)
    assert glass.said() == [TechnicianWished(4, wish) for wish in wishes]
    glass.show(replace(pad, pad=replace(pad.pad, lesson=None)))
    assert set(glass.controls()) == {"Learn the keys", "Back"}
    glass.show(replace(pad, pad=None, count=0))
    assert set(glass.controls()) == {"Back"}


@pytest.mark.parametrize("came", Came)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_everything_that_comes_of_a_key_is_said(pad: TechnicianPadScene, came: Came, language: str) -> None:
    assert pad.pad is not None
    lesson = Lesson(asked=Level.DISSATISFIED, again=True, came=came, key="F9", meant=LEVELS[0])
    told = replace(pad, frame=replace(pad.frame, language=language), pad=replace(pad.pad, lesson=lesson))
    shown = seen(told)
    assert shown["note"]
    assert "{" not in shown["note"] + shown["ask"]
    assert not shown["note"].startswith("came.")
    assert ("F9" in shown["note"]) == (came is not Came.SKIPPED)


def test_the_end_of_a_lesson(pad: TechnicianPadScene) -> None:
    assert pad.pad is not None

    def end(**told: Any) -> dict[str, Any]:
        assert pad.pad is not None
        return seen(replace(pad, pad=replace(pad.pad, lesson=Lesson(**told))))

    assert end(kept=True)["ask"] == "Kept, and in force at once"
    assert end()["ask"] == "Nothing was changed"
    assert end(fault="the disk is full")["note"] == "the disk is full"
    # What is in force is shown, not what had been learnt.
    assert [row["keys"] for row in end()["levels"]] == ["5", "4", "3", "2", "1"]
    both = replace(pad.pad, lesson=None, keys=(("1", LEVELS[0]), ("A", LEVELS[0])))
    assert seen(replace(pad, pad=both))["levels"][:2] == [
        {"name": "Very satisfied", "keys": "1, A", "asked": False},
        {"name": "Satisfied", "keys": "—", "asked": False},
    ]


def test_a_citizens_scene_is_none_of_these() -> None:
    with pytest.raises(TypeError):
        technician_view(samples()["idle"], lambda key, **_: key)
