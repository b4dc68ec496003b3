"""A number typed or read, what the centre says to it, and what is done where it says nothing."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.case import CaseRecord, CaseStep, Sought, Trouble
from kiosk_app.core.model import Moment
from kiosk_app.core.moves.kiosk import asking_receipt, begun, finding, kept, showing
from kiosk_app.core.moves.step import Step
from kiosk_app.core.numbers import case_number, looks_like_our_code, receipt_number, receipt_of_ours
from kiosk_app.core.states import AskingReceipt, Finding, Hall, Idle, Seeking, ShowingReceipt
from kiosk_app.core.times import SEEK_SECONDS


def case_sought(state: Finding, event: m.CaseSought, moment: Moment) -> Step:
    """A case's number was typed."""
    return _case(state, event.number, moment) if event.token == state.hall.serial else (state, ())


def receipt_sought(state: AskingReceipt, event: m.ReceiptSought, moment: Moment) -> Step:
    """A receipt's number or code was typed."""
    return _receipt(state, event.number, moment) if event.token == state.hall.serial else (state, ())


def code_scanned(state: Idle | Finding | AskingReceipt, event: m.CodeScanned, moment: Moment) -> Step:
    """Something was read. A code of ours is a receipt wherever it is shown; where a case is expected, any other number
    is one, and may turn out to be a receipt of the centre's."""
    if not state.hall.is_kiosk:
        return state, ()
    if isinstance(state, AskingReceipt):
        return _receipt(state, event.text, moment)
    ours = receipt_of_ours(event.text)
    if ours is not None:
        return _ask_receipt(state.hall, ours, moment)
    return _case(state, event.text, moment, either=True)


def case_found(state: Seeking, event: m.CaseFound, moment: Moment) -> Step:
    """The case, be it that nothing of it can be rated: that is an answer too."""
    if not _awaited(state, Sought.CASE, event.ticket):
        return state, ()
    return showing(state.hall, event.case, moment), ()


def receipt_found(state: Seeking, event: m.ReceiptFound, moment: Moment) -> Step:
    """What became of the rating."""
    if not _awaited(state, Sought.RECEIPT, event.ticket):
        return state, ()
    return ShowingReceipt(*begun(state.hall, moment), event.receipt), ()


def search_failed(state: Seeking, event: m.SearchFailed, moment: Moment) -> Step:
    """Nothing was found, or nobody was reached."""
    return _nothing(state, event.trouble, moment) if event.ticket == state.hall.serial else (state, ())


def time_passed(state: Seeking, _: m.TimePassed, moment: Moment) -> Step:
    """Nobody waits for longer than this."""
    return _nothing(state, Trouble.SILENT, moment) if moment.mono >= state.patience else (state, ())


def _case(state: Idle | Finding, text: str, moment: Moment, *, either: bool = False) -> Step:
    number = case_number(text)
    if number is None:
        if isinstance(state, Finding):
            # What was typed stays where it is.
            return replace(kept(state, moment), trouble=Trouble.SHAPE), ()
        return finding(state.hall, moment, Trouble.SHAPE), ()
    seeking = _seeking(state.hall, Sought.CASE, number, moment, either=either)
    return seeking, (m.LookUpCase(seeking.hall.serial, number),)


def _receipt(state: AskingReceipt, text: str, moment: Moment) -> Step:
    number = receipt_number(text)
    if number is None:
        return replace(kept(state, moment), trouble=Trouble.SHAPE), ()
    return _ask_receipt(state.hall, number, moment)


def _ask_receipt(hall: Hall, number: str, moment: Moment, *, either: bool = False) -> Step:
    seeking = _seeking(hall, Sought.RECEIPT, number, moment, either=either)
    return seeking, (m.LookUpReceipt(seeking.hall.serial, number),)


def _seeking(hall: Hall, sought: Sought, number: str, moment: Moment, *, either: bool) -> Seeking:
    hall, _ = begun(hall, moment)
    return Seeking(hall, sought, number, moment.mono + SEEK_SECONDS, either)


def _awaited(state: Seeking, sought: Sought, ticket: int) -> bool:
    return state.sought is sought and ticket == state.hall.serial


def _nothing(state: Seeking, trouble: Trouble, moment: Moment) -> Step:
    if state.sought is Sought.CASE:
        match trouble:
            case Trouble.SILENT:
                # Offline nobody is turned away: it is rated as typed, and settled by the centre later.
                typed = CaseRecord(state.number, (CaseStep(1),), told=False)
                return showing(state.hall, typed, moment), ()
            case Trouble.UNKNOWN if state.either:
                return _ask_receipt(state.hall, state.number, moment, either=True)
            case _:
                return finding(state.hall, moment, trouble), ()
    if state.either:
        return finding(state.hall, moment, trouble), ()
    if trouble is Trouble.UNKNOWN and looks_like_our_code(state.number):
        trouble = Trouble.SHAPE
    return asking_receipt(state.hall, moment, trouble), ()
