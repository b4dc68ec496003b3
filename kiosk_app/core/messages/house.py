"""Events of the terminal itself: what is in force, the disk, the centre, the printer, time."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk_app.core.board import Poster
from kiosk_app.core.case import Printing
from kiosk_app.core.messages.words import Deed
from kiosk_app.core.model import Configuration, Form


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
class TimePassed:
    """A deadline of the state may have come; posted by the engine."""


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
class ReadersTold:
    """Whether there is something to read a number with: a scanner, a card reader."""

    scanner: bool = False
    card: bool = False


@dataclass(frozen=True, slots=True)
class PrinterTold:
    """How the printer stands. `ticket`: of the PrintReceipt it is about; 0: in general."""

    ticket: int
    printing: Printing
