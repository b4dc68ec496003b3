"""(state) → scene and cue. Pure: the same state always shows the same, so whatever is plugged in again is right."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core.farewell import farewell_of
from kiosk_app.core.frames import frame_of, running_out, session_frame
from kiosk_app.core.kiosk_scenes import kiosk_scene, welcome
from kiosk_app.core.model import Clerk, Role
from kiosk_app.core.moves import printing, technician
from kiosk_app.core.scene import (
    CleaningScene,
    ClerkCard,
    Cue,
    DoorScene,
    IdleScene,
    LapsedScene,
    OutOfServiceScene,
    PausedScene,
    Scene,
    SetupScene,
    TechnicianPadScene,
    TechnicianScene,
)
from kiosk_app.core.session_scenes import detail_scene, published_results, rating_scene, thanks_scene
from kiosk_app.core.states import (
    AskingReceipt,
    AtDoor,
    Choosing,
    Cleaning,
    Detailing,
    Finding,
    Finishing,
    Hall,
    Holding,
    Idle,
    Lapsed,
    NotSetUp,
    OfferingTargets,
    Opening,
    OutOfService,
    Releasing,
    Seeking,
    ShowingCase,
    ShowingReceipt,
    State,
    Technician,
    Thanks,
    Withdrawing,
)
from kiosk_app.core.technician import Sheet
from kiosk_app.core.times import CLEANING_SECONDS


def present(state: State) -> Scene:
    """The scene of a state."""
    hall = state.hall
    if hall.role is Role.EMBEDDED and isinstance(state, NotSetUp | OutOfService | Idle | Opening):
        return _aside(state)
    match state:
        case NotSetUp():
            return SetupScene(frame_of(hall))
        case OutOfService():
            return OutOfServiceScene(frame_of(hall))
        case Opening(before=before) if before is not None:
            # The disk's word comes within a millisecond or two; until then nothing seems to happen.
            return kiosk_scene(replace(before, hall=hall), replace(frame_of(hall), finish=True))
        case Idle() | Opening():
            if hall.is_kiosk:
                frame = frame_of(hall)
                return welcome(hall, frame, published_results(hall, frame.language))
            card = _card(hall.clerk) if _at_counter(hall) else None
            if not hall.staffed:
                return PausedScene(frame_of(hall), card)
            # The code is for who is served at this window; away from a counter there is none.
            phone = hall.phone if _at_counter(hall) else ""
            frame = frame_of(hall)
            return IdleScene(frame, card, phone, hall.posters, published_results(hall, frame.language))
        case Cleaning():
            return CleaningScene(running_out(frame_of(hall), state.until, CLEANING_SECONDS))
        case Choosing():
            session = state.session
            scene = rating_scene(hall, session)
            return replace(scene, frame=running_out(scene.frame, session.until, session.seconds))
        case Holding():
            return rating_scene(hall, state.session, chosen=state.rating.level)
        case Withdrawing():
            # Faces that take no touch yet: they return when the disk no longer has the level.
            return rating_scene(hall, state.session, locked=True)
        case Detailing():
            return detail_scene(state)
        case Finishing():
            return thanks_scene(session_frame(hall, state.session), farewell_of(state.rating), undo=True)
        case Releasing():
            return thanks_scene(session_frame(hall, state.session), farewell_of(state.rating))
        case Thanks():
            frame = replace(frame_of(hall, state.token), finish=state.own)
            frame = running_out(frame, state.until, state.span) if state.farewell.receipt else frame
            return replace(thanks_scene(frame, state.farewell), printing=printing.standing(state))
        case Lapsed():
            return LapsedScene(replace(frame_of(hall, state.token), finish=state.own))
        case Seeking():
            # A touch does not make the centre answer: no time to see running out.
            return kiosk_scene(state, replace(frame_of(hall), finish=True))
        case Finding() | ShowingCase() | OfferingTargets() | AskingReceipt() | ShowingReceipt():
            frame = running_out(frame_of(hall), state.visit.until, state.visit.seconds)
            return kiosk_scene(state, replace(frame, finish=True))
        case AtDoor():
            return DoorScene(
                replace(frame_of(hall), large=False, low=False, guide=False, ends=state.door.shut_until), state.door
            )
        case Technician():
            return _technician(state)


def _aside(state: NotSetUp | OutOfService | Idle | Opening) -> Scene:
    """What lies behind the host application's window: nobody sees it, so it brings no notices and no codes."""
    frame = replace(frame_of(state.hall), aside=True)
    match state:
        case NotSetUp():
            return SetupScene(frame)
        case OutOfService():
            return OutOfServiceScene(frame)
        case Idle() | Opening():
            return IdleScene(frame, None)


def cue(state: State) -> tuple[Cue, int | None]:
    """What the pad says, and the token its presses bring back; None while a press counts for nothing."""
    match state:
        case NotSetUp() | OutOfService() | Cleaning() | Lapsed() | AtDoor() | Technician():
            return Cue.OFF, None
        case Finding() | Seeking() | ShowingCase() | OfferingTargets() | AskingReceipt() | ShowingReceipt():
            return Cue.WELCOME, None
        case Idle() | Opening():
            return (Cue.WELCOME if state.hall.staffed else Cue.OFF), None
        case Choosing() | Holding():
            return Cue.ASK, state.session.token
        case Withdrawing():
            return Cue.OFF, None
        case Detailing() | Finishing() | Releasing() | Thanks():
            return Cue.THANKS, None


def _technician(state: Technician) -> Scene:
    # Long lines and many of them: these pages have one size, and no guide reads a PIN out.
    frame = replace(frame_of(state.hall), large=False, low=False, guide=False)
    if state.sheet is Sheet.OVERVIEW:
        return TechnicianScene(frame, state.report, clean=technician.cleanable(state) is not None)
    pads = state.report.pads if state.report else ()
    pad = pads[state.place] if state.place < len(pads) else None
    return TechnicianPadScene(frame, pad, state.place, len(pads))


def _at_counter(hall: Hall) -> bool:
    return hall.configuration is not None and hall.configuration.role is Role.COUNTER


def _card(clerk: Clerk | None) -> ClerkCard | None:
    if clerk is None:
        return None
    return ClerkCard(clerk.staff_no, clerk.name, clerk.title, clerk.stars, clerk.motto, clerk.photo)
