"""The hall's duty manager, called by who is not content; a call stands, whatever becomes of the level."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.model import LOW_LEVELS, Moment, Rating
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Detailing, Page


def offered(rating: Rating) -> bool:
    """Whether somebody can be called about this rating."""
    return rating.configuration.duty_call and rating.level in LOW_LEVELS


def opened(state: Detailing, event: m.DutyOpened, moment: Moment) -> Step:
    """To the page that asks whether somebody is to come."""
    if event.token != state.session.token or not offered(state.rating):
        return state, ()
    return replace(state, page=Page.DUTY, last_touch=moment.mono), ()


def left(state: Detailing, event: m.DutyLeft, moment: Moment) -> Step:
    """Back from there."""
    if event.token != state.session.token or state.page is not Page.DUTY:
        return state, ()
    return replace(state, page=Page.REASONS, last_touch=moment.mono), ()


def called(state: Detailing, event: m.DutyCalled, moment: Moment) -> Step:
    """Somebody is to come: once a session."""
    if event.token != state.session.token or state.page is not Page.DUTY:
        return state, ()
    state = replace(state, last_touch=moment.mono)
    if state.session.duty_called:
        return state, ()
    rating, binding = replace(state.rating, duty_called=True), state.session.configuration.binding
    call = m.CallDuty(event.duty_call_id, rating.rating_id, binding.hall_code, binding.win_no, moment)
    session = replace(state.session, duty_called=True)
    return replace(state, session=session, rating=rating), (m.Amend(rating), call)
