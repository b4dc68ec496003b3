"""The technician at the glass: the way in, the pages, the way out, and that no rating ever comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hall_of_examples import CONFIGURATION, FORM, Terminal, invitation

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import Input, Level
from kiosk_app.core.present import cue, present
from kiosk_app.core.scene import Cue, DoorScene, TechnicianPadScene, TechnicianScene
from kiosk_app.core.session import deadline
from kiosk_app.core.states import AtDoor, Cleaning, Idle, NotSetUp, Opening, OutOfService, Technician
from kiosk_app.core.technician import Came, Door, Lesson, PadReport, Report, Sheet, Wish
from kiosk_app.core.times import CLEANING_SECONDS, DOOR_SECONDS, PATIENCE_SECONDS, TECHNICIAN_SECONDS

PADS = (PadReport("/dev/one", "ascii5", "ready", "well"), PadReport("/dev/two", "xid", "lost", "away"))


def reply(commands: list[Any]) -> Reply:
    (answer,) = [command for command in commands if isinstance(command, m.Answer)]
    return answer.reply


@pytest.fixture
def terminal() -> Terminal:
    return Terminal().set_up()


@pytest.fixture
def door(terminal: Terminal) -> Terminal:
    assert terminal.post(m.DoorKnocked(terminal.token)) == [m.JudgePin(None)]
    return terminal


@pytest.fixture
def pages(terminal: Terminal) -> Terminal:
    terminal.post(m.TechnicianCalled(4))
    terminal.post(m.TechnicianTold(Report(pads=PADS)))
    return terminal


def wish(terminal: Terminal, what: Wish) -> list[m.Command]:
    return terminal.post(m.TechnicianWished(terminal.token, what))


# -- the door --------------------------------------------------------------------------------------------------------


def test_a_right_pin_opens_the_pages(door: Terminal) -> None:
    assert isinstance(present(door.state), DoorScene)
    assert door.post(m.PinEntered(door.token, "12345678")) == [m.JudgePin("12345678")]
    before = door.token
    assert door.post(m.DoorJudged(Door(opened=True))) == [m.Instruct(Wish.OVERVIEW)]
    assert isinstance(present(door.state), TechnicianScene)
    assert door.token != before


def test_a_pin_stands_in_no_repr(door: Terminal) -> None:
    commands = door.post(m.PinEntered(door.token, "12345678"))
    assert "12345678" not in repr((commands, m.PinEntered(1, "12345678"), door.state, present(door.state)))


def test_a_wrong_pin_is_said_and_too_many_shut_the_door(door: Terminal) -> None:
    door.post(m.DoorJudged(Door(wrong=True)))
    assert present(door.state).door.wrong
    shut = Door(wrong=True, shut_until=door.now + 20)
    door.post(m.DoorJudged(shut))
    assert present(door.state).frame.ends == door.now + 20
    assert door.post(m.PinEntered(door.token, "12345678")) == []
    door.wait(20)
    assert present(door.state).door == Door()
    assert door.post(m.PinEntered(door.token, "12345678")) != []


def test_the_door_closes_by_itself_sooner_than_it_opens_again(door: Terminal) -> None:
    door.post(m.DoorJudged(Door(shut_until=door.now + 600)))
    door.post(m.ScreenTouched(door.token), after=DOOR_SECONDS - 1)
    door.post(m.ScreenTouched(door.token - 1), after=DOOR_SECONDS - 1)
    assert isinstance(door.state, AtDoor)
    door.wait(1)
    assert isinstance(door.state, Idle)
    # What is judged too late opens nothing.
    assert door.post(m.DoorJudged(Door(opened=True))) == []
    assert isinstance(door.state, Idle)


def test_a_deadline_that_comes_early_changes_nothing(door: Terminal) -> None:
    before = door.state
    assert door.post(m.TimePassed()) == []
    assert door.state == before


def test_back_from_the_door(door: Terminal) -> None:
    for stays in (Wish.LEARN, Wish.PAD):
        wish(door, stays)
        assert isinstance(door.state, AtDoor)
    door.post(m.TechnicianWished(door.token - 1, Wish.LEAVE))
    assert isinstance(door.state, AtDoor)
    wish(door, Wish.LEAVE)
    assert isinstance(door.state, Idle)


def test_a_touch_for_what_was_there_before_opens_no_door(terminal: Terminal) -> None:
    assert terminal.post(m.DoorKnocked(terminal.token - 1)) == []
    assert isinstance(terminal.state, Idle)
    terminal.post(m.DoorKnocked(terminal.token))
    assert terminal.post(m.PinEntered(terminal.token - 1, "1")) == []


def test_whoever_plays_at_the_door_holds_up_no_citizen(door: Terminal) -> None:
    opened = door.post(m.InvitationReceived(1, invitation()))
    assert isinstance(door.state, Opening)
    assert [type(command) for command in opened] == [m.OpenInvitation]


def test_no_door_in_a_session() -> None:
    terminal = Terminal().set_up().invite()
    before = terminal.state
    assert terminal.post(m.DoorKnocked(terminal.token)) == []
    assert terminal.state == before
    assert reply(terminal.post(m.TechnicianCalled(3))) is Reply.BUSY
    assert terminal.state == before


# -- every resting scene has the way in, and the way back to where it belongs ------------------------------------------


def resting() -> list[Terminal]:
    lost = Terminal().set_up()
    lost.post(m.StoreLost())
    paused = Terminal().set_up()
    paused.post(m.ClerkPaused(2))
    return [Terminal(), lost, paused, Terminal().set_up()]


@pytest.mark.parametrize("terminal", resting(), ids=["not set up", "out of service", "paused", "idle"])
@pytest.mark.parametrize("way", ["gesture", "command"])
def test_in_from_every_resting_scene_and_back(terminal: Terminal, way: str) -> None:
    terminal = replace(terminal)
    before = present(terminal.state)
    if way == "gesture":
        terminal.post(m.DoorKnocked(terminal.token))
        terminal.post(m.DoorJudged(Door(opened=True)))
    else:
        assert reply(terminal.post(m.TechnicianCalled(9))) is Reply.DONE
        assert reply(terminal.post(m.TechnicianCalled(10))) is Reply.DONE  # they are open already
    assert isinstance(terminal.state, Technician)
    assert wish(terminal, Wish.LEAVE) == [m.Instruct(Wish.LEAVE)]
    after = present(terminal.state)
    assert replace(after, frame=replace(after.frame, token=before.frame.token)) == before


def test_what_comes_meanwhile_is_in_force_afterwards() -> None:
    terminal = Terminal()
    terminal.post(m.TechnicianCalled(1))
    terminal.post(m.Configured(CONFIGURATION, FORM))
    terminal.post(m.StoreLost())
    assert isinstance(terminal.state, Technician)
    terminal.post(m.StoreRecovered())
    wish(terminal, Wish.LEAVE)
    assert isinstance(terminal.state, Idle)


def silent_disk() -> Terminal:
    """The disk never said whether it has the level."""
    terminal = Terminal().set_up().invite()
    terminal.choose()
    terminal.wait(PATIENCE_SECONDS)
    assert isinstance(terminal.state, OutOfService)
    return terminal


@pytest.mark.parametrize("stay", ["door", "pages"])
def test_the_late_word_of_the_disk_is_heard_at_the_technicians_too(stay: str) -> None:
    terminal = silent_disk()
    terminal.post(m.DoorKnocked(terminal.token))
    if stay == "pages":
        terminal.post(m.DoorJudged(Door(opened=True)))
    here = type(terminal.state)
    assert terminal.post(m.Stored(Deed.HOLD, "another")) == []
    commands = terminal.post(m.Stored(Deed.HOLD, "r1"))
    assert [type(command) for command in commands] == [m.Release, m.Tell]
    assert type(terminal.state) is here
    wish(terminal, Wish.LEAVE)
    assert isinstance(terminal.state, Idle)


def test_a_disk_that_still_owes_its_word_is_waited_for_afterwards() -> None:
    terminal = silent_disk()
    limbo = terminal.state.limbo
    terminal.post(m.TechnicianCalled(1))
    assert terminal.post(m.CleaningBegun(terminal.token)) == []
    wish(terminal, Wish.LEAVE)
    assert isinstance(terminal.state, OutOfService)
    assert terminal.state.limbo == limbo


# -- the pages -------------------------------------------------------------------------------------------------------


def test_the_pages_and_the_pads(pages: Terminal) -> None:
    assert present(pages.state).report == Report(pads=PADS)
    assert wish(pages, Wish.LEARN) == []  # no pad is before one's eyes
    assert wish(pages, Wish.PAD) == []
    scene = present(pages.state)
    assert isinstance(scene, TechnicianPadScene)
    assert (scene.pad, scene.place, scene.count) == (PADS[0], 0, 2)
    assert wish(pages, Wish.NEXT_PAD) == [m.Instruct(Wish.NEXT_PAD, 0)]
    assert present(pages.state).pad == PADS[1]
    for what in (Wish.LEARN, Wish.SKIP, Wish.STOP, Wish.FORGET):
        assert wish(pages, what) == [m.Instruct(what, 1)]
    assert wish(pages, Wish.OVERVIEW) == [m.Instruct(Wish.OVERVIEW, 1)]
    assert pages.state.sheet is Sheet.OVERVIEW
    wish(pages, Wish.PAD)
    wish(pages, Wish.NEXT_PAD)
    assert present(pages.state).pad == PADS[0]


def test_no_pad_and_no_report_yet(terminal: Terminal) -> None:
    terminal.post(m.TechnicianCalled(4))
    assert present(terminal.state).report is None
    wish(terminal, Wish.PAD)
    wish(terminal, Wish.NEXT_PAD)
    assert present(terminal.state) == replace(present(terminal.state), pad=None, place=0, count=0)


def test_a_page_nobody_touches_closes(pages: Terminal) -> None:
    pages.post(m.ScreenTouched(pages.token), after=TECHNICIAN_SECONDS - 1)
    pages.post(m.ScreenTouched(pages.token - 1), after=TECHNICIAN_SECONDS - 1)
    assert pages.post(m.TimePassed()) == []
    assert isinstance(pages.state, Technician)
    assert pages.wait(1) == [m.Instruct(Wish.LEAVE)]
    assert isinstance(pages.state, Idle)


def test_a_key_of_the_lesson_is_as_good_as_a_touch_and_a_report_alone_is_none(pages: Terminal) -> None:
    until = pages.state.until
    pages.post(m.TechnicianTold(Report(unsent=3, pads=PADS)), after=5)
    assert pages.state.until == until
    taught = replace(PADS[0], lesson=Lesson(asked=Level.SATISFIED, came=Came.TAKEN, key="3"))
    pages.post(m.TechnicianTold(Report(pads=(taught, PADS[1]))))
    assert pages.state.until == pages.now + TECHNICIAN_SECONDS


def test_a_touch_for_the_page_before_is_none(pages: Terminal) -> None:
    assert pages.post(m.TechnicianWished(pages.token - 1, Wish.LEAVE)) == []
    assert isinstance(pages.state, Technician)


def test_meanwhile_the_counter_is_told_the_truth_and_no_rating_comes(pages: Terminal) -> None:
    before = pages.state
    assert reply(pages.post(m.InvitationReceived(7, invitation()))) is Reply.OUT_OF_SERVICE
    for given in Input:
        assert pages.post(m.LevelChosen(pages.token, Level.DISSATISFIED, given, "r9")) == []
    assert pages.state == before
    assert cue(pages.state) == (Cue.OFF, None)


def test_the_clerk_and_the_language_may_change_meanwhile(pages: Terminal) -> None:
    pages.post(m.LanguageChosen(pages.token, "en"))
    assert present(pages.state).frame.language == "en"
    assert reply([after for each in pages.post(m.ClerkPaused(3)) for after in each.after]) is Reply.DONE
    wish(pages, Wish.LEAVE)
    assert present(pages.state).frame.language == "zh-CN"


# -- cleaning --------------------------------------------------------------------------------------------------------


def test_cleaning_from_the_technicians_page(pages: Terminal) -> None:
    assert present(pages.state).clean
    assert pages.post(m.CleaningBegun(pages.token - 1)) == []
    assert pages.post(m.CleaningBegun(pages.token)) == [m.Instruct(Wish.LEAVE)]
    assert isinstance(pages.state, Cleaning)


def test_no_cleaning_before_the_terminal_is_set_up() -> None:
    terminal = Terminal()
    terminal.post(m.TechnicianCalled(1))
    assert not present(terminal.state).clean
    assert terminal.post(m.CleaningBegun(terminal.token)) == []
    wish(terminal, Wish.LEAVE)
    assert isinstance(terminal.state, NotSetUp)
    assert reply(terminal.post(m.CleaningAsked(2))) is Reply.OUT_OF_SERVICE


def test_cleaning_asked_for_at_the_counter(terminal: Terminal) -> None:
    assert reply(terminal.post(m.CleaningAsked(1))) is Reply.DONE
    assert reply(terminal.post(m.CleaningAsked(2), after=20)) is Reply.DONE
    assert deadline(terminal.state) == terminal.now + CLEANING_SECONDS
    assert reply(terminal.post(m.InvitationReceived(3, invitation()))) is Reply.BUSY
    terminal.wait(CLEANING_SECONDS)
    assert isinstance(terminal.state, Idle)


def test_cleaning_is_no_moment_for_it_at_work(pages: Terminal) -> None:
    for busy in (pages, Terminal().set_up().invite(), Terminal().set_up().invite().rate()):
        before = busy.state
        assert reply(busy.post(m.CleaningAsked(1))) is Reply.BUSY
        assert busy.state == before


def test_cleaning_while_out_of_service() -> None:
    terminal = silent_disk()
    assert reply(terminal.post(m.CleaningAsked(1))) is Reply.OUT_OF_SERVICE  # the disk still owes its word
    lost = Terminal().set_up()
    lost.post(m.StoreLost())
    assert reply(lost.post(m.CleaningAsked(1))) is Reply.DONE
    assert isinstance(lost.state, Cleaning)
