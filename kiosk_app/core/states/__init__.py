"""The states of the session, as frozen values. What moves between them is in `session.py`, and only there."""

from __future__ import annotations

from kiosk_app.core.states.lasting import Hall, Session
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
    "AtDoor",
    "Choosing",
    "Cleaning",
    "Detailing",
    "Finishing",
    "Hall",
    "Holding",
    "Idle",
    "Lapsed",
    "Limbo",
    "NotSetUp",
    "Opening",
    "OutOfService",
    "Page",
    "Releasing",
    "Session",
    "State",
    "Technician",
    "Thanks",
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
    | AtDoor
    | Technician
)
