"""With no session open: the configuration in force, the disk's health, what is forgotten."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.model import Moment
from kiosk_app.core.moves.ending import rest
from kiosk_app.core.moves.step import Step, with_hall
from kiosk_app.core.states import Idle, NotSetUp, OutOfService, State


def configured(state: NotSetUp | OutOfService | Idle, event: m.Configured, _: Moment) -> Step:
    """In force at once."""
    return rest(replace(state.hall, newer=(event.configuration, event.form))), ()


def configured_later(state: State, event: m.Configured, _: Moment) -> Step:
    """In force after what is going on."""
    return with_hall(state, newer=(event.configuration, event.form)), ()


def store_lost(state: NotSetUp | Idle, _: m.StoreLost, __: Moment) -> Step:
    """Out of service at once."""
    return rest(replace(state.hall, store_ok=False)), ()


def store_lost_meanwhile(state: State, _: m.StoreLost, __: Moment) -> Step:
    """Noted; what is going on goes on."""
    return with_hall(state, store_ok=False), ()


def store_recovered(state: State, _: m.StoreRecovered, __: Moment) -> Step:
    """Noted."""
    return with_hall(state, store_ok=True), ()


def back_in_service(state: OutOfService, _: m.StoreRecovered, __: Moment) -> Step:
    """In service again, unless the disk still owes an answer."""
    hall = replace(state.hall, store_ok=True)
    return (rest(hall) if state.limbo is None else replace(state, hall=hall)), ()


def forget(state: NotSetUp | OutOfService | Idle, _: m.TimePassed, moment: Moment) -> Step:
    """The person who chose a language or an aid has gone."""
    if state.hall.forget_at is None or moment.mono < state.hall.forget_at:
        return state, ()
    return with_hall(state, language=None, aids=frozenset(), forget_at=None), ()
