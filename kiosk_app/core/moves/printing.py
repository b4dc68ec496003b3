"""The receipt on paper. Nothing waits for it."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.case import Printing
from kiosk_app.core.model import Moment
from kiosk_app.core.moves.kiosk import printer_told
from kiosk_app.core.moves.release import kept
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Thanks


def standing(state: Thanks) -> Printing:
    """Where this receipt's paper stands."""
    if not state.farewell.receipt:
        return Printing.NONE
    return state.printing or state.hall.printer


def asked(state: Thanks, event: m.PrintAsked, moment: Moment) -> Step:
    """Once; and again where the last try failed, for somebody may have put in paper."""
    if event.token != state.token or standing(state) in (Printing.NONE, Printing.AT_WORK, Printing.DONE):
        return state, ()
    farewell = state.farewell
    command = m.PrintReceipt(
        ticket=state.token,
        receipt=farewell.receipt,
        rating_id=farewell.rating_id,
        language=state.hall.spoken,
        tapped=farewell.tapped,
        task=farewell.task or None,
        promise=farewell.promise,
    )
    return replace(kept(state, moment), printing=Printing.AT_WORK), (command,)


def told(state: Thanks, event: m.PrinterTold, moment: Moment) -> Step:
    """How the printer stands with this receipt, or in general."""
    if event.ticket == state.token:
        return replace(state, printing=event.printing), ()
    return printer_told(state, event, moment)
