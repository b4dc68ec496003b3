"""The glass being wiped. It ends by its time only: a cloth would touch whatever could end it."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Reply
from kiosk_app.core.model import Moment
from kiosk_app.core.moves.ending import rest
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Cleaning, Idle, NotSetUp, OutOfService, State
from kiosk_app.core.times import CLEANING_SECONDS


def begun(state: Idle | OutOfService, event: m.CleaningBegun, moment: Moment) -> Step:
    """Nothing counts from here on; not while the disk owes an answer, for it is waited for."""
    if event.token != state.hall.serial or (isinstance(state, OutOfService) and state.limbo is not None):
        return state, ()
    return Cleaning(rest(state.hall).hall, moment.mono + CLEANING_SECONDS), ()


def asked(state: Idle | OutOfService, event: m.CleaningAsked, moment: Moment) -> Step:
    """The same, from the counter."""
    after, _ = begun(state, m.CleaningBegun(state.hall.serial), moment)
    reply = Reply.OUT_OF_SERVICE if after is state else Reply.DONE
    return after, (m.Answer(event.ticket, reply),)


def asked_again(state: Cleaning, event: m.CleaningAsked, moment: Moment) -> Step:
    """It takes longer: the time begins anew."""
    return replace(state, until=moment.mono + CLEANING_SECONDS), (m.Answer(event.ticket, Reply.DONE),)


def not_now(state: State, event: m.CleaningAsked, _: Moment) -> Step:
    """A citizen is at it, or a technician."""
    return state, (m.Answer(event.ticket, Reply.BUSY),)


def not_set_up(state: NotSetUp, event: m.CleaningAsked, _: Moment) -> Step:
    """Nothing on this glass can be touched by mistake yet."""
    return state, (m.Answer(event.ticket, Reply.OUT_OF_SERVICE),)


def over(state: Cleaning, _: m.TimePassed, moment: Moment) -> Step:
    """The glass is dry."""
    return (rest(state.hall) if moment.mono >= state.until else state), ()
