"""A disk that does not answer, and what it says when it does after all."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Command, Deed, Reply
from kiosk_app.core.model import Ending, Fate, Moment
from kiosk_app.core.moves.ending import record, rest
from kiosk_app.core.moves.invitations import refuse_opening
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Holding, Opening, OutOfService, Releasing, Withdrawing


def patience_over(state: Opening | Holding | Withdrawing | Releasing, _: m.TimePassed, moment: Moment) -> Step:
    """The disk has been silent for too long: out of service, with what is owed kept in mind."""
    if moment.mono < state.patience:
        return state, ()
    commands: tuple[Command, ...] = refuse_opening(state) if isinstance(state, Opening) else ()
    if isinstance(state, Releasing) and state.following is not None:
        commands = (m.Answer(state.following.ticket, Reply.OUT_OF_SERVICE),)
    hall = replace(state.hall.as_before_a_session(), store_ok=False)
    # Nothing of a case stays on show, nor in what is kept in mind.
    limbo = replace(state, before=None) if isinstance(state, Opening) else state
    return OutOfService(hall, limbo=limbo), commands


def late_word(state: OutOfService, event: m.Stored | m.StoreFailed, moment: Moment) -> Step:
    """The disk has answered after all: what it has is kept, what it has not is said."""
    limbo, stored = state.limbo, isinstance(event, m.Stored)
    if limbo is None:
        return state, ()
    deed, ref = _awaited(limbo)
    if (event.deed, event.ref) != (deed, ref):
        return state, ()
    # A case rated before is no fault of the disk's: it has answered, and works.
    hall = replace(state.hall, store_ok=stored or (isinstance(event, m.StoreFailed) and event.rated))
    return rest(hall), _settle(limbo, stored, moment)


def _awaited(limbo: Opening | Holding | Withdrawing | Releasing) -> tuple[Deed, str]:
    match limbo:
        case Opening():
            return Deed.OPEN, limbo.invitation.invitation_id
        case Holding():
            return Deed.HOLD, limbo.rating.rating_id
        case Withdrawing():
            return Deed.WITHDRAW, limbo.rating.rating_id
        case Releasing():
            return Deed.RELEASE, limbo.rating.rating_id


def _settle(limbo: Opening | Holding | Withdrawing | Releasing, stored: bool, moment: Moment) -> tuple[Command, ...]:
    if isinstance(limbo, Opening):
        # Nobody was told of it; on the disk it must not stay open.
        ending = Ending(limbo.invitation, Fate.FAULT, moment, moment)
        return (m.Record(ending),) if stored else ()
    if isinstance(limbo, Releasing):
        return (m.Tell(limbo.session.invitation.invitation_id, Fate.RATED),)
    if isinstance(limbo, Withdrawing) and stored:
        return (record(limbo.session, Fate.LAPSED, moment),)
    if isinstance(limbo, Holding) and not stored:
        return (record(limbo.session, Fate.FAULT, moment),)
    ending = Ending(limbo.session.invitation, Fate.RATED, limbo.session.offered, moment)
    told = m.Tell(limbo.session.invitation.invitation_id, Fate.RATED)
    return m.Release(replace(limbo.rating, complete=False), ending), told
