"""Events at a hall kiosk: what a citizen chooses and looks for, what the centre says to it, what a scanner reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk_app.core.case import CaseRecord, ReceiptRecord, Trouble


@dataclass(frozen=True, slots=True)
class WelcomeOpened:
    """A citizen at a hall kiosk goes back to its choices; they are still there."""

    token: int


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
    number: str = field(repr=False)


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
