"""The scenes of a hall kiosk: what stands before and beside the rating itself, which has the scenes of a counter."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk_app.core.case import CaseRecord, ReceiptRecord, Sought, Target, Trouble
from kiosk_app.core.resting import Frame, WelcomeScene

__all__ = [
    "HALL_NAMES",
    "CaseScene",
    "FindScene",
    "HallScene",
    "ReceiptAskScene",
    "ReceiptScene",
    "SeekingScene",
    "TargetsScene",
    "WelcomeScene",
]


@dataclass(frozen=True, slots=True)
class FindScene:
    """A large keypad for the case's number. `scanner`, `card`: another way in is there."""

    frame: Frame
    trouble: Trouble | None = None
    scanner: bool = False
    card: bool = False


@dataclass(frozen=True, slots=True)
class SeekingScene:
    """The centre is being asked."""

    frame: Frame
    sought: Sought


@dataclass(frozen=True, slots=True)
class CaseScene:
    """A case and its steps; one that was not told by the centre can be rated as typed, and is settled later."""

    frame: Frame
    case: CaseRecord = field(repr=False)


@dataclass(frozen=True, slots=True)
class TargetsScene:
    """Windows, units, the hall."""

    frame: Frame
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class ReceiptAskScene:
    """A large keypad for the receipt's number or code."""

    frame: Frame
    trouble: Trouble | None = None
    scanner: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptScene:
    """What became of a rating. `within`: working days, where no day can be named; 0 = nothing promised."""

    frame: Frame
    receipt: ReceiptRecord
    within: int = 0


# At rest it is a resting scene: the first frame needs nothing else.
HallScene = WelcomeScene | FindScene | SeekingScene | CaseScene | TargetsScene | ReceiptAskScene | ReceiptScene

HALL_NAMES: dict[type, str] = {
    FindScene: "find",
    SeekingScene: "seeking",
    CaseScene: "case",
    TargetsScene: "targets",
    ReceiptAskScene: "receipt_ask",
    ReceiptScene: "receipt",
}
