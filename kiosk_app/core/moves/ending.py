"""How a session comes to its end: where a terminal with nothing to do belongs, and what the disk is told of it."""

from __future__ import annotations

from kiosk_app.core import messages as m
from kiosk_app.core.model import Ending, Fate, Moment
from kiosk_app.core.states import Hall, Idle, NotSetUp, OutOfService, Session, State


def rest(hall: Hall) -> State:
    """Where a terminal with nothing to do belongs."""
    hall = hall.as_before_a_session()
    if hall.configuration is None:
        return NotSetUp(hall)
    return Idle(hall) if hall.store_ok else OutOfService(hall)


def record(session: Session, fate: Fate, moment: Moment, *after: m.Said) -> m.Record:
    """An ending without a rating; it is told when the disk has it, and then `after`."""
    ending = Ending(session.invitation, fate, session.offered, moment)
    return m.Record(ending, (m.Tell(session.invitation.invitation_id, fate), *after))
