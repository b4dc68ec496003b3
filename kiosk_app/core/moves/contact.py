"""A way to reach the citizen: only with a key to seal it with, and only with agreement to the centre's words."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.model import Agreement, Moment, name_in
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Detailing, Page, Session
from kiosk_app.core.typed import tidy_contact


def consent_text(session: Session, language: str) -> str:
    """What is asked of the citizen; "" where no contact can be taken."""
    configuration = session.configuration
    if configuration.sealing_key is None or configuration.consent is None:
        return ""
    return name_in(configuration.consent.texts, language)


def opened(state: Detailing, event: m.ContactOpened, moment: Moment) -> Step:
    """To the contact page."""
    if event.token != state.session.token or not consent_text(state.session, state.hall.spoken):
        return state, ()
    return replace(state, page=Page.CONTACT, last_touch=moment.mono), ()


def entered(state: Detailing, event: m.ContactEntered, moment: Moment) -> Step:
    """Back from the contact page. What is not agreed to is not kept, nor what was before."""
    consent = state.session.configuration.consent
    if event.token != state.session.token or state.page is not Page.CONTACT or consent is None:
        return state, ()
    contact, rating = tidy_contact(event.contact), state.rating
    if contact != rating.contact:
        text = consent_text(state.session, state.hall.spoken)
        agreement = Agreement(text, consent.version, moment) if contact else None
        rating = replace(rating, contact=contact, agreement=agreement)
    commands = (m.Amend(rating),) if rating != state.rating else ()
    return replace(state, rating=rating, page=Page.REASONS, last_touch=moment.mono), commands
