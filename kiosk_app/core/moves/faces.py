"""Five faces on offer: a level, “not now”, or nothing."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Command, Deed
from kiosk_app.core.model import Fate, Input, Moment, Rating
from kiosk_app.core.moves.ending import record, rest
from kiosk_app.core.moves.kiosk import rated_before
from kiosk_app.core.moves.release import release
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Choosing, Detailing, Holding, Lapsed
from kiosk_app.core.times import LAPSED_SECONDS, PATIENCE_SECONDS, TIMES_OVER


def _seen(state: Choosing) -> tuple[Choosing, tuple[Command, ...]]:
    if state.seen:
        return state, ()
    return replace(state, seen=True), (m.Tell(state.session.invitation.invitation_id, Fate.SEEN),)


def extended(state: Choosing, moment: Moment) -> Choosing:
    """The whole time anew for who has touched something, a few times over at most."""
    session = state.session
    latest = session.offered.mono + TIMES_OVER * session.seconds
    until = max(session.until, min(moment.mono + session.seconds, latest))
    return replace(state, session=replace(session, until=until))


def touched(state: Choosing, event: m.ScreenTouched, moment: Moment) -> Step:
    """Somebody is there."""
    return _seen(extended(state, moment)) if event.token == state.session.token else (state, ())


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
        duty_called=session.duty_called,
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


def time_passed(state: Choosing, _: m.TimePassed, moment: Moment) -> Step:
    """Nothing chosen in time: no level."""
    if moment.mono < state.session.until:
        return state, ()
    own = state.session.invitation.own
    lapsed = Lapsed(state.hall, moment.mono + LAPSED_SECONDS, state.session.token, own)
    return lapsed, (record(state.session, Fate.LAPSED, moment),)


def lapse_said(state: Lapsed, _: m.TimePassed, moment: Moment) -> Step:
    """Nobody wonders any more."""
    return (rest(state.hall) if moment.mono >= state.until else state), ()


def held(state: Holding, event: m.Stored, moment: Moment) -> Step:
    """The disk has the level."""
    if (event.deed, event.ref) != (Deed.HOLD, state.rating.rating_id):
        return state, ()
    tapped = state.rating.tapped.mono
    undo_until = tapped + state.session.configuration.undo_seconds
    held_now = Detailing(state.hall, state.session, state.rating, undo_until, last_touch=tapped)
    return release(held_now, moment, complete=True) if state.session.gone else (held_now, ())


def not_held(state: Holding, event: m.StoreFailed, moment: Moment) -> Step:
    """The disk refused the level: it is not thanked for."""
    if (event.deed, event.ref) != (Deed.HOLD, state.rating.rating_id):
        return state, ()
    hall = replace(state.hall, store_ok=state.hall.store_ok and event.rated)
    fault = record(state.session, Fate.FAULT, moment)
    if hall.store_ok and state.session.invitation.own and not state.session.gone:
        return rated_before(hall, state.session.invitation, moment), (fault,)
    return rest(hall), (fault,)
