"""What comes from the centre beside the configuration: whether it is reached, notices, the code for phones."""

from __future__ import annotations

from kiosk_app.core import messages as m
from kiosk_app.core.model import Moment
from kiosk_app.core.moves.step import Step, with_hall
from kiosk_app.core.states import State


def line_changed(state: State, event: m.LineChanged, _: Moment) -> Step:
    """The centre is no longer reached, or again."""
    return with_hall(state, offline=event.offline), ()


def phone_code_came(state: State, event: m.PhoneCodeCame, _: Moment) -> Step:
    """Another code for phones, or none."""
    return with_hall(state, phone=event.url), ()


def posters_came(state: State, event: m.PostersCame, _: Moment) -> Step:
    """Other notices."""
    return with_hall(state, posters=event.posters), ()
