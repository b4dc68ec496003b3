"""The session: one file owns the machine, and the table at its end is the specification; the moves are in `moves/`.

`step(state, event, moment)` gives the next state and the commands that follow from it. It is pure: no clock, no disk,
no screen. Every pair of a state and an event stands in exactly one of TRANSITIONS and IGNORED. Time comes in with the
moment of an event and leaves as `deadline(state)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from kiosk_app.core import messages as m
from kiosk_app.core.ignored import REASONS
from kiosk_app.core.messages import Command, Event
from kiosk_app.core.model import Moment, Role
from kiosk_app.core.moves import (
    centre,
    cleaning,
    clerk,
    contact,
    detail,
    duty,
    faces,
    invitations,
    kiosk,
    own,
    printing,
    release,
    resting,
    seeking,
    silence,
    technician,
    undo,
    view,
)
from kiosk_app.core.moves.step import Step
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


def start(*, store_ok: bool = True, role: Role = Role.COUNTER) -> State:
    """The state of a terminal that has just been switched on; `role` holds until the centre has said."""
    return NotSetUp(Hall(store_ok=store_ok, role_here=role))


def step(state: State, event: Event, moment: Moment) -> Step:
    """What follows from `event` at `moment`. A deadline that passed before it is honoured first."""
    commands: tuple[Command, ...] = ()
    due = deadline(state)
    if due is not None and due <= moment.mono and not isinstance(event, m.TimePassed):
        state, commands = step(state, m.TimePassed(), moment)
    row = TRANSITIONS.get((type(state), type(event)))
    if row is None:
        return state, commands
    state, more = row.move(state, event, moment)
    return state, commands + more


def deadline(state: State) -> float | None:
    """When TimePassed is wanted next, in the seconds of `Moment.mono`; None where waiting is the state's nature."""
    match state:
        case NotSetUp() | OutOfService() | Idle():
            return state.hall.forget_at
        case Opening() | Holding() | Withdrawing() | Releasing() | Seeking():
            return state.patience
        case Finding() | ShowingCase() | OfferingTargets() | AskingReceipt() | ShowingReceipt():
            return state.visit.until
        case Choosing():
            return state.session.until
        case Detailing():
            over = detail.over(state)
            return min(over, state.undo_until) if state.undo_until > state.last_touch else over
        case Finishing():
            return state.undo_until
        case Cleaning() | Thanks() | Lapsed() | Technician():
            return state.until
        case AtDoor():
            return state.until if state.door.shut_until is None else min(state.until, state.door.shut_until)


# -- the table -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what is done, and every state it can lead to (itself included where it can stay)."""

    move: Callable[[Any, Any, Moment], Step]
    to: tuple[type, ...]


STATES: tuple[type, ...] = get_args(State)
EVENTS: tuple[type, ...] = get_args(Event)

_RESTING = (NotSetUp, OutOfService, Idle)
_VISITED = (Finding, ShowingCase, OfferingTargets, AskingReceipt, ShowingReceipt)
_KIOSK = (*_VISITED, Seeking)
_RATING = (Opening, Choosing, Holding, Detailing, Withdrawing, Finishing, Releasing, Thanks, Lapsed)
_AT_WORK = (Cleaning, *_RATING, *_KIOSK)
_TOUCHABLE = tuple(state for state in STATES if state is not Cleaning)
_TECHNICIAN = (AtDoor, Technician)
_CLERK = (m.ClerkSignedIn, m.ClerkPaused, m.ClerkResumed, m.ClerkSignedOut)
_LEVEL_STORED = (Holding, Detailing, Withdrawing, Finishing, Releasing)


def _rows() -> dict[tuple[type, type], Row]:
    rows: dict[tuple[type, type], Row] = {}

    def on(states: tuple[type, ...], events: tuple[type, ...], move: Callable[..., Step], *to: type) -> None:
        """`to` empty: it stays."""
        for state in states:
            for event in events:
                if (state, event) in rows:
                    raise ValueError(f"{state.__name__} × {event.__name__} is decided twice")
                rows[state, event] = Row(move, to or (state,))

    on((NotSetUp,), (m.Configured,), resting.configured, Idle, OutOfService)
    on((Idle,), (m.Configured,), resting.configured, Idle)
    on((OutOfService, *_AT_WORK, *_TECHNICIAN), (m.Configured,), resting.configured_later)
    on((NotSetUp,), (m.StoreLost,), resting.store_lost, NotSetUp)
    on((Idle,), (m.StoreLost,), resting.store_lost, OutOfService)
    on((OutOfService, *_AT_WORK, *_TECHNICIAN), (m.StoreLost,), resting.store_lost_meanwhile)
    on((OutOfService,), (m.StoreRecovered,), resting.back_in_service, OutOfService, Idle)
    on((NotSetUp, Idle, *_AT_WORK, *_TECHNICIAN), (m.StoreRecovered,), resting.store_recovered)
    on(_RESTING, (m.TimePassed,), resting.forget)
    on((Idle,), (m.CleaningBegun,), cleaning.begun, Idle, Cleaning)
    on((OutOfService,), (m.CleaningBegun,), cleaning.begun, OutOfService, Cleaning)
    on((Cleaning,), (m.TimePassed,), cleaning.over, Cleaning, Idle, OutOfService)
    on((Idle,), (m.CleaningAsked,), cleaning.asked, Cleaning)
    on((OutOfService,), (m.CleaningAsked,), cleaning.asked, OutOfService, Cleaning)
    on((Cleaning,), (m.CleaningAsked,), cleaning.asked_again)
    on((NotSetUp,), (m.CleaningAsked,), cleaning.not_set_up)
    on(
        tuple(state for state in (*_AT_WORK, *_TECHNICIAN) if state is not Cleaning),
        (m.CleaningAsked,),
        cleaning.not_now,
    )

    unaffected = tuple(state for state in STATES if state is not Choosing)
    on(unaffected, _CLERK, clerk.changed)
    on((Choosing,), _CLERK, clerk.changed_before_a_level, Choosing, Idle, OutOfService)
    on(_RESTING, (m.ClerkRestored,), clerk.changed)

    on((Idle,), (m.InvitationReceived,), invitations.received, Idle, Opening)
    on((Thanks,), (m.InvitationReceived,), invitations.received, Thanks, Opening)
    on((Lapsed,), (m.InvitationReceived,), invitations.received, Lapsed, Opening)
    on((Cleaning, *_KIOSK), (m.InvitationReceived,), kiosk.received)
    on((NotSetUp, OutOfService), (m.InvitationReceived,), invitations.received)
    on(
        (Opening, Choosing, Holding, Withdrawing, Finishing, Releasing),
        (m.InvitationReceived,),
        invitations.received_while_open,
    )
    on((Detailing,), (m.InvitationReceived,), detail.received, Detailing, Releasing)
    none_open = (*_RESTING, Cleaning, Thanks, Lapsed, *_KIOSK, *_TECHNICIAN)
    on(none_open, (m.InvitationRecalled,), invitations.recalled_nothing)
    on((Opening,), (m.InvitationRecalled,), invitations.recalled_while_opening)
    on((Choosing,), (m.InvitationRecalled,), invitations.recalled, Choosing, Idle, OutOfService)
    on(_LEVEL_STORED, (m.InvitationRecalled,), invitations.recalled_too_late)
    on((Opening,), (m.Stored,), invitations.opened, Opening, Choosing, Idle, OutOfService)
    on((Opening,), (m.StoreFailed,), invitations.not_opened, Opening, OutOfService)

    on((Choosing,), (m.ScreenTouched,), faces.touched)
    on((Choosing,), (m.LevelChosen,), faces.level_chosen, Choosing, Holding)
    on((Choosing,), (m.RatingDeclined,), faces.declined, Choosing, Idle, OutOfService)
    on((Choosing,), (m.TimePassed,), faces.time_passed, Choosing, Lapsed)
    on((Lapsed,), (m.TimePassed,), faces.lapse_said, Lapsed, Idle, OutOfService)
    on((Holding,), (m.Stored,), faces.held, Holding, Detailing, Releasing)
    on((Holding,), (m.StoreFailed,), faces.not_held, Holding, OutOfService, Idle, ShowingCase)

    on((Detailing,), (m.ScreenTouched,), detail.touched)
    on((Detailing,), (m.IndicatorToggled,), detail.toggled)
    on((Detailing,), (m.TextOpened,), detail.text_opened)
    on((Detailing,), (m.TextEntered,), detail.text_entered)
    on((Detailing,), (m.ContactOpened,), contact.opened)
    on((Detailing,), (m.ContactEntered,), contact.entered)
    on((Detailing,), (m.DutyOpened,), duty.opened)
    on((Detailing,), (m.DutyLeft,), duty.left)
    on((Detailing,), (m.DutyCalled,), duty.called)
    on((Detailing,), (m.DetailFinished,), detail.finished, Detailing, Finishing, Releasing)
    on((Detailing,), (m.TimePassed,), detail.time_passed, Detailing, Releasing)
    on((Detailing,), (m.LevelUndone,), undo.undone, Detailing, Withdrawing)
    on((Finishing,), (m.LevelUndone,), undo.undone, Finishing, Withdrawing)
    on((Withdrawing,), (m.Stored,), undo.withdrawn, Withdrawing, Choosing, Idle, OutOfService)
    on((Withdrawing,), (m.StoreFailed,), undo.not_withdrawn, Withdrawing, Detailing, Releasing)

    on((Finishing,), (m.TimePassed,), release.undo_over, Finishing, Releasing)
    on((Releasing,), (m.Stored, m.StoreFailed), release.released, Releasing, Thanks, Opening, Idle, OutOfService)
    on((Thanks,), (m.ScreenTouched,), release.touched)
    on((Thanks,), (m.ReceiptCame,), release.receipt_came)
    on((Thanks,), (m.TimePassed,), release.thanks_over, Thanks, Idle, OutOfService)

    on((Idle,), (m.FindOpened,), kiosk.find_opened, Idle, Finding)
    on((Idle,), (m.TargetsOpened,), kiosk.targets_opened, Idle, OfferingTargets)
    on((Idle,), (m.ReceiptAskOpened,), kiosk.receipt_ask_opened, Idle, AskingReceipt)
    on((Idle,), (m.CodeScanned,), seeking.code_scanned, Idle, Finding, Seeking)
    on((Finding,), (m.CodeScanned,), seeking.code_scanned, Finding, Seeking)
    on((AskingReceipt,), (m.CodeScanned,), seeking.code_scanned, AskingReceipt, Seeking)
    for here in _KIOSK:
        on((here,), (m.FindOpened,), kiosk.find_opened, here, Finding)
        on((here,), (m.TargetsOpened,), kiosk.targets_opened, here, OfferingTargets)
        on((here,), (m.ReceiptAskOpened,), kiosk.receipt_ask_opened, here, AskingReceipt)
        on((here,), (m.SessionFinished,), kiosk.finished, here, Idle, OutOfService)
        on((here,), (m.WelcomeOpened,), kiosk.welcome_opened, here, Idle, OutOfService)
    for here in _VISITED:
        on((here,), (m.ScreenTouched,), kiosk.touched)
        on((here,), (m.TimePassed,), kiosk.time_passed, here, Idle, OutOfService)
    on((Finding,), (m.CaseSought,), seeking.case_sought, Finding, Seeking)
    on((AskingReceipt,), (m.ReceiptSought,), seeking.receipt_sought, AskingReceipt, Seeking)
    on((Seeking,), (m.CaseFound,), seeking.case_found, Seeking, ShowingCase)
    on((Seeking,), (m.ReceiptFound,), seeking.receipt_found, Seeking, ShowingReceipt)
    failed = (Seeking, ShowingCase, Finding, AskingReceipt)
    on((Seeking,), (m.SearchFailed,), seeking.search_failed, *failed)
    on((Seeking,), (m.TimePassed,), seeking.time_passed, *failed)
    on((ShowingCase,), (m.StepChosen,), own.step_chosen, ShowingCase, Opening, OutOfService)
    on((OfferingTargets,), (m.TargetChosen,), own.target_chosen, OfferingTargets, Opening, OutOfService)
    on((Opening,), (m.SessionFinished,), own.finished_opening)
    on((Choosing,), (m.SessionFinished,), own.finished_choosing, Choosing, Idle, OutOfService)
    on((Holding, Withdrawing, Releasing), (m.SessionFinished,), own.finished_meanwhile)
    on((Detailing,), (m.SessionFinished,), own.finished_detailing, Detailing, Finishing, Releasing)
    on((Finishing,), (m.SessionFinished,), own.finished_finishing, Finishing, Releasing)
    on((Thanks,), (m.SessionFinished,), own.finished_reading, Thanks, Idle, OutOfService)
    on((Lapsed,), (m.SessionFinished,), own.finished_reading, Lapsed, Idle, OutOfService)
    on((Thanks,), (m.PrintAsked,), printing.asked)
    on((Thanks,), (m.PrinterTold,), printing.told)
    on(tuple(state for state in STATES if state is not Thanks), (m.PrinterTold,), kiosk.printer_told)
    on(STATES, (m.ReadersTold,), kiosk.readers_told)

    for waiting in (Opening, Holding, Withdrawing, Releasing):
        on((waiting,), (m.TimePassed,), silence.patience_over, waiting, OutOfService)
    on((OutOfService,), (m.Stored, m.StoreFailed), silence.late_word, OutOfService, Idle)

    for resting_state in _RESTING:
        on((resting_state,), (m.DoorKnocked,), technician.knocked, resting_state, AtDoor)
    on((AtDoor,), (m.PinEntered,), technician.pin_entered)
    on((AtDoor,), (m.DoorJudged,), technician.judged, AtDoor, Technician)
    on((AtDoor,), (m.ScreenTouched,), technician.door_touched)
    on((AtDoor,), (m.TechnicianWished,), technician.door_left, AtDoor, NotSetUp, OutOfService, Idle)
    on((AtDoor,), (m.TimePassed,), technician.door_time, AtDoor, NotSetUp, OutOfService, Idle)
    on((AtDoor,), (m.InvitationReceived,), invitations.received, AtDoor, Opening)
    on((*_RESTING, AtDoor), (m.TechnicianCalled,), technician.called, Technician)
    on((Technician,), (m.TechnicianCalled,), technician.called_already)
    on(_AT_WORK, (m.TechnicianCalled,), technician.called_at_work)
    on((Technician,), (m.TechnicianTold,), technician.told)
    on((Technician,), (m.ScreenTouched,), technician.touched)
    on((Technician,), (m.TechnicianWished,), technician.wished, Technician, NotSetUp, OutOfService, Idle)
    on((Technician,), (m.CleaningBegun,), technician.cleaning_begun, Technician, Cleaning)
    on((Technician,), (m.TimePassed,), technician.time_passed, Technician, NotSetUp, OutOfService, Idle)
    on((Technician,), (m.InvitationReceived,), technician.invited)
    on(_TECHNICIAN, (m.Stored, m.StoreFailed), technician.late)

    on(STATES, (m.LineChanged,), centre.line_changed)
    on(STATES, (m.PhoneCodeCame,), centre.phone_code_came)
    on(STATES, (m.PostersCame,), centre.posters_came)
    on(_TOUCHABLE, (m.LanguageChosen,), view.language)
    on(_TOUCHABLE, (m.AidToggled,), view.aid)
    return rows


def _ignored() -> dict[tuple[type, type], str]:
    return {
        (state, event): reason
        for state in STATES
        for event, reason in REASONS.items()
        if (state, event) not in TRANSITIONS
    }


TRANSITIONS: dict[tuple[type, type], Row] = _rows()
IGNORED: dict[tuple[type, type], str] = _ignored()
