"""Events (past participles: something happened) and commands (imperatives: something is to be done).

`ticket` names a question somebody waits on; `token` the session a touch or press was meant for, so that one meant
for an earlier session never counts in the next. The moment of an event travels beside it, never inside it.
"""

from __future__ import annotations

from kiosk_app.core.messages.citizen import (
    AidToggled,
    ContactEntered,
    ContactOpened,
    DetailFinished,
    DutyCalled,
    DutyLeft,
    DutyOpened,
    IndicatorToggled,
    LanguageChosen,
    LevelChosen,
    LevelUndone,
    PrintAsked,
    RatingDeclined,
    ScreenTouched,
    TextEntered,
    TextOpened,
)
from kiosk_app.core.messages.commands import (
    Amend,
    Answer,
    CallDuty,
    Errand,
    Hold,
    Instruct,
    JudgePin,
    KeepClerk,
    LookUpCase,
    LookUpReceipt,
    OpenInvitation,
    PrintReceipt,
    Record,
    Release,
    Said,
    Tell,
    Withdraw,
)
from kiosk_app.core.messages.counter import (
    CleaningAsked,
    ClerkPaused,
    ClerkRestored,
    ClerkResumed,
    ClerkSignedIn,
    ClerkSignedOut,
    InvitationRecalled,
    InvitationReceived,
)
from kiosk_app.core.messages.house import (
    Configured,
    LineChanged,
    PhoneCodeCame,
    PostersCame,
    PrinterTold,
    ReadersTold,
    ReceiptCame,
    Stored,
    StoreFailed,
    StoreLost,
    StoreRecovered,
    TimePassed,
)
from kiosk_app.core.messages.kiosk import (
    CaseFound,
    CaseSought,
    CodeScanned,
    FindOpened,
    ReceiptAskOpened,
    ReceiptFound,
    ReceiptSought,
    SearchFailed,
    SessionFinished,
    StepChosen,
    TargetChosen,
    TargetsOpened,
    WelcomeOpened,
)
from kiosk_app.core.messages.technician import (
    CleaningBegun,
    DoorJudged,
    DoorKnocked,
    PinEntered,
    TechnicianCalled,
    TechnicianTold,
    TechnicianWished,
)
from kiosk_app.core.messages.words import Deed, Reply

__all__ = [
    "AidToggled",
    "Amend",
    "Answer",
    "CallDuty",
    "CaseFound",
    "CaseSought",
    "CleaningAsked",
    "CleaningBegun",
    "ClerkPaused",
    "ClerkRestored",
    "ClerkResumed",
    "ClerkSignedIn",
    "ClerkSignedOut",
    "CodeScanned",
    "Command",
    "Configured",
    "ContactEntered",
    "ContactOpened",
    "Deed",
    "DetailFinished",
    "DoorJudged",
    "DoorKnocked",
    "DutyCalled",
    "DutyLeft",
    "DutyOpened",
    "Errand",
    "Event",
    "FindOpened",
    "Hold",
    "IndicatorToggled",
    "Instruct",
    "InvitationRecalled",
    "InvitationReceived",
    "JudgePin",
    "KeepClerk",
    "LanguageChosen",
    "LevelChosen",
    "LevelUndone",
    "LineChanged",
    "LookUpCase",
    "LookUpReceipt",
    "OpenInvitation",
    "PhoneCodeCame",
    "PinEntered",
    "PostersCame",
    "PrintAsked",
    "PrintReceipt",
    "PrinterTold",
    "RatingDeclined",
    "ReadersTold",
    "ReceiptAskOpened",
    "ReceiptCame",
    "ReceiptFound",
    "ReceiptSought",
    "Record",
    "Release",
    "Reply",
    "Said",
    "ScreenTouched",
    "SearchFailed",
    "SessionFinished",
    "StepChosen",
    "StoreFailed",
    "StoreLost",
    "StoreRecovered",
    "Stored",
    "TargetChosen",
    "TargetsOpened",
    "TechnicianCalled",
    "TechnicianTold",
    "TechnicianWished",
    "Tell",
    "TextEntered",
    "TextOpened",
    "TimePassed",
    "WelcomeOpened",
    "Withdraw",
]

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
    | WelcomeOpened
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
    | ReadersTold
)

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
