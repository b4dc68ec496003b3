"""A citizen's own invitation: to rate a step of the case on show, or what can be rated without one; and its end."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.model import Case, Invitation, Moment
from kiosk_app.core.moves import detail, faces
from kiosk_app.core.moves.ending import rest
from kiosk_app.core.moves.release import release
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import (
    Choosing,
    Detailing,
    Finishing,
    Holding,
    Lapsed,
    OfferingTargets,
    Opening,
    Releasing,
    ShowingCase,
    Thanks,
    Withdrawing,
)
from kiosk_app.core.times import PATIENCE_SECONDS

NOBODY = 0
"""The ticket of a question that nobody at the counter asked."""


def step_chosen(state: ShowingCase, event: m.StepChosen, moment: Moment) -> Step:
    """A step that can be rated, for the first time or the second. Rated is whom the centre named with the case."""
    case = state.case
    step = next((one for one in case.steps if one.service_number == event.service_number), None)
    if event.token != state.hall.serial or step is None:
        return state, ()
    if not (step.rated and step.can_append if event.append else not step.rated):
        return state, ()
    invitation = Invitation(
        event.invitation_id,
        Case(case.project_no, step.service_number, 2 if event.append else 1),
        task_code=case.task_code,
        task_name=case.task_name,
        task_type=case.task_type,
        pro_status=step.pro_status,
        own=True,
    )
    return _open(state, invitation, case.staff_no, moment)


def target_chosen(state: OfferingTargets, event: m.TargetChosen, moment: Moment) -> Step:
    """One of the configuration's targets; nobody in person is rated with it."""
    configuration = state.hall.configuration
    offered = configuration.targets if configuration else ()
    target = next((one for one in offered if (one.kind, one.code) == (event.kind, event.code)), None)
    if event.token != state.hall.serial or target is None:
        return state, ()
    invitation = Invitation(event.invitation_id, Case(None, 1), target=target, own=True)
    return _open(state, invitation, None, moment)


def _open(state: ShowingCase | OfferingTargets, invitation: Invitation, staff_no: str | None, moment: Moment) -> Step:
    if not state.hall.store_ok:
        return rest(state.hall), ()
    opening = Opening(state.hall, NOBODY, invitation, staff_no, moment.mono + PATIENCE_SECONDS, before=state)
    return opening, (m.OpenInvitation(invitation, moment),)


# -- whoever is here goes ----------------------------------------------------------------------------------------------


def finished_opening(state: Opening, event: m.SessionFinished, _: Moment) -> Step:
    """Before the faces: nothing stays on show, and the disk's word is waited for."""
    if not state.invitation.own or event.token != state.hall.serial:
        return state, ()
    return replace(state, before=None, gone=True), ()


def finished_choosing(state: Choosing, event: m.SessionFinished, moment: Moment) -> Step:
    """Before a level: declined."""
    if not state.session.invitation.own:
        return state, ()
    return faces.declined(state, m.RatingDeclined(event.token), moment)


def finished_meanwhile(state: Holding | Withdrawing | Releasing, event: m.SessionFinished, _: Moment) -> Step:
    """While the disk is at work: remembered until it has done."""
    session = state.session
    if not session.invitation.own or event.token != session.token:
        return state, ()
    return replace(state, session=replace(session, gone=True)), ()


def finished_detailing(state: Detailing, event: m.SessionFinished, moment: Moment) -> Step:
    """The level stands, and whatever was added to it: complete, as by a submit."""
    if not state.session.invitation.own:
        return state, ()
    return detail.finished(state, m.DetailFinished(event.token), moment)


def finished_finishing(state: Finishing, event: m.SessionFinished, moment: Moment) -> Step:
    """Who goes undoes nothing."""
    session = state.session
    if not session.invitation.own or event.token != session.token:
        return state, ()
    return release(replace(state, session=replace(session, gone=True)), moment, complete=True)


def finished_reading(state: Thanks | Lapsed, event: m.SessionFinished, _: Moment) -> Step:
    """Read."""
    return (rest(state.hall) if state.own and event.token == state.token else state), ()
