"""The technician: the PIN page, the pages behind it, and the way out. Ratings never come of anything here."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Reply
from kiosk_app.core.model import Moment
from kiosk_app.core.moves import cleaning
from kiosk_app.core.moves.ending import rest
from kiosk_app.core.moves.silence import late_word
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import AtDoor, Idle, Limbo, NotSetUp, OutOfService, State, Technician
from kiosk_app.core.technician import Door, Sheet, Wish
from kiosk_app.core.times import DOOR_SECONDS, TECHNICIAN_SECONDS

Resting = NotSetUp | OutOfService | Idle


def knocked(state: Resting, event: m.DoorKnocked, moment: Moment) -> Step:
    """The taps and the hold: the PIN page, which holds up nobody."""
    if event.token != state.hall.serial:
        return state, ()
    hall = replace(state.hall, serial=state.hall.serial + 1)
    door = AtDoor(hall, moment.mono + DOOR_SECONDS, Door(), limbo=_limbo(state))
    return door, (m.JudgePin(None),)


def pin_entered(state: AtDoor, event: m.PinEntered, moment: Moment) -> Step:
    """Somebody else looks at the PIN; none is looked at while the door is shut."""
    if event.token != state.hall.serial or state.door.shut_until is not None:
        return state, ()
    return replace(state, until=moment.mono + DOOR_SECONDS), (m.JudgePin(event.pin),)


def judged(state: AtDoor, event: m.DoorJudged, moment: Moment) -> Step:
    """The right PIN opens the pages; a wrong one is said, too many shut the door for a while."""
    if event.door.opened:
        return _enter(state, moment)
    return replace(state, door=event.door), ()


def door_touched(state: AtDoor, event: m.ScreenTouched, moment: Moment) -> Step:
    """Whoever types has time."""
    if event.token != state.hall.serial:
        return state, ()
    return replace(state, until=moment.mono + DOOR_SECONDS), ()


def door_left(state: AtDoor, event: m.TechnicianWished, _: Moment) -> Step:
    """No PIN after all."""
    if event.token != state.hall.serial or event.wish is not Wish.LEAVE:
        return state, ()
    return _back(state), ()


def door_time(state: AtDoor, _: m.TimePassed, moment: Moment) -> Step:
    """The door may be tried again, or nobody has touched anything."""
    if moment.mono >= state.until:
        return _back(state), ()
    shut = state.door.shut_until
    if shut is not None and moment.mono >= shut:
        return replace(state, door=replace(state.door, shut_until=None, wrong=False)), ()
    return state, ()


def called(state: Resting | AtDoor, event: m.TechnicianCalled, moment: Moment) -> Step:
    """The command line opens the pages: who can ask there needs no PIN."""
    after, commands = _enter(state, moment)
    return after, (*commands, m.Answer(event.ticket, Reply.DONE))


def called_already(state: State, event: m.TechnicianCalled, _: Moment) -> Step:
    """They are open."""
    return state, (m.Answer(event.ticket, Reply.DONE),)


def called_at_work(state: State, event: m.TechnicianCalled, _: Moment) -> Step:
    """Not while a citizen is at it."""
    return state, (m.Answer(event.ticket, Reply.BUSY),)


def told(state: Technician, event: m.TechnicianTold, moment: Moment) -> Step:
    """How things are now. A key that moves the lesson on is as good as a touch."""
    before = None if state.report is None else [pad.lesson for pad in state.report.pads]
    moved = before is not None and before != [pad.lesson for pad in event.report.pads]
    until = moment.mono + TECHNICIAN_SECONDS if moved else state.until
    return replace(state, report=event.report, until=until), ()


def touched(state: Technician, event: m.ScreenTouched, moment: Moment) -> Step:
    """The time begins anew."""
    if event.token != state.hall.serial:
        return state, ()
    return replace(state, until=moment.mono + TECHNICIAN_SECONDS), ()


def wished(state: Technician, event: m.TechnicianWished, moment: Moment) -> Step:
    """Another page, or something for the pad; the lesson ends with its page."""
    if event.token != state.hall.serial:
        return state, ()
    if event.wish is Wish.LEAVE:
        return _back(state), (m.Instruct(Wish.LEAVE),)
    state = replace(state, until=moment.mono + TECHNICIAN_SECONDS)
    match event.wish:
        case Wish.OVERVIEW:
            return replace(state, sheet=Sheet.OVERVIEW), (m.Instruct(event.wish, state.place),)
        case Wish.PAD:
            return replace(state, sheet=Sheet.PAD), ()
        case Wish.NEXT_PAD:
            count = len(state.report.pads) if state.report else 0
            following = (state.place + 1) % count if count else 0
            return replace(state, place=following), (m.Instruct(event.wish, state.place),)
    return state, (m.Instruct(event.wish, state.place),) if state.sheet is Sheet.PAD else ()


def time_passed(state: Technician, _: m.TimePassed, moment: Moment) -> Step:
    """Whoever was here has gone: nobody else may find the pages open."""
    if moment.mono < state.until:
        return state, ()
    return _back(state), (m.Instruct(Wish.LEAVE),)


def cleanable(state: Technician) -> Idle | OutOfService | None:
    """What would be wiped: a scene with something to touch by mistake, while the disk owes no answer; else None."""
    before = _back(state)
    return before if isinstance(before, Idle | OutOfService) and state.limbo is None else None


def cleaning_begun(state: Technician, event: m.CleaningBegun, moment: Moment) -> Step:
    """The glass is wiped, and the pages are closed meanwhile."""
    before = cleanable(state)
    if event.token != state.hall.serial or before is None:
        return state, ()
    after, _ = cleaning.begun(before, m.CleaningBegun(before.hall.serial), moment)
    return after, (m.Instruct(Wish.LEAVE),)


def invited(state: Technician, event: m.InvitationReceived, _: Moment) -> Step:
    """A terminal somebody works on takes no ratings, and says so."""
    return state, (m.Answer(event.ticket, Reply.OUT_OF_SERVICE),)


def late(state: AtDoor | Technician, event: m.Stored | m.StoreFailed, moment: Moment) -> Step:
    """The disk answers what it still owed; the screen stays."""
    waiting = OutOfService(state.hall, state.limbo)
    after, commands = late_word(waiting, event, moment)
    return (state if after is waiting else replace(state, hall=after.hall, limbo=None)), commands


def _enter(state: Resting | AtDoor, moment: Moment) -> Step:
    hall = replace(state.hall, serial=state.hall.serial + 1)
    pages = Technician(hall, moment.mono + TECHNICIAN_SECONDS, limbo=_limbo(state))
    return pages, (m.Instruct(Wish.OVERVIEW),)


def _limbo(state: Resting | AtDoor) -> Limbo | None:
    return state.limbo if isinstance(state, OutOfService | AtDoor) else None


def _back(state: AtDoor | Technician) -> State:
    """Where the terminal came from, or belongs by now."""
    if state.limbo is not None:
        return OutOfService(state.hall.as_before_a_session(), state.limbo)
    return rest(state.hall)
