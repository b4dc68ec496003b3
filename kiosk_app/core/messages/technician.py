"""Events of whoever looks after the terminal: the door, the pages behind it, the glass being wiped."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk_app.core.technician import Door, Report, Wish


@dataclass(frozen=True, slots=True)
class CleaningBegun:
    """Somebody is about to wipe the glass."""

    token: int


@dataclass(frozen=True, slots=True)
class DoorKnocked:
    """The technician's gesture was made on a resting scene."""

    token: int


@dataclass(frozen=True, slots=True)
class PinEntered:
    """Somebody wants in with this PIN."""

    token: int
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DoorJudged:
    """How the door stands, and whether it opens. Comes of JudgePin."""

    door: Door


@dataclass(frozen=True, slots=True)
class TechnicianCalled:
    """The command line wants the technician's pages opened."""

    ticket: int


@dataclass(frozen=True, slots=True)
class TechnicianWished:
    """The technician touched something."""

    token: int
    wish: Wish


@dataclass(frozen=True, slots=True)
class TechnicianTold:
    """How the terminal is now."""

    report: Report
