"""The states of a hall kiosk → their scenes; the rest of `present.py`. Pure."""

from __future__ import annotations

from kiosk_app.core.board import Published
from kiosk_app.core.case import UNANSWERED, ReceiptRecord
from kiosk_app.core.hall_scene import (
    CaseScene,
    FindScene,
    HallScene,
    ReceiptAskScene,
    ReceiptScene,
    SeekingScene,
    TargetsScene,
    WelcomeScene,
)
from kiosk_app.core.resting import Frame
from kiosk_app.core.states import (
    AskingReceipt,
    Finding,
    Hall,
    OfferingTargets,
    Seeking,
    ShowingCase,
    ShowingReceipt,
)


def welcome(hall: Hall, frame: Frame, published: Published | None) -> WelcomeScene:
    """A hall kiosk at rest."""
    targets = hall.configuration.targets if hall.configuration else ()
    return WelcomeScene(frame, bool(targets), hall.posters, published)


def kiosk_scene(
    state: Finding | Seeking | ShowingCase | OfferingTargets | AskingReceipt | ShowingReceipt, frame: Frame
) -> HallScene:
    """The scene of one of its states; `frame` has its time and the way out."""
    hall = state.hall
    match state:
        case Finding():
            return FindScene(frame, state.trouble, hall.scanner, hall.card)
        case Seeking():
            return SeekingScene(frame, state.sought)
        case ShowingCase():
            return CaseScene(frame, state.case)
        case OfferingTargets():
            return TargetsScene(frame, hall.configuration.targets if hall.configuration else ())
        case AskingReceipt():
            return ReceiptAskScene(frame, state.trouble, hall.scanner)
        case ShowingReceipt():
            return ReceiptScene(frame, state.receipt, _within(hall, state.receipt))


def _within(hall: Hall, receipt: ReceiptRecord) -> int:
    """The days that are promised, where the day itself is not known and the answer not there."""
    if hall.configuration is None or receipt.due is not None or receipt.progress not in UNANSWERED:
        return 0
    return hall.configuration.answer_within_working_days or 0
