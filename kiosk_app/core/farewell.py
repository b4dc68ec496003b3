"""What goes with the thanks: a receipt, and by when low ratings are answered. Nothing in it depends on the level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk_app.core.model import Moment, Rating
from kiosk_app.core.receipt import code_of
from kiosk_app.core.working_days import last_working_day


@dataclass(frozen=True, slots=True)
class Farewell:
    """`receipt`: "" where there is none. `promise` None and `within` above 0: the days, for the day is not known."""

    rating_id: str
    receipt: str
    promise: date | None
    within: int
    tapped: Moment
    task: str


def farewell_of(rating: Rating) -> Farewell:
    """The short code, and the promise counted from the day of the tap, if the clock is known to show it."""
    within = rating.configuration.answer_within_working_days or 0
    dated = within > 0 and rating.tapped.trust != "unknown"
    promise = last_working_day(rating.tapped.instant_ms, within) if dated else None
    receipt = code_of(rating.rating_id) or ""
    return Farewell(rating.rating_id, receipt, promise, within, rating.tapped, rating.invitation.title)
