"""The states with nobody at the glass."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk_app.core.states.lasting import Hall
from kiosk_app.core.states.rating import Limbo


@dataclass(frozen=True, slots=True)
class NotSetUp:
    """No identity or no configuration yet."""

    hall: Hall


@dataclass(frozen=True, slots=True)
class OutOfService:
    """The disk takes no ratings. `limbo`: what was asked of the disk and never answered."""

    hall: Hall
    limbo: Limbo | None = None


@dataclass(frozen=True, slots=True)
class Idle:
    """Waiting for an invitation."""

    hall: Hall


@dataclass(frozen=True, slots=True)
class Cleaning:
    """The glass is being wiped: no touch and no press counts, and no invitation begins."""

    hall: Hall
    until: float
