"""How this person wants it: language and aids."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.model import Moment
from kiosk_app.core.moves.step import Step, with_hall
from kiosk_app.core.states import Detailing, Idle, State
from kiosk_app.core.times import FORGET_SECONDS


def language(state: State, event: m.LanguageChosen, moment: Moment) -> Step:
    """Another language of the configuration."""
    configuration = state.hall.configuration
    if configuration is None or event.language not in configuration.languages:
        return state, ()
    return _viewed(state, moment, language=event.language), ()


def large(state: State, _: m.LargeToggled, moment: Moment) -> Step:
    """Larger type, or normal again."""
    return _viewed(state, moment, large=not state.hall.large), ()


def _viewed(state: State, moment: Moment, **changes: object) -> State:
    changed: State = with_hall(state, **changes)
    if isinstance(changed, Idle):
        return replace(changed, forget_at=moment.mono + FORGET_SECONDS)
    return replace(changed, last_touch=moment.mono) if isinstance(changed, Detailing) else changed
