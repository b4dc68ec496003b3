"""The states of whoever looks after the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk_app.core.states.lasting import Hall
from kiosk_app.core.states.rating import Limbo
from kiosk_app.core.technician import Door, Report, Sheet


@dataclass(frozen=True, slots=True)
class AtDoor:
    """The technician's PIN page. An invitation ends it. `limbo` as out of service."""

    hall: Hall
    until: float
    door: Door
    limbo: Limbo | None = None


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody works on the terminal. `report` None: not told yet. `place`: which pad. `limbo` as out of service."""

    hall: Hall
    until: float
    sheet: Sheet = Sheet.OVERVIEW
    place: int = 0
    report: Report | None = None
    limbo: Limbo | None = None
