"""The states of the session, as frozen values. What moves between them is in `session.py`, and only there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from kiosk_app.core.farewell import Farewell
from kiosk_app.core.messages import InvitationReceived
from kiosk_app.core.model import Aid, Clerk, Configuration, Form, Invitation, Moment, Rating, Role
from kiosk_app.core.resting import Poster
from kiosk_app.core.technician import Door, Report, Sheet


class Page(Enum):
    """What of the detail is open; the reasons lead to all others."""

    REASONS = "reasons"
    TEXT = "text"
    CONTACT = "contact"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Hall:
    """What outlives a session: who is signed in, what is in force, whether the disk takes ratings.

    `newer` waits for the end of a session. `serial` counts the times faces were offered; it is the token that touches
    and presses bring back. `language` None: the first of the configuration's. `offline`: the centre is not reached.
    `phone`: the address for rating by phone, "" where there is none. `posters`: the hall's notices. `forget_at`: when a
    language or an aid that was chosen with no session open is forgotten.
    """

    configuration: Configuration | None = None
    form: Form | None = None
    newer: tuple[Configuration, Form] | None = None
    clerk: Clerk | None = None
    paused: bool = False
    store_ok: bool = True
    serial: int = 0
    language: str | None = None
    aids: frozenset[Aid] = frozenset()
    forget_at: float | None = None
    offline: bool = False
    phone: str = ""
    posters: tuple[Poster, ...] = ()

    @property
    def staffed(self) -> bool:
        """Whether a rating may be invited: at a counter somebody is signed in and not on a break."""
        if self.configuration is None or self.configuration.role is not Role.COUNTER:
            return True
        return self.clerk is not None and not self.paused

    @property
    def staff_no(self) -> str | None:
        """Whom a rating names; nobody away from a counter."""
        if self.clerk is None or self.configuration is None or self.configuration.role is not Role.COUNTER:
            return None
        return self.clerk.staff_no

    @property
    def spoken(self) -> str:
        """The language on the screen; Chinese before there is a configuration."""
        return self.language or (self.configuration.languages[0] if self.configuration else "zh-CN")

    def as_before_a_session(self) -> Hall:
        """Language and aids forgotten, the newer configuration in force."""
        configuration, form = self.newer or (self.configuration, self.form)
        return replace(
            self,
            configuration=configuration,
            form=form,
            newer=None,
            language=None,
            aids=frozenset(),
            forget_at=None,
        )


@dataclass(frozen=True, slots=True)
class Session:
    """One invitation on the screen. `until`: when it lapses, `seconds` after the last touch. `token`: the serial of
    the faces on offer. `duty_called`: the duty manager was called in it; a call stands, whatever becomes of the level.
    """

    invitation: Invitation
    configuration: Configuration
    form: Form
    staff_no: str | None
    offered: Moment
    until: float
    seconds: float
    token: int
    duty_called: bool = field(default=False, repr=False)


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


@dataclass(frozen=True, slots=True)
class Opening:
    """The invitation is on its way to the disk. `recalled`: the ticket of who took it back meanwhile."""

    hall: Hall
    ticket: int
    invitation: Invitation
    staff_no: str | None
    patience: float
    recalled: int | None = None


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


@dataclass(frozen=True, slots=True)
class Thanks:
    """Said; until its time is over or the next invitation comes. `latest`: when a touch keeps it no longer; `span`: how
    long it stands without one."""

    hall: Hall
    until: float
    token: int
    farewell: Farewell
    span: float
    latest: float


Limbo = Opening | Holding | Withdrawing | Releasing
"""What was asked of the disk and never answered."""


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
    | Thanks
    | Lapsed
    | AtDoor
    | Technician
)
