"""The clerk: signed in, on a break, gone."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Command, Event, Reply
from kiosk_app.core.model import Fate, Moment
from kiosk_app.core.moves.ending import record, rest
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Choosing, Hall, State


def _with_clerk(hall: Hall, event: Event) -> tuple[Hall, tuple[Command, ...]]:
    """Who is there now, and what the disk is to keep and the counter to hear."""
    match event:
        case m.ClerkSignedIn():
            hall = replace(hall, clerk=event.clerk, paused=False)
        case m.ClerkPaused() | m.ClerkResumed():
            if hall.clerk is None:
                return hall, (m.Answer(event.ticket, Reply.NO_STAFF),)
            hall = replace(hall, paused=isinstance(event, m.ClerkPaused))
        case m.ClerkSignedOut():
            hall = replace(hall, clerk=None, paused=False)
        case m.ClerkRestored():
            return replace(hall, clerk=event.clerk, paused=event.paused), ()
        case _:
            raise TypeError(type(event).__name__)
    return hall, (m.KeepClerk(hall.clerk, hall.paused, (m.Answer(event.ticket, Reply.DONE),)),)


def changed(state: State, event: Event, _: Moment) -> Step:
    """Noted, kept and answered."""
    hall, commands = _with_clerk(state.hall, event)
    return replace(state, hall=hall), commands


def changed_before_a_level(state: Choosing, event: Event, moment: Moment) -> Step:
    """The invitation was another clerk's, or nobody is there now: it is cancelled."""
    hall, commands = _with_clerk(state.hall, event)
    if hall.serves(state.session.invitation, state.session.staff_no):
        return replace(state, hall=hall), commands
    return rest(hall), (*commands, record(state.session, Fate.CANCELLED, moment))
