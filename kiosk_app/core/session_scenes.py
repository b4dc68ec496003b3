"""A rating's states → their scenes, from the faces to the thanks; the rest of `present.py`. Pure."""

from __future__ import annotations

from kiosk_app.core.board import Published, Tally
from kiosk_app.core.farewell import Farewell
from kiosk_app.core.frames import running_out, session_frame
from kiosk_app.core.model import LEVELS, Contact, Form, Level, name_in
from kiosk_app.core.moves.contact import consent_text
from kiosk_app.core.moves.detail import over as detail_over
from kiosk_app.core.moves.duty import offered as duty_offered
from kiosk_app.core.resting import Frame
from kiosk_app.core.scene import (
    Choice,
    ContactScene,
    DutyScene,
    IndicatorsScene,
    RatingScene,
    Reason,
    Scene,
    TextScene,
    ThanksScene,
)
from kiosk_app.core.states import Detailing, Hall, Page, Session


def published_results(hall: Hall, language: str) -> Published | None:
    """The month's results in this language, where there are any."""
    results = hall.configuration.published if hall.configuration else None
    if results is None or hall.form is None:
        return None
    choices = (_choice(hall.form, level, language) for level in LEVELS)
    tallies = tuple(Tally(one.level.value, one.name, results.counts[one.level]) for one in choices)
    return Published(results.period, results.unit, tallies)


def thanks_scene(frame: Frame, farewell: Farewell, *, undo: bool = False) -> ThanksScene:
    """Thanks, the same for every level."""
    return ThanksScene(frame, undo, farewell.receipt, farewell.promise, farewell.within)


def rating_scene(hall: Hall, session: Session, *, chosen: Level | None = None, locked: bool = False) -> RatingScene:
    """Five faces; `chosen`: on its way to the disk; `locked`: no touch counts."""
    frame = session_frame(hall, session)
    choices = tuple(_choice(session.form, level, frame.language) for level in LEVELS)
    return RatingScene(frame, choices, session.invitation.title, chosen, locked or chosen is not None)


def _choice(form: Form, level: Level, language: str) -> Choice:
    return Choice(level, name_in(form.level_names.get(level, {}), language))


def detail_scene(state: Detailing) -> Scene:
    """The page of the detail that is open."""
    form, rating = state.session.form, state.rating
    frame = running_out(
        session_frame(state.hall, state.session), detail_over(state), state.session.configuration.timeouts.detail
    )
    choice = _choice(form, rating.level, frame.language)
    undo = state.undo_until > state.last_touch
    consent = consent_text(state.session, frame.language)
    match state.page:
        case Page.TEXT:
            return TextScene(frame, choice, rating.text, form.text_limit, undo)
        case Page.CONTACT:
            held = rating.contact or Contact()
            return ContactScene(frame, choice, consent, held.name, held.mobile, held.agreed, held.named, undo)
        case Page.DUTY:
            return DutyScene(frame, choice, rating.duty_called, undo)
        case Page.REASONS:
            return _reasons(state, frame, choice, undo=undo, contact=consent != "")


def _reasons(state: Detailing, frame: Frame, choice: Choice, *, undo: bool, contact: bool) -> IndicatorsScene:
    form, rating = state.session.form, state.rating
    reasons = tuple(
        Reason(one.code, name_in(one.names, frame.language), one.code in rating.indicators, one.more)
        for one in form.indicators_of(rating.level)
    )
    return IndicatorsScene(
        frame,
        choice,
        reasons,
        expected=rating.level in form.expected_for,
        undo=undo,
        has_text=bool(rating.text),
        contact=contact,
        has_contact=rating.contact is not None,
        duty=duty_offered(rating),
        duty_called=rating.duty_called,
    )
