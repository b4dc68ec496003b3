"""Events (past participles: something happened) and commands (imperatives: something is to be done).

`ticket` names a question somebody waits on; `token` the session a touch or press was meant for, so that one meant
for an earlier session never counts in the next. The moment of an event travels beside it, never inside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from kiosk_app.core.case import CaseRecord, Printing, ReceiptRecord, Trouble
from kiosk_app.core.model import (
    Aid,
    Clerk,
    Configuration,
    Contact,
    Ending,
    Fate,
    Form,
    Input,
    Invitation,
    Level,
    Moment,
    Rating,
)
from kiosk_app.core.resting import Poster
from kiosk_app.core.technician import Door, Report, Wish


class Deed(Enum):
    """What the ledger was asked to put on the disk."""

    OPEN = "open"
    HOLD = "hold"
    WITHDRAW = "withdraw"
    RELEASE = "release"


class Reply(Enum):
    """What a question of the counter's is answered with; the counter turns it into a status code."""

    DONE = "done"
    OFFERED = "offered"
    PRESENT = "present"
    OUT_OF_SERVICE = "out_of_service"
    NO_STAFF = "no_staff"
    ALREADY_RATED = "already_rated"
    BUSY = "busy"
    UNKNOWN = "unknown"


# -- events ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Configured:
    """A configuration of the centre's and a form are in force (fetched now or kept from before)."""

    configuration: Configuration
    form: Form


@dataclass(frozen=True, slots=True)
class StoreLost:
    """The outbox cannot store."""


@dataclass(frozen=True, slots=True)
class StoreRecovered:
    """The outbox can store again."""


@dataclass(frozen=True, slots=True)
class InvitationReceived:
    """The counter invites a rating. `already_rated`: the outbox has one of this case."""

    ticket: int
    invitation: Invitation
    already_rated: bool = False


@dataclass(frozen=True, slots=True)
class InvitationRecalled:
    """The counter takes an invitation back."""

    ticket: int
    invitation_id: str


@dataclass(frozen=True, slots=True)
class ClerkSignedIn:
    """A clerk has signed in, or changed their card."""

    ticket: int
    clerk: Clerk


@dataclass(frozen=True, slots=True)
class ClerkPaused:
    """A break, with the clerk kept."""

    ticket: int


@dataclass(frozen=True, slots=True)
class ClerkResumed:
    """Back from the break."""

    ticket: int


@dataclass(frozen=True, slots=True)
class ClerkSignedOut:
    """Nobody is at the counter."""

    ticket: int


@dataclass(frozen=True, slots=True)
class ClerkRestored:
    """Found on the disk at a start soon enough after the last stop; nobody waits for an answer."""

    clerk: Clerk
    paused: bool = False


@dataclass(frozen=True, slots=True)
class ScreenTouched:
    """Somebody touched the glass, anywhere."""

    token: int


@dataclass(frozen=True, slots=True)
class LevelChosen:
    """A face was tapped or a key pressed. The rating's id is born here."""

    token: int
    level: Level = field(repr=False)
    input: Input
    rating_id: str


@dataclass(frozen=True, slots=True)
class RatingDeclined:
    """“Not now”: stores no level."""

    token: int


@dataclass(frozen=True, slots=True)
class LevelUndone:
    """The citizen wants to choose again."""

    token: int


@dataclass(frozen=True, slots=True)
class IndicatorToggled:
    """A reason was chosen or taken back."""

    token: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TextOpened:
    """The citizen wants to write something."""

    token: int


@dataclass(frozen=True, slots=True)
class TextEntered:
    """The citizen left the text page, with what stands on it."""

    token: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContactOpened:
    """The citizen wants to leave a way to be reached."""

    token: int


@dataclass(frozen=True, slots=True)
class ContactEntered:
    """The citizen left the contact page, with what stands on it."""

    token: int
    contact: Contact = field(repr=False)


@dataclass(frozen=True, slots=True)
class DutyOpened:
    """The citizen asks about the duty manager."""

    token: int


@dataclass(frozen=True, slots=True)
class DutyLeft:
    """Back from there without calling anybody."""

    token: int


@dataclass(frozen=True, slots=True)
class DutyCalled:
    """The citizen wants the duty manager to come. The call's id is born here."""

    token: int
    duty_call_id: str


@dataclass(frozen=True, slots=True)
class CleaningBegun:
    """Somebody is about to wipe the glass."""

    token: int


@dataclass(frozen=True, slots=True)
class CleaningAsked:
    """The counter wants the glass wiped; who sits there needs no PIN and cannot touch a citizen's rating."""

    ticket: int


@dataclass(frozen=True, slots=True)
class DetailFinished:
    """Submit or skip: the citizen is done. `text` None: as it was."""

    token: int
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """Another language, for this session."""

    token: int
    language: str


@dataclass(frozen=True, slots=True)
class AidToggled:
    """An aid was asked for, or is no longer wanted, for this session."""

    token: int
    aid: Aid


@dataclass(frozen=True, slots=True)
class ReceiptCame:
    """The centre has given a rating its receipt number."""

    rating_id: str
    receipt_no: str


@dataclass(frozen=True, slots=True)
class LineChanged:
    """The centre is no longer reached, or again. Not posted before it was tried."""

    offline: bool


@dataclass(frozen=True, slots=True)
class PhoneCodeCame:
    """The address of the page for rating by phone; "" takes it back."""

    url: str


@dataclass(frozen=True, slots=True)
class PostersCame:
    """The hall's notices, those whose files are whole on the disk."""

    posters: tuple[Poster, ...]


@dataclass(frozen=True, slots=True)
class TimePassed:
    """A deadline of the state may have come; posted by the engine."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The disk has it. `ref`: the invitation's id (open) or the rating's."""

    deed: Deed
    ref: str


@dataclass(frozen=True, slots=True)
class StoreFailed:
    """The disk has it not. `rated`: because the case was rated before."""

    deed: Deed
    ref: str
    rated: bool = False


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


@dataclass(frozen=True, slots=True)
class FindOpened:
    """A citizen at a hall kiosk wants to find a case."""

    token: int


@dataclass(frozen=True, slots=True)
class TargetsOpened:
    """A citizen at a hall kiosk wants to rate without a case."""

    token: int


@dataclass(frozen=True, slots=True)
class ReceiptAskOpened:
    """A citizen at a hall kiosk wants to know what became of a rating."""

    token: int


@dataclass(frozen=True, slots=True)
class CaseSought:
    """A case's number was typed."""

    token: int
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReceiptSought:
    """A receipt's number or code was typed."""

    token: int
    number: str


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """A scanner or a card reader has read something; whether it is a case or a receipt, state and shape tell."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseFound:
    """The centre's answer to LookUpCase, with what this terminal has rated of it."""

    ticket: int
    case: CaseRecord = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReceiptFound:
    """The answer to LookUpReceipt."""

    ticket: int
    receipt: ReceiptRecord


@dataclass(frozen=True, slots=True)
class SearchFailed:
    """A look-up gave nothing."""

    ticket: int
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class StepChosen:
    """A step of the case on show is to be rated; `append`: for the second time. The invitation's id is born here."""

    token: int
    service_number: int
    append: bool
    invitation_id: str


@dataclass(frozen=True, slots=True)
class TargetChosen:
    """A window, a unit or the hall is to be rated. The invitation's id is born here."""

    token: int
    kind: str
    code: str
    invitation_id: str


@dataclass(frozen=True, slots=True)
class SessionFinished:
    """Whoever is here goes: nothing of theirs stays on show."""

    token: int


@dataclass(frozen=True, slots=True)
class PrintAsked:
    """The citizen wants the receipt on paper."""

    token: int


@dataclass(frozen=True, slots=True)
class PrinterTold:
    """How the printer stands. `ticket`: of the PrintReceipt it is about; 0: in general."""

    ticket: int
    printing: Printing


Event = (
    Configured
    | StoreLost
    | StoreRecovered
    | InvitationReceived
    | InvitationRecalled
    | ClerkSignedIn
    | ClerkPaused
    | ClerkResumed
    | ClerkSignedOut
    | ClerkRestored
    | ScreenTouched
    | LevelChosen
    | RatingDeclined
    | LevelUndone
    | IndicatorToggled
    | TextOpened
    | TextEntered
    | ContactOpened
    | ContactEntered
    | DutyOpened
    | DutyLeft
    | DutyCalled
    | CleaningBegun
    | CleaningAsked
    | DetailFinished
    | LanguageChosen
    | AidToggled
    | ReceiptCame
    | LineChanged
    | PhoneCodeCame
    | PostersCame
    | TimePassed
    | Stored
    | StoreFailed
    | DoorKnocked
    | PinEntered
    | DoorJudged
    | TechnicianCalled
    | TechnicianWished
    | TechnicianTold
    | FindOpened
    | TargetsOpened
    | ReceiptAskOpened
    | CaseSought
    | ReceiptSought
    | CodeScanned
    | CaseFound
    | ReceiptFound
    | SearchFailed
    | StepChosen
    | TargetChosen
    | SessionFinished
    | PrintAsked
    | PrinterTold
)


# -- commands --------------------------------------------------------------------------------------------------


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
    number: str


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


Command = (
    Answer
    | Tell
    | OpenInvitation
    | Hold
    | Amend
    | Withdraw
    | Release
    | Record
    | KeepClerk
    | CallDuty
    | JudgePin
    | Instruct
    | LookUpCase
    | LookUpReceipt
    | PrintReceipt
)
