"""Invitations: refused or begun, taken back, and on the disk before they are offered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Command, Deed, Reply
from kiosk_app.core.model import Case, Configuration, Fate, Form, Invitation, Moment
from kiosk_app.core.moves.ending import record, rest
from kiosk_app.core.moves.kiosk import visit_seconds
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import (
    Choosing,
    Detailing,
    Finishing,
    Hall,
    Holding,
    Idle,
    NotSetUp,
    Opening,
    OutOfService,
    Releasing,
    Session,
    State,
)
from kiosk_app.core.times import GUARD_SECONDS, PATIENCE_SECONDS


def received(state: State, event: m.InvitationReceived, moment: Moment) -> Step:
    """An invitation while none is open: refused in the contract's order, or begun."""
    hall = state.hall
    if hall.configuration is None or not hall.store_ok or isinstance(state, NotSetUp | OutOfService):
        return state, (m.Answer(event.ticket, Reply.OUT_OF_SERVICE),)
    if not hall.staffed:
        return state, (m.Answer(event.ticket, Reply.NO_STAFF),)
    if event.already_rated:
        return state, (m.Answer(event.ticket, Reply.ALREADY_RATED),)
    if not isinstance(state, Idle):
        hall = rest(hall).hall
    opening = Opening(hall, event.ticket, event.invitation, hall.staff_no, moment.mono + PATIENCE_SECONDS)
    return opening, (m.OpenInvitation(event.invitation, moment),)


def received_while_open(state: State, event: m.InvitationReceived, _: Moment) -> Step:
    """An invitation while one is open: the contract's refusals, BUSY last."""
    if event.invitation.invitation_id == _invitation(state).invitation_id:
        return state, (m.Answer(event.ticket, Reply.PRESENT, _fate(state)),)
    reply = Reply.BUSY
    if not state.hall.store_ok:
        reply = Reply.OUT_OF_SERVICE
    elif not state.hall.staffed:
        reply = Reply.NO_STAFF
    elif event.already_rated or _is_being_rated(state, event.invitation.case):
        reply = Reply.ALREADY_RATED
    return state, (m.Answer(event.ticket, reply),)


def _fate(state: State) -> Fate:
    return Fate.OFFERED if isinstance(state, Opening) or (isinstance(state, Choosing) and not state.seen) else Fate.SEEN


def _invitation(state: Any) -> Invitation:
    invitation: Invitation = state.invitation if isinstance(state, Opening) else state.session.invitation
    return invitation


def _is_being_rated(state: State, case: Case) -> bool:
    """Whether the open session's level, on the disk or on its way there, is one of this case."""
    return (
        isinstance(state, Holding | Detailing | Finishing | Releasing)
        and case.project_no is not None
        and state.session.invitation.case == case
    )


def opened(state: Opening, event: m.Stored, moment: Moment) -> Step:
    """The disk has the open invitation: five faces, unless it was taken back or the clerk changed meanwhile."""
    if (event.deed, event.ref) != (Deed.OPEN, state.invitation.invitation_id):
        return state, ()
    offered, invitation = moment, state.invitation
    configuration, form = _in_force(state.hall)
    seconds = invitation.timeout_seconds or configuration.timeouts.invitation
    if invitation.own:
        seconds = visit_seconds(state.hall)
    hall = replace(state.hall, serial=state.hall.serial + 1)
    session = Session(
        invitation, configuration, form, state.staff_no, offered, offered.mono + seconds, seconds, token=hall.serial
    )
    answer = m.Answer(state.ticket, Reply.OFFERED, Fate.OFFERED)
    if state.recalled is not None:
        done = m.Answer(state.recalled, Reply.DONE)
        return rest(hall), (answer, record(session, Fate.CANCELLED, moment, done))
    if state.gone:
        return rest(hall), (record(session, Fate.DECLINED, moment),)
    if not hall.serves(invitation, state.staff_no):
        return rest(hall), (answer, record(session, Fate.CANCELLED, moment))
    offer = m.Tell(invitation.invitation_id, Fate.OFFERED)
    return Choosing(hall, session, guard=moment.mono + GUARD_SECONDS), (offer, answer)


def _in_force(hall: Hall) -> tuple[Configuration, Form]:
    if hall.configuration is None or hall.form is None:
        raise ValueError("no configuration in force")
    return hall.configuration, hall.form


def not_opened(state: Opening, event: m.StoreFailed, _: Moment) -> Step:
    """The disk refused the open invitation."""
    if (event.deed, event.ref) != (Deed.OPEN, state.invitation.invitation_id):
        return state, ()
    return rest(replace(state.hall, store_ok=False)), refuse_opening(state)


def refuse_opening(state: Opening) -> tuple[Command, ...]:
    """What is said to those who wait for an invitation that never began."""
    answers = (m.Answer(state.ticket, Reply.OUT_OF_SERVICE),)
    return answers if state.recalled is None else (*answers, m.Answer(state.recalled, Reply.UNKNOWN))


def recalled_while_opening(state: Opening, event: m.InvitationRecalled, _: Moment) -> Step:
    """Taken back before the disk had it: remembered until it has."""
    if event.invitation_id != state.invitation.invitation_id or state.recalled is not None:
        return state, (m.Answer(event.ticket, Reply.UNKNOWN),)
    return replace(state, recalled=event.ticket), ()


def recalled(state: Choosing, event: m.InvitationRecalled, moment: Moment) -> Step:
    """Taken back before a level."""
    if event.invitation_id != state.session.invitation.invitation_id:
        return state, (m.Answer(event.ticket, Reply.UNKNOWN),)
    done = m.Answer(event.ticket, Reply.DONE)
    return rest(state.hall), (record(state.session, Fate.CANCELLED, moment, done),)


def recalled_too_late(state: Any, event: m.InvitationRecalled, _: Moment) -> Step:
    """There is a level: it stands."""
    mine = event.invitation_id == state.session.invitation.invitation_id
    return state, (m.Answer(event.ticket, Reply.ALREADY_RATED if mine else Reply.UNKNOWN),)


def recalled_nothing(state: State, event: m.InvitationRecalled, _: Moment) -> Step:
    """No such invitation is open."""
    return state, (m.Answer(event.ticket, Reply.UNKNOWN),)
