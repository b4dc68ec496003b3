"""The states of a rating, from the invitation to the thanks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk_app.core.case import Printing
from kiosk_app.core.farewell import Farewell
from kiosk_app.core.messages import InvitationReceived
from kiosk_app.core.model import Invitation, Rating
from kiosk_app.core.states.kiosk import OfferingTargets, ShowingCase
from kiosk_app.core.states.lasting import Hall, Session


class Page(Enum):
    """What of the detail is open; the reasons lead to all others."""

    REASONS = "reasons"
    TEXT = "text"
    CONTACT = "contact"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Opening:
    """The invitation is on its way to the disk. `recalled`: the ticket of who took it back meanwhile.

    Of a citizen's own: `before` stays on show meanwhile, and `gone`: they have ended it.
    """

    hall: Hall
    ticket: int
    invitation: Invitation
    staff_no: str | None
    patience: float
    recalled: int | None = None
    before: ShowingCase | OfferingTargets | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Choosing:
    """Five faces on offer. Touches before `guard` were meant for what was there before."""

    hall: Hall
    session: Session
    guard: float
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """The level is on its way to the disk; nothing more counts."""

    hall: Hall
    session: Session
    rating: Rating
    patience: float


@dataclass(frozen=True, slots=True)
class Detailing:
    """The level is on the disk; reasons, words, a way to be reached may follow. `page`: where the citizen is."""

    hall: Hall
    session: Session
    rating: Rating
    undo_until: float
    last_touch: float
    page: Page = Page.REASONS


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """The level is being taken off the disk. `choose_until`: when the faces that return lapse."""

    hall: Hall
    session: Session
    rating: Rating
    choose_until: float
    patience: float


@dataclass(frozen=True, slots=True)
class Finishing:
    """The citizen is done; the undo has not passed yet."""

    hall: Hall
    session: Session
    rating: Rating
    undo_until: float


@dataclass(frozen=True, slots=True)
class Releasing:
    """The rating is being made final. `following`: an invitation that begins right after."""

    hall: Hall
    session: Session
    rating: Rating
    patience: float
    following: InvitationReceived | None = None


@dataclass(frozen=True, slots=True)
class Lapsed:
    """The time is over and nothing was recorded: said for a moment, or until the next invitation comes."""

    hall: Hall
    until: float
    token: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Thanks:
    """Said; until its time is over or the next invitation comes. `latest`: when a touch keeps it no longer; `span`: how
    long it stands without one. `printing`: of its receipt, once that was asked for."""

    hall: Hall
    until: float
    token: int
    farewell: Farewell
    span: float
    latest: float
    own: bool = False
    printing: Printing | None = None


Limbo = Opening | Holding | Withdrawing | Releasing
"""What was asked of the disk and never answered."""
