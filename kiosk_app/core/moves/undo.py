"""The level taken back: off the disk before the faces return."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import Fate, Moment
from kiosk_app.core.moves.ending import record, rest
from kiosk_app.core.moves.release import release
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Choosing, Detailing, Finishing, Withdrawing
from kiosk_app.core.times import GUARD_SECONDS, PATIENCE_SECONDS


def undone(state: Detailing | Finishing, event: m.LevelUndone, moment: Moment) -> Step:
    """The level is to come off the disk."""
    if event.token != state.session.token or moment.mono >= state.undo_until:
        return state, ()
    # Who undoes in the last moment still has the time of an undo to choose again.
    choose_until = max(state.session.until, moment.mono + state.session.configuration.undo_seconds)
    patience = moment.mono + PATIENCE_SECONDS
    withdrawing = Withdrawing(state.hall, state.session, state.rating, choose_until, patience)
    return withdrawing, (m.Withdraw(state.rating.rating_id),)


def withdrawn(state: Withdrawing, event: m.Stored, moment: Moment) -> Step:
    """The level is off the disk: the faces return."""
    if (event.deed, event.ref) != (Deed.WITHDRAW, state.rating.rating_id):
        return state, ()
    hall = replace(state.hall, serial=state.hall.serial + 1)
    session = replace(state.session, until=state.choose_until, token=hall.serial)
    if session.gone:
        return rest(hall), (record(session, Fate.DECLINED, moment),)
    if not hall.serves(session.invitation, session.staff_no):
        return rest(hall), (record(session, Fate.CANCELLED, moment),)
    return Choosing(hall, session, guard=moment.mono + GUARD_SECONDS, seen=True), ()


def not_withdrawn(state: Withdrawing, event: m.StoreFailed, moment: Moment) -> Step:
    """The disk refused to let go of the level."""
    if (event.deed, event.ref) != (Deed.WITHDRAW, state.rating.rating_id):
        return state, ()
    # The level is still on the disk and stands; the undo is over.
    standing = Detailing(state.hall, state.session, state.rating, moment.mono, last_touch=moment.mono)
    return release(standing, moment, complete=True) if state.session.gone else (standing, ())
