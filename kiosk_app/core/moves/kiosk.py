"""A citizen at a hall kiosk: which way they go, and that nothing of theirs stays when they have gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from kiosk_app.core import messages as m
from kiosk_app.core.case import CaseRecord, CaseStep, Trouble
from kiosk_app.core.messages import Reply
from kiosk_app.core.model import Invitation, Moment
from kiosk_app.core.moves.ending import rest
from kiosk_app.core.moves.step import Step, with_hall
from kiosk_app.core.states import (
    AskingReceipt,
    Finding,
    Hall,
    Idle,
    OfferingTargets,
    Seeking,
    ShowingCase,
    ShowingReceipt,
    State,
    Visit,
)
from kiosk_app.core.times import FORGET_SECONDS, TIMES_OVER, VISIT_SECONDS

Visited = Finding | ShowingCase | OfferingTargets | AskingReceipt | ShowingReceipt
"""Where somebody stands who may have gone."""

V = TypeVar("V", bound=Visited)

AtKiosk = Visited | Seeking


def visit_seconds(hall: Hall) -> float:
    """How long a scene stands without a touch: what the centre gives an invitation, a minute at most."""
    return min(hall.configuration.timeouts.invitation, VISIT_SECONDS) if hall.configuration else VISIT_SECONDS


def begun(hall: Hall, moment: Moment) -> tuple[Hall, Visit]:
    """Another scene: touches meant for the one before count no more, and its time begins."""
    seconds = visit_seconds(hall)
    latest = moment.mono + TIMES_OVER * seconds
    return replace(hall, serial=hall.serial + 1), Visit(moment.mono + seconds, seconds, latest)


def kept(state: V, moment: Moment) -> V:
    """The whole time anew for who has touched something, a few times over at most."""
    visit = state.visit
    until = max(visit.until, min(moment.mono + visit.seconds, visit.latest))
    return replace(state, visit=replace(visit, until=until))


def welcome_opened(state: AtKiosk, event: m.WelcomeOpened, moment: Moment) -> Step:
    """Back to the choices: what was found goes, language and aids stay with who is still there."""
    if not _counts(state, event):
        return state, ()
    after, chosen = rest(state.hall), state.hall.language
    offered = after.hall.configuration.languages if after.hall.configuration else ()
    language = chosen if chosen in offered else None
    forget_at = moment.mono + FORGET_SECONDS
    return with_hall(after, language=language, aids=state.hall.aids, forget_at=forget_at), ()


def find_opened(state: Idle | AtKiosk, event: m.FindOpened, moment: Moment) -> Step:
    """To the keypad for a case."""
    return (finding(state.hall, moment), ()) if _counts(state, event) else (state, ())


def targets_opened(state: Idle | AtKiosk, event: m.TargetsOpened, moment: Moment) -> Step:
    """To what can be rated without a case, where there is anything."""
    configuration = state.hall.configuration
    if not _counts(state, event) or configuration is None or not configuration.targets:
        return state, ()
    return OfferingTargets(*begun(state.hall, moment)), ()


def receipt_ask_opened(state: Idle | AtKiosk, event: m.ReceiptAskOpened, moment: Moment) -> Step:
    """To the keypad for a receipt."""
    return (asking_receipt(state.hall, moment), ()) if _counts(state, event) else (state, ())


def finding(hall: Hall, moment: Moment, trouble: Trouble | None = None) -> Finding:
    """The keypad for a case, afresh."""
    return Finding(*begun(hall, moment), trouble)


def asking_receipt(hall: Hall, moment: Moment, trouble: Trouble | None = None) -> AskingReceipt:
    """The keypad for a receipt, afresh."""
    return AskingReceipt(*begun(hall, moment), trouble)


def showing(hall: Hall, case: CaseRecord, moment: Moment) -> ShowingCase:
    """A case on show."""
    return ShowingCase(*begun(hall, moment), case)


def rated_before(hall: Hall, invitation: Invitation, moment: Moment) -> ShowingCase:
    """What the disk knows better than anybody knew before: this step has its rating. Shown as such."""
    step = CaseStep(invitation.case.service_number, invitation.pro_status, rated=True)
    known = CaseRecord(
        project_no=invitation.case.project_no or "",
        steps=(step,),
        task_code=invitation.task_code,
        task_name=invitation.task_name,
        task_type=invitation.task_type,
    )
    return showing(hall, known, moment)


def touched(state: Visited, event: m.ScreenTouched, moment: Moment) -> Step:
    """Somebody is there."""
    return (kept(state, moment) if event.token == state.hall.serial else state), ()


def time_passed(state: Visited, _: m.TimePassed, moment: Moment) -> Step:
    """Whoever was here has gone."""
    return (rest(state.hall) if moment.mono >= state.visit.until else state), ()


def finished(state: AtKiosk, event: m.SessionFinished, _: Moment) -> Step:
    """Whoever is here goes."""
    return (rest(state.hall) if event.token == state.hall.serial else state), ()


def received(state: AtKiosk, event: m.InvitationReceived, _: Moment) -> Step:
    """An invitation of the counter's while a citizen is at work: the contract's refusals, BUSY last."""
    reply = Reply.BUSY
    if not state.hall.store_ok:
        reply = Reply.OUT_OF_SERVICE
    elif not state.hall.staffed:
        reply = Reply.NO_STAFF
    elif event.already_rated:
        reply = Reply.ALREADY_RATED
    return state, (m.Answer(event.ticket, reply),)


def readers_told(state: State, event: m.ReadersTold, _: Moment) -> Step:
    """There is something to read a number with, or no longer."""
    return with_hall(state, scanner=event.scanner, card=event.card), ()


def printer_told(state: State, event: m.PrinterTold, _: Moment) -> Step:
    """How the printer stands; of a receipt that has left the glass it is of no interest."""
    return (with_hall(state, printer=event.printing) if event.ticket == 0 else state), ()


def _counts(
    state: Idle | AtKiosk, event: m.WelcomeOpened | m.FindOpened | m.TargetsOpened | m.ReceiptAskOpened
) -> bool:
    return state.hall.is_kiosk and event.token == state.hall.serial
