"""The engine in its own thread: deadlines, the order of what follows, faults that end nothing."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from facts import Heard
from hall_of_examples import CLERK, CONFIGURATION, FORM, Terminal, invitation, moment
from waiting import PATIENCE, until

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import Fate, Input, Level, Timeouts
from kiosk_app.core.scene import (
    Cue,
    IdleScene,
    IndicatorsScene,
    PausedScene,
    RatingScene,
    Scene,
    SetupScene,
    ThanksScene,
)
from kiosk_app.core.session import start
from kiosk_app.core.states import Choosing, Idle, Thanks
from kiosk_app.runtime import engine as engine_module
from kiosk_app.runtime.clock import Clock
from kiosk_app.runtime.engine import Engine

SOON = replace(CONFIGURATION, timeouts=Timeouts(invitation=0.15, detail=0.1, thanks=0.1), undo_seconds=0.05)


class House:
    """An engine whose disk has everything at once, and everything it did in order."""

    def __init__(self, *, stores: bool = True, break_part: str = "") -> None:
        self.did = Heard()
        self.faults = Heard()
        self.stores = stores
        self.broken = break_part
        self.clock = Clock()
        self.engine = Engine(
            start(),
            now=self.clock.moment,
            do=self._do,
            say=lambda said: self._note("say", said),
            send=lambda errand: self._note("send", errand),
            show=lambda scene: self._note("show", scene),
            show_cue=lambda cue, arming: self._note("cue", (cue, arming)),
            fault=self.faults,
        )

    def _note(self, part: str, told: Any) -> None:
        if part == self.broken:
            raise RuntimeError(part)
        self.did(part, told)

    def _do(self, command: m.Command) -> None:
        self.did("do", command)
        if self.stores:
            match command:
                case m.OpenInvitation(given, _):
                    self.engine.post(m.Stored(Deed.OPEN, given.invitation_id))
                case m.Hold(rating, _):
                    self.engine.post(m.Stored(Deed.HOLD, rating.rating_id))
                case m.Release(rating, _):
                    self.engine.post(m.Stored(Deed.RELEASE, rating.rating_id))

    def shown(self, kind: type) -> Any:
        """The next scene of a kind."""
        return self.did.take_until(lambda told: told[0] == "show" and isinstance(told[1], kind))[1]

    def said(self, wanted: m.Said) -> None:
        """Wait until this is said."""
        self.did.take_until(lambda told: told == ("say", wanted))

    def done(self, kind: type) -> Any:
        """The next command of a kind."""
        return self.did.take_until(lambda told: told[0] == "do" and isinstance(told[1], kind))[1]


@pytest.fixture
def make() -> Iterator[Callable[..., House]]:
    houses: list[House] = []

    def build(**changes: Any) -> House:
        houses.append(House(**changes))
        return houses[-1]

    yield build
    for house in houses:
        house.engine.stop()


def set_up(house: House, configuration: Any = SOON) -> House:
    house.engine.post(m.Configured(configuration, FORM))
    house.engine.post(m.ClerkRestored(CLERK))
    house.engine.start()
    return house


def test_what_was_posted_before_the_start_is_never_shown_half(make: Callable[..., House]) -> None:
    house = set_up(make())
    told = [told for told in house.did.rest() if told[0] != "do"]
    assert [kind for kind, _ in told] == ["show", "cue"]
    assert isinstance(told[0][1], IdleScene)
    assert told[1][1] == (Cue.WELCOME, None)


def test_who_asked_before_the_start_is_answered_and_not_by_the_disk(make: Callable[..., House]) -> None:
    house = make()
    house.engine.post(m.InvitationReceived(7, invitation()))
    house.engine.start()
    assert house.did.take() == ("say", m.Answer(7, Reply.OUT_OF_SERVICE))
    house.shown(SetupScene)


def test_a_session_by_its_deadlines_alone(make: Callable[..., House]) -> None:
    house = set_up(make(), replace(SOON, timeouts=replace(SOON.timeouts, invitation=30.0)))
    given = invitation()
    house.engine.post(m.InvitationReceived(1, given))
    scene = house.shown(RatingScene)
    house.engine.post(m.LevelChosen(scene.frame.token, Level.SATISFIED, Input.BUTTON, "r1"))
    assert house.shown(IndicatorsScene).undo
    assert not house.shown(IndicatorsScene).undo, "the undo passes with nobody doing anything"
    assert not house.done(m.Release).rating.complete
    house.shown(ThanksScene)
    house.said(m.Tell(given.invitation_id, Fate.RATED))
    house.shown(IdleScene)


def test_silence_lapses_and_no_deadline_comes_early(make: Callable[..., House]) -> None:
    house = set_up(make())
    house.engine.post(m.InvitationReceived(1, invitation()))
    ending = house.done(m.Record).ending
    assert ending.fate is Fate.LAPSED
    assert ending.ended.mono - ending.offered.mono >= 0.15
    house.shown(IdleScene)


def test_drawn_and_armed_before_it_is_said(make: Callable[..., House]) -> None:
    house = set_up(make(), CONFIGURATION)
    house.did.rest()
    given = invitation()
    house.engine.post(m.InvitationReceived(1, given))
    order = [house.did.take() for _ in range(5)]
    assert isinstance(order[0][1], m.OpenInvitation)
    assert isinstance(order[1][1], RatingScene)
    assert order[2] == ("cue", (Cue.ASK, 1))
    assert order[3:] == [
        ("say", m.Tell(given.invitation_id, Fate.OFFERED)),
        ("say", m.Answer(1, Reply.OFFERED, Fate.OFFERED)),
    ]


def test_what_has_not_changed_is_not_drawn_again(make: Callable[..., House]) -> None:
    house = set_up(make())
    house.did.rest()
    for _ in range(50):
        house.engine.post(m.ScreenTouched(0))
    house.engine.post(m.ClerkSignedOut(3))
    assert isinstance(house.did.take()[1], m.KeepClerk)
    house.shown(PausedScene)
    assert house.did.take() == ("cue", (Cue.OFF, None))


def test_an_event_that_fails_ends_nothing(make: Callable[..., House], caplog: pytest.LogCaptureFixture) -> None:
    house = set_up(make(), CONFIGURATION)
    house.engine.post(m.InvitationReceived(1, invitation()))
    house.shown(RatingScene)
    house.engine.post(m.InvitationReceived(2, None))  # type: ignore[arg-type]  # a fault of the program's
    house.engine.post(m.InvitationReceived(3, invitation()))
    house.said(m.Answer(3, Reply.PRESENT, Fate.OFFERED))
    assert house.faults.take() == ("engine", "an event failed (InvitationReceived: AttributeError)")
    house.engine.stop()
    assert "event failed" in caplog.messages


@pytest.mark.parametrize("part", ["cue", "show", "say"])
def test_a_part_that_fails_takes_nobodys_turn(make: Callable[..., House], part: str) -> None:
    house = set_up(make(break_part=part), CONFIGURATION)
    given = invitation()
    house.engine.post(m.InvitationReceived(1, given))
    until(lambda: isinstance(house.engine.state, Choosing), "the faces")
    house.engine.post(m.InvitationReceived(2, given))
    told = house.faults.take()
    assert told[0] == "engine"
    assert "failed (RuntimeError)" in told[1]
    if part != "show":
        house.shown(RatingScene)
    if part != "say":
        house.said(m.Answer(1, Reply.OFFERED, Fate.OFFERED))
        house.said(m.Answer(2, Reply.PRESENT, Fate.OFFERED))
    house.broken = ""
    house.engine.post(m.ScreenTouched(house.engine.state.hall.serial))
    house.said(m.Tell(given.invitation_id, Fate.SEEN))


@pytest.mark.parametrize("part", ["cue", "show"])
def test_what_could_not_be_drawn_is_drawn_with_the_next_event(make: Callable[..., House], part: str) -> None:
    house = set_up(make(break_part=part))
    house.did.rest()
    house.broken = ""
    house.engine.post(m.ScreenTouched(0))
    assert house.did.take()[0] == part


def test_a_deadline_that_fails_for_ever_does_not_spin(
    make: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = engine_module.step
    tries: list[float] = []

    def step(state: Any, event: Any, moment: Any) -> Any:
        if isinstance(event, m.TimePassed):
            tries.append(moment.mono)
            raise ZeroDivisionError
        return failing(state, event, moment)

    house = set_up(make())
    monkeypatch.setattr(engine_module, "step", step)
    house.engine.post(m.InvitationReceived(1, invitation()))
    until(lambda: len(tries) >= 2, "a second try")
    assert tries[1] - tries[0] >= engine_module.CALM_SECONDS * 0.99
    monkeypatch.setattr(engine_module, "step", failing)
    house.shown(IdleScene)


def test_the_end_comes_after_what_was_posted_before(make: Callable[..., House]) -> None:
    house = set_up(make(), CONFIGURATION)
    for ticket in range(200):
        house.engine.post(m.InvitationRecalled(ticket, "nothing"))
    house.engine.stop()
    answers = [told for kind, told in house.did.rest() if kind == "say"]
    assert answers == [m.Answer(ticket, Reply.UNKNOWN) for ticket in range(200)]
    house.engine.post(m.InvitationRecalled(999, "nothing"))
    house.engine.stop()
    assert house.did.rest() == []


def test_events_of_many_threads_are_steps_of_one(make: Callable[..., House]) -> None:
    house = set_up(make(), CONFIGURATION)
    house.engine.post(m.InvitationReceived(1, invitation()))
    token = house.shown(RatingScene).frame.token
    begin = threading.Barrier(8)

    def press(number: int) -> None:
        begin.wait(PATIENCE)
        house.engine.post(m.LevelChosen(token, Level.SATISFIED, Input.BUTTON, f"r{number}"))

    threads = [threading.Thread(target=press, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    house.shown(IndicatorsScene)
    house.engine.stop()
    held = [told for kind, told in house.did.rest() if kind == "do" and isinstance(told, m.Hold)]
    assert held == [], "the one hold was before the indicators"
    assert not isinstance(house.engine.state, Idle | Thanks)


@contextlib.contextmanager
def faces_on_offer() -> Iterator[tuple[Engine, Terminal, queue.SimpleQueue[Scene]]]:
    """An engine that runs by a clock of the test's own, with five faces on the glass; what it shows."""
    shown: queue.SimpleQueue[Scene] = queue.SimpleQueue()
    terminal = Terminal().set_up().invite()
    engine = Engine(
        terminal.state,
        now=lambda: moment(terminal.now),
        do=lambda command: None,
        say=lambda said: None,
        send=lambda errand: None,
        show=shown.put,
        show_cue=lambda cue, arming: None,
    )
    engine.start()
    try:
        yield engine, terminal, shown
    finally:
        engine.stop()


def test_more_time_is_shown_only_where_no_other_scene_follows_at_once() -> None:
    """A finger that comes down on a face moves the countdown; the picture of that waits for what the finger does."""
    with faces_on_offer() as (engine, terminal, shown):
        first = shown.get(timeout=10)
        terminal.now += 5.0
        engine.post(m.ScreenTouched(terminal.token))
        later = shown.get(timeout=10)
        assert first.frame.ends is not None
        assert later.frame.ends == first.frame.ends + 5.5
        terminal.now += 5.0
        engine.post(m.ScreenTouched(terminal.token))
        engine.post(m.LevelChosen(terminal.token, Level.SATISFIED, Input.TOUCH, "r1"))
        engine.post(m.Stored(m.Deed.HOLD, "r1"))
        assert isinstance(shown.get(timeout=10), IndicatorsScene)


def test_a_level_on_its_way_is_shown_only_where_the_disk_takes_its_time() -> None:
    """The picture of a level on its way is held back for a moment; a disk that is quick makes it needless."""
    with faces_on_offer() as (engine, terminal, shown):
        first = shown.get(timeout=10)
        assert isinstance(first, RatingScene)
        engine.post(m.LevelChosen(terminal.token, Level.SATISFIED, Input.BUTTON, "r1"))
        slow = shown.get(timeout=10)
        assert isinstance(slow, RatingScene)
        assert slow.chosen is Level.SATISFIED
        engine.post(m.Stored(m.Deed.HOLD, "r1"))
        assert isinstance(shown.get(timeout=10), IndicatorsScene)
