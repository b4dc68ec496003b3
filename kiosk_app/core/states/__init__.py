"""The states of the session, as frozen values. What moves between them is in `session.py`, and only there."""

from __future__ import annotations

from kiosk_app.core.states.kiosk import (
    AskingReceipt,
    Finding,
    OfferingTargets,
    Seeking,
    ShowingCase,
    ShowingReceipt,
)
from kiosk_app.core.states.lasting import Hall, Session, Visit
from kiosk_app.core.states.rating import (
    Choosing,
    Detailing,
    Finishing,
    Holding,
    Lapsed,
    Limbo,
    Opening,
    Page,
    Releasing,
    Thanks,
    Withdrawing,
)
from kiosk_app.core.states.resting import Cleaning, Idle, NotSetUp, OutOfService
from kiosk_app.core.states.technician import AtDoor, Technician

__all__ = [
    "AskingReceipt",
    "AtDoor",
    "Choosing",
    "Cleaning",
    "Detailing",
    "Finding",
    "Finishing",
    "Hall",
    "Holding",
    "Idle",
    "Lapsed",
    "Limbo",
    "NotSetUp",
    "OfferingTargets",
    "Opening",
    "OutOfService",
    "Page",
    "Releasing",
    "Seeking",
    "Session",
    "ShowingCase",
    "ShowingReceipt",
    "State",
    "Technician",
    "Thanks",
    "Visit",
    "Withdrawing",
]

State = (
    NotSetUp
    | OutOfService
    | Idle
    | Cleaning
    | Opening
    | Choosing
    | Holding
    | Detailing
    | Withdrawing
    | Finishing
    | Releasing
    | Lapsed
    | Thanks
    | Finding
    | Seeking
    | ShowingCase
    | OfferingTargets
    | AskingReceipt
    | ShowingReceipt
    | AtDoor
    | Technician
)
