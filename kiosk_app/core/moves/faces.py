"""Five faces on offer: a level, “not now”, or nothing."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Command, Deed
from kiosk_app.core.model import Fate, Input, Moment, Rating
from kiosk_app.core.moves.ending import record, rest
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Choosing, Detailing, Holding
from kiosk_app.core.times import PATIENCE_SECONDS


def _seen(state: Choosing) -> tuple[Choosing, tuple[Command, ...]]:
    if state.seen:
        return state, ()
    return replace(state, seen=True), (m.Tell(state.session.invitation.invitation_id, Fate.SEEN),)


def touched(state: Choosing, event: m.ScreenTouched, _: Moment) -> Step:
    """Somebody is there."""
    return _seen(state) if event.token == state.session.token else (state, ())


def level_chosen(state: Choosing, event: m.LevelChosen, moment: Moment) -> Step:
    """The first level counts and goes to the disk."""
    if event.token != state.session.token:
        return state, ()
    state, commands = _seen(state)
    if event.input is Input.TOUCH and moment.mono < state.guard:
        return state, commands
    session = state.session
    rating = Rating(
        rating_id=event.rating_id,
        invitation=session.invitation,
        level=event.level,
        input=event.input,
        tapped=moment,
        staff_no=session.staff_no,
        configuration=session.configuration,
        form_version=session.form.version,
    )
    holding = Holding(state.hall, session, rating, moment.mono + PATIENCE_SECONDS)
    return holding, (*commands, m.Hold(rating, session.offered))


def declined(state: Choosing, event: m.RatingDeclined, moment: Moment) -> Step:
    """“Not now”: no level."""
    if event.token != state.session.token:
        return state, ()
    state, commands = _seen(state)
    if moment.mono < state.guard:
        return state, commands
    return rest(state.hall), (*commands, record(state.session, Fate.DECLINED, moment))


def lapsed(state: Choosing, _: m.TimePassed, moment: Moment) -> Step:
    """Nothing chosen in time: no level."""
    if moment.mono < state.session.until:
        return state, ()
    return rest(state.hall), (record(state.session, Fate.LAPSED, moment),)


def held(state: Holding, event: m.Stored, moment: Moment) -> Step:
    """The disk has the level."""
    if (event.deed, event.ref) != (Deed.HOLD, state.rating.rating_id):
        return state, ()
    tapped = state.rating.tapped.mono
    undo_until = tapped + state.session.configuration.undo_seconds
    return Detailing(state.hall, state.session, state.rating, undo_until, last_touch=tapped), ()


def not_held(state: Holding, event: m.StoreFailed, moment: Moment) -> Step:
    """The disk refused the level: it is not thanked for."""
    if (event.deed, event.ref) != (Deed.HOLD, state.rating.rating_id):
        return state, ()
    hall = replace(state.hall, store_ok=state.hall.store_ok and event.rated)
    return rest(hall), (record(state.session, Fate.FAULT, moment),)
