"""The table is whole, and what must never happen does not, on any walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from hall_of_examples import CLERK, CONFIGURATION, FORM, invitation, moment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kiosk_of_examples import CASE, HALL, NUMBER, OWN, WINDOW

from kiosk_app.core import messages as m
from kiosk_app.core.case import CaseRecord, Printing, Progress, ReceiptRecord, Trouble
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import (
    LEVELS,
    LOW_LEVELS,
    Aid,
    Clerk,
    Configuration,
    Consent,
    Contact,
    Fate,
    Input,
    Role,
    SealingKey,
)
from kiosk_app.core.present import cue, present
from kiosk_app.core.scene import SCENE_NAMES, Cue
from kiosk_app.core.session import EVENTS, IGNORED, STATES, TRANSITIONS, deadline, start, step
from kiosk_app.core.states import (
    AskingReceipt,
    Choosing,
    Detailing,
    Finding,
    Idle,
    Lapsed,
    NotSetUp,
    OfferingTargets,
    Opening,
    OutOfService,
    Releasing,
    Seeking,
    ShowingCase,
    ShowingReceipt,
    Thanks,
)
from kiosk_app.core.technician import Door, PadReport, Report, Wish
from kiosk_app.core.times import FORGET_SECONDS, LAPSED_SECONDS


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_every_pair_is_decided_once(state: type, event: type) -> None:
    assert ((state, event) in TRANSITIONS) != ((state, event) in IGNORED)


def test_every_ignored_pair_has_a_reason() -> None:
    assert all(IGNORED.values())


TOKENS = st.sampled_from(["now", "now", "now", "stale"])
REFS = ["r1", "r2", "r3", *(invitation(n).invitation_id for n in "123")]

# What people mostly do comes often enough for a walk to get somewhere: an invitation, the disk's word, a tap.
PROGRESS = st.one_of(
    st.builds(m.InvitationReceived, st.integers(1, 9), st.builds(invitation, st.sampled_from("123"), st.none())),
    st.just("stored"),
    st.builds(m.LevelChosen, st.just("now"), st.sampled_from(LEVELS), st.just(Input.TOUCH), st.sampled_from(REFS[:3])),
)
OTHER = st.one_of(
    st.just(m.StoreLost()),
    st.just(m.StoreRecovered()),
    st.builds(
        m.InvitationReceived,
        st.integers(1, 9),
        st.builds(invitation, st.sampled_from("123"), st.sampled_from(["P-1", "P-2", None])),
        st.booleans(),
    ),
    st.builds(m.InvitationRecalled, st.integers(1, 9), st.sampled_from(REFS[3:])),
    st.builds(m.ClerkSignedIn, st.integers(1, 9), st.sampled_from([CLERK, Clerk("2", "李")])),
    st.builds(m.ClerkPaused, st.integers(1, 9)),
    st.builds(m.ClerkResumed, st.integers(1, 9)),
    st.builds(m.ClerkSignedOut, st.integers(1, 9)),
    st.just(m.TimePassed()),
    st.builds(m.ScreenTouched, TOKENS),
    st.builds(m.LevelChosen, TOKENS, st.sampled_from(LEVELS), st.sampled_from(Input), st.sampled_from(REFS[:3])),
    st.builds(m.RatingDeclined, TOKENS),
    st.builds(m.LevelUndone, TOKENS),
    st.builds(m.IndicatorToggled, TOKENS, st.sampled_from(["501", "102", "999"])),
    st.builds(m.TextOpened, TOKENS),
    st.builds(m.TextEntered, TOKENS, st.text(max_size=40)),
    st.builds(m.ContactOpened, TOKENS),
    st.builds(m.ContactEntered, TOKENS, st.builds(Contact, st.text(max_size=9), st.text(max_size=9), st.booleans())),
    st.builds(m.DutyOpened, TOKENS),
    st.builds(m.DutyLeft, TOKENS),
    st.builds(m.DutyCalled, TOKENS, st.just("d1")),
    st.builds(m.DetailFinished, TOKENS, st.none() | st.text(max_size=40)),
    st.builds(m.LanguageChosen, TOKENS, st.sampled_from(["en", "zh-CN", "fr"])),
    st.builds(m.AidToggled, TOKENS, st.sampled_from(Aid)),
    st.builds(m.CleaningBegun, TOKENS),
    st.builds(m.LineChanged, st.booleans()),
    st.builds(m.PhoneCodeCame, st.sampled_from(["", "https://hcp.example.invalid/r/T1"])),
    st.builds(m.DoorKnocked, TOKENS),
    st.builds(m.PinEntered, TOKENS, st.just("12345678")),
    st.builds(
        m.DoorJudged,
        st.builds(Door, st.booleans(), st.booleans(), st.booleans(), st.none() | st.just(1030.0)),
    ),
    st.builds(m.TechnicianCalled, st.integers(1, 9)),
    st.builds(m.TechnicianWished, TOKENS, st.sampled_from(Wish)),
    st.builds(
        m.TechnicianTold, st.builds(Report, pads=st.sampled_from([(), (PadReport("p", "ascii5", "ready", ""),)]))
    ),
    st.builds(m.CleaningAsked, st.integers(1, 9)),
    st.sampled_from(["configured", "stored", "stored", "stored", "failed"]),
)


# The same at a hall kiosk: a number is found now and then, and a step chosen.
TICKETS = st.sampled_from(["now", "now", "stale"])
KIOSK_PROGRESS = st.one_of(
    st.builds(m.FindOpened, TOKENS),
    st.builds(m.CaseSought, st.just("now"), st.just(NUMBER)),
    st.builds(m.CaseFound, st.just("now"), st.just(CASE)),
    st.builds(m.StepChosen, st.just("now"), st.sampled_from([1, 2, 2, 9]), st.booleans(), st.just(OWN)),
    st.just("stored"),
)
KIOSK_OTHER = st.one_of(
    st.builds(m.WelcomeOpened, TOKENS),
    st.builds(m.TargetsOpened, TOKENS),
    st.builds(m.ReceiptAskOpened, TOKENS),
    st.builds(m.CaseSought, TOKENS, st.sampled_from([NUMBER, "12"])),
    st.builds(m.ReceiptSought, TOKENS, st.sampled_from(["YB01-7Q2K-9F4M", "12"])),
    st.builds(m.CodeScanned, st.sampled_from([NUMBER, "?"])),
    st.builds(m.CaseFound, TICKETS, st.just(CASE)),
    st.builds(m.ReceiptFound, TICKETS, st.just(ReceiptRecord("YB01-7Q2K-9F4M", Progress.ASSIGNED))),
    st.builds(m.SearchFailed, TICKETS, st.sampled_from(Trouble)),
    st.builds(m.TargetChosen, TOKENS, st.just("hall"), st.sampled_from([HALL.code, "?"]), st.just(OWN)),
    st.builds(m.SessionFinished, TOKENS),
    st.builds(m.PrintAsked, TOKENS),
    st.builds(m.PrinterTold, TICKETS, st.sampled_from(Printing)),
    st.builds(m.ReadersTold, st.booleans(), st.booleans()),
)


def personal(value: object) -> Iterator[object]:
    """Everything within a state that was found for somebody, wherever it hides."""
    if isinstance(value, CaseRecord | ReceiptRecord):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from personal(getattr(value, one.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from personal(one)


# What can be offered is offered: a way to be reached, the duty manager.
RICH = replace(
    CONFIGURATION,
    sealing_key=SealingKey("2026-a", "X25519-SEALED-BOX", b""),
    consent=Consent("1", {"zh-CN": "本人同意"}),
    duty_call=True,
)
KIOSK = replace(RICH, role=Role.HALL, targets=(WINDOW, HALL), answer_within_working_days=5)
KIOSK_STATES = (Finding, Seeking, ShowingCase, OfferingTargets, AskingReceipt, ShowingReceipt)
WAITING = (NotSetUp, OutOfService, Idle)
EVENT = st.one_of(PROGRESS, OTHER)
SECONDS = st.sampled_from([0.0, 0.1, 0.3, 0.3, 1.0, 4.0, 9.0, 46.0])


KIOSK_EVENT = st.one_of(KIOSK_PROGRESS, KIOSK_PROGRESS, KIOSK_OTHER, PROGRESS, OTHER)
BRIEF = st.sampled_from([0.0, 0.0, 0.3, 0.3, 1.0, 4.0, 9.0, 61.0])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(EVENT, SECONDS), min_size=20, max_size=60))
def test_any_walk(steps: list) -> None:
    walk(RICH, steps)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(KIOSK_EVENT, BRIEF), min_size=20, max_size=60))
def test_any_walk_at_a_hall_kiosk(steps: list) -> None:
    walk(KIOSK, steps)


def walk(configuration: Configuration, steps: list) -> None:
    """On every walk: the row's promise, a deadline that moves on, one rating at most held, each fate told once; one
    rating and one call an invitation, nothing personal without agreement, nothing found kept when its finder has gone,
    and no state that could last for ever."""
    state, now = start(), 1000.0
    state, _ = step(state, m.Configured(configuration, FORM), moment(now))
    state, _ = step(state, m.ClerkSignedIn(0, CLERK), moment(now))
    awaited: list[tuple[Deed, str]] = []
    held: set[str] = set()
    released: dict[str, int] = {}
    calls: dict[str, int] = {}
    final: dict[str, list[Fate]] = {}

    for given_event, seconds in steps:
        event = given_event
        now += seconds
        if event == "configured":
            event = m.Configured(configuration, FORM)
        elif event in ("stored", "failed"):
            if not awaited:
                continue
            deed, ref = awaited.pop(0)
            if event == "stored" and deed is Deed.HOLD:
                held.add(ref)
            if event == "stored" and deed is Deed.WITHDRAW:
                held.discard(ref)
            event = m.Stored(deed, ref) if event == "stored" else m.StoreFailed(deed, ref)
        elif hasattr(event, "token"):
            event = replace(event, token=state.hall.serial - (event.token == "stale"))
        elif getattr(event, "ticket", None) in ("now", "stale"):
            event = replace(event, ticket=state.hall.serial - (event.ticket == "stale"))

        before = state
        due = deadline(before)
        state, commands = step(before, event, moment(now))
        if due is None or due > now or isinstance(event, m.TimePassed):
            row = TRANSITIONS.get((type(before), type(event)))
            if row is None:
                assert (state, commands) == (before, ())
            else:
                assert type(state) in row.to
        after = deadline(state)
        assert after is not None or isinstance(state, WAITING)
        if isinstance(event, m.TimePassed):
            assert after is None or after > now

        if not isinstance(state, (Opening, *KIOSK_STATES)):
            assert not list(personal(state))
        # What was chosen in a session goes with it, however it ends; what was chosen at rest, within a minute.
        at_once = isinstance(event, m.LanguageChosen | m.AidToggled | m.WelcomeOpened)
        ended = isinstance(state, WAITING) and not isinstance(before, WAITING) and not at_once
        if ended or (isinstance(state, Opening) and isinstance(before, Thanks | Lapsed | Releasing)):
            assert (state.hall.language, state.hall.aids) == (None, frozenset())
        if isinstance(state, WAITING) and (state.hall.language or state.hall.aids):
            assert after is not None
            assert after <= now + FORGET_SECONDS
        scene, (said, arming) = present(state), cue(state)
        assert type(scene) in SCENE_NAMES
        assert scene.frame.ends is None or (after is not None and after <= scene.frame.ends)
        assert (said is Cue.ASK) == (arming is not None)

        for command in commands:
            match command:
                case m.OpenInvitation(opened, _):
                    awaited.append((Deed.OPEN, opened.invitation_id))
                    final[opened.invitation_id] = []
                    released[opened.invitation_id] = calls[opened.invitation_id] = 0
                case m.Hold(rating, _):
                    assert isinstance(event, m.LevelChosen)
                    assert rating.level is event.level
                    assert rating.contact is None
                    awaited.append((Deed.HOLD, rating.rating_id))
                case m.Withdraw(rating_id):
                    assert rating_id in held
                    awaited.append((Deed.WITHDRAW, rating_id))
                case m.Release(rating, ending):
                    assert rating.rating_id in held
                    assert ending.fate is Fate.RATED
                    assert (rating.contact is None) == (rating.agreement is None)
                    assert rating.contact is None or rating.contact.agreed
                    released[ending.invitation.invitation_id] += 1
                    held.discard(rating.rating_id)
                    awaited.append((Deed.RELEASE, rating.rating_id))
                case m.CallDuty(_, rating_id):
                    assert isinstance(event, m.DutyCalled)
                    assert isinstance(state, Detailing)
                    assert (state.rating.rating_id, state.rating.duty_called) == (rating_id, True)
                    assert state.rating.level in LOW_LEVELS
                    calls[state.session.invitation.invitation_id] += 1
                case m.Record(ending, _):
                    assert ending.fate.final
                    assert ending.fate is not Fate.RATED
                    final[ending.invitation.invitation_id].append(ending.fate)
                case m.Tell(invitation_id, Fate.RATED):
                    final[invitation_id].append(Fate.RATED)
                case _:
                    pass
    assert all(len(fates) <= 1 for fates in final.values())
    assert all(count <= 1 for count in (*released.values(), *calls.values()))
    assert len(held) <= 1


@given(st.floats(0, 100, exclude_min=True))
def test_silence_ends_every_invitation(seconds: float) -> None:
    """Nobody touches anything: whatever the disk does, the terminal comes to rest."""
    state, now = start(), 0.0
    for event in (
        m.Configured(CONFIGURATION, FORM),
        m.ClerkSignedIn(0, CLERK),
        m.InvitationReceived(1, invitation(timeout_seconds=seconds)),
    ):
        state, _ = step(state, event, moment(now))
    assert isinstance(state, Opening)
    state, _ = step(state, m.Stored(Deed.OPEN, invitation().invitation_id), moment(now))
    assert isinstance(state, Choosing)
    while (due := deadline(state)) is not None:
        assert due > now
        now = due
        state, _ = step(state, m.TimePassed(), moment(now))
    assert now == seconds + LAPSED_SECONDS
