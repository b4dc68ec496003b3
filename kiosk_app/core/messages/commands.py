"""Commands: what is to be done after a step, by the disk, the counter, the centre, the devices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kiosk_app.core.messages.words import Reply
from kiosk_app.core.model import Clerk, Ending, Fate, Invitation, Moment, Rating
from kiosk_app.core.technician import Wish


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer a question of the counter's. `fate`: where its invitation stands, if it asked about one."""

    ticket: int
    reply: Reply
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """Say where an invitation stands, to whoever waits for it."""

    invitation_id: str
    fate: Fate


Said = Answer | Tell


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """Put an open invitation on the disk, so that a crash leaves it accounted for. → Stored(OPEN)."""

    invitation: Invitation
    offered: Moment


@dataclass(frozen=True, slots=True)
class Hold:
    """Put the level on the disk. → Stored(HOLD)."""

    rating: Rating
    offered: Moment


@dataclass(frozen=True, slots=True)
class Amend:
    """Put what was added to a held rating on the disk; nobody waits for it."""

    rating: Rating


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a held rating off the disk. → Stored(WITHDRAW)."""

    rating_id: str


@dataclass(frozen=True, slots=True)
class Release:
    """Make a held rating final: number and chain, and its invitation's ending. → Stored(RELEASE).

    A release that fails is tried again by the ledger until it succeeds: the level is on the disk.
    """

    rating: Rating
    ending: Ending


@dataclass(frozen=True, slots=True)
class Record:
    """Put an ending without a rating on the disk; `after` is said when the disk has it (or cannot have it)."""

    ending: Ending
    after: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepClerk:
    """Put on the disk who is signed in; `after` is said when the disk has it (or cannot have it)."""

    clerk: Clerk | None
    paused: bool
    after: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class CallDuty:
    """Have the hall's duty manager called, now: the centre, not the disk. The rating says it too."""

    duty_call_id: str
    rating_id: str
    hall_code: str | None
    win_no: str | None
    at: Moment


@dataclass(frozen=True, slots=True)
class JudgePin:
    """Say how the door stands, and with a PIN whether it is the one. → DoorJudged."""

    pin: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Instruct:
    """What the technician's desk is to do, with which of the pads. OVERVIEW opens it, LEAVE closes it; another page or
    pad ends the lesson."""

    wish: Wish
    place: int = 0


@dataclass(frozen=True, slots=True)
class LookUpCase:
    """Ask the centre for a case. → CaseFound | SearchFailed."""

    ticket: int
    project_no: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookUpReceipt:
    """Ask what became of a rating, here and at the centre. → ReceiptFound | SearchFailed."""

    ticket: int
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """Put a receipt on paper; nothing waits for it. → PrinterTold."""

    ticket: int
    receipt: str
    rating_id: str
    language: str
    tapped: Moment
    task: str | None = None
    promise: date | None = None


Errand = CallDuty | LookUpCase | LookUpReceipt | PrintReceipt
"""What goes beyond the disk and the counter; each is let go at once, and what comes of it comes as an event."""
