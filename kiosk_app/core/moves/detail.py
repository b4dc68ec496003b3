"""The level is on the disk; what may be added to it."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Reply
from kiosk_app.core.model import Moment
from kiosk_app.core.moves.invitations import received_while_open
from kiosk_app.core.moves.release import release
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Detailing, Finishing, Page
from kiosk_app.core.times import WALKED_OFF_SECONDS
from kiosk_app.core.typed import tidy_text


def over(state: Detailing) -> float:
    """When the time for details ends."""
    return max(state.last_touch + state.session.configuration.timeouts.detail, state.undo_until)


def touched(state: Detailing, event: m.ScreenTouched, moment: Moment) -> Step:
    """The time begins anew."""
    return (replace(state, last_touch=moment.mono) if event.token == state.session.token else state), ()


def toggled(state: Detailing, event: m.IndicatorToggled, moment: Moment) -> Step:
    """A reason of this level chosen or taken back."""
    offered = [indicator.code for indicator in state.session.form.indicators_of(state.rating.level)]
    if event.token != state.session.token or event.code not in offered:
        return state, ()
    chosen = set(state.rating.indicators) ^ {event.code}
    rating = replace(state.rating, indicators=tuple(code for code in offered if code in chosen))
    return replace(state, rating=rating, last_touch=moment.mono), (m.Amend(rating),)


def text_opened(state: Detailing, event: m.TextOpened, moment: Moment) -> Step:
    """To the text page."""
    if event.token != state.session.token:
        return state, ()
    return replace(state, page=Page.TEXT, last_touch=moment.mono), ()


def text_entered(state: Detailing, event: m.TextEntered, moment: Moment) -> Step:
    """Back from the text page."""
    if event.token != state.session.token:
        return state, ()
    rating = replace(state.rating, text=tidy_text(event.text, state.session.form.text_limit))
    commands = (m.Amend(rating),) if rating != state.rating else ()
    return replace(state, rating=rating, page=Page.REASONS, last_touch=moment.mono), commands


def finished(state: Detailing, event: m.DetailFinished, moment: Moment) -> Step:
    """Submit or skip: complete, once the undo has passed."""
    if event.token != state.session.token:
        return state, ()
    text = state.rating.text if event.text is None else tidy_text(event.text, state.session.form.text_limit)
    rating = replace(state.rating, text=text, complete=True)
    if moment.mono < state.undo_until:
        return Finishing(state.hall, state.session, rating, state.undo_until), (m.Amend(rating),)
    return release(replace(state, rating=rating), moment, complete=True)


def time_passed(state: Detailing, _: m.TimePassed, moment: Moment) -> Step:
    """The undo leaves the scene; at the end the rating is released as it stands."""
    if moment.mono >= over(state):
        return release(state, moment, complete=False)
    if moment.mono >= state.undo_until:
        # The scene loses its undo; a deadline that has passed is not asked for again.
        return replace(state, undo_until=min(state.undo_until, state.last_touch)), ()
    return state, ()


def received(state: Detailing, event: m.InvitationReceived, moment: Moment) -> Step:
    """A citizen who taps and walks off holds up nobody."""
    refused, commands = received_while_open(state, event, moment)
    answer = commands[0]
    walked_off = moment.mono - state.last_touch >= WALKED_OFF_SECONDS
    if walked_off and isinstance(answer, m.Answer) and answer.reply is Reply.BUSY:
        return release(state, moment, complete=False, following=event)
    return refused, commands
