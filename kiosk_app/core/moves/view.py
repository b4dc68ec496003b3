"""How this person wants it: language and aids."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.model import Moment
from kiosk_app.core.moves import faces, kiosk, release
from kiosk_app.core.moves.step import Step, with_hall
from kiosk_app.core.states import (
    AskingReceipt,
    Choosing,
    Detailing,
    Finding,
    Idle,
    NotSetUp,
    OfferingTargets,
    OutOfService,
    ShowingCase,
    ShowingReceipt,
    State,
    Thanks,
)
from kiosk_app.core.times import FORGET_SECONDS


def language(state: State, event: m.LanguageChosen, moment: Moment) -> Step:
    """Another language of the configuration."""
    configuration = state.hall.configuration
    if configuration is None or event.language not in configuration.languages:
        return state, ()
    return _viewed(with_hall(state, language=event.language), moment), ()


def aid(state: State, event: m.AidToggled, moment: Moment) -> Step:
    """An aid in force, or no longer."""
    return _viewed(with_hall(state, aids=state.hall.aids ^ {event.aid}), moment), ()


def _viewed(state: State, moment: Moment) -> State:
    """Whoever changes the view is there: a touch, by whatever means."""
    match state:
        case NotSetUp() | OutOfService() | Idle():
            return with_hall(state, forget_at=moment.mono + FORGET_SECONDS)  # type: ignore[no-any-return]  # a State
        case Choosing():
            return faces.extended(state, moment)
        case Detailing():
            return replace(state, last_touch=moment.mono)
        case Thanks():
            return release.kept(state, moment)
        case Finding() | ShowingCase() | OfferingTargets() | AskingReceipt() | ShowingReceipt():
            return kiosk.kept(state, moment)
        case _:
            return state
