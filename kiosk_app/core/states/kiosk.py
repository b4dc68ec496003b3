"""The states of a hall kiosk before and beside a rating. Whatever was found goes with its state.

The token of their scenes is `hall.serial`, which each of them has for itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk_app.core.case import CaseRecord, ReceiptRecord, Sought, Trouble
from kiosk_app.core.states.lasting import Hall, Visit


@dataclass(frozen=True, slots=True)
class Finding:
    """A case's number is awaited. `trouble`: why the last one gave nothing."""

    hall: Hall
    visit: Visit
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Seeking:
    """The centre is being asked, until `patience`. `number`: as it was asked for. `either`: it may be a receipt's as
    well as a case's, for it was read from a paper."""

    hall: Hall
    sought: Sought
    number: str = field(repr=False)
    patience: float
    either: bool = False


@dataclass(frozen=True, slots=True)
class ShowingCase:
    """A case on show."""

    hall: Hall
    visit: Visit
    case: CaseRecord = field(repr=False)


@dataclass(frozen=True, slots=True)
class OfferingTargets:
    """What can be rated without a case."""

    hall: Hall
    visit: Visit


@dataclass(frozen=True, slots=True)
class AskingReceipt:
    """A receipt's number is awaited. `trouble`: why the last one gave nothing."""

    hall: Hall
    visit: Visit
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class ShowingReceipt:
    """What became of a rating."""

    hall: Hall
    visit: Visit
    receipt: ReceiptRecord = field(repr=False)
