"""(state) → scene and cue. Pure: the same state always shows the same, so whatever is plugged in again is right."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core.farewell import Farewell, farewell_of
from kiosk_app.core.model import LEVELS, Aid, Binding, Clerk, Contact, Form, Level, Role, name_in
from kiosk_app.core.moves import technician
from kiosk_app.core.moves.contact import consent_text
from kiosk_app.core.moves.detail import over as detail_over
from kiosk_app.core.moves.duty import offered as duty_offered
from kiosk_app.core.scene import (
    Choice,
    CleaningScene,
    ClerkCard,
    ContactScene,
    Cue,
    DoorScene,
    DutyScene,
    Frame,
    IdleScene,
    IndicatorsScene,
    LapsedScene,
    OutOfServiceScene,
    PausedScene,
    Published,
    RatingScene,
    Reason,
    Scene,
    SetupScene,
    Tally,
    TechnicianPadScene,
    TechnicianScene,
    TextScene,
    ThanksScene,
)
from kiosk_app.core.states import (
    AtDoor,
    Choosing,
    Cleaning,
    Detailing,
    Finishing,
    Hall,
    Holding,
    Idle,
    Lapsed,
    NotSetUp,
    Opening,
    OutOfService,
    Page,
    Releasing,
    State,
    Technician,
    Thanks,
    Withdrawing,
)
from kiosk_app.core.technician import Sheet
from kiosk_app.core.times import CLEANING_SECONDS

LANGUAGES_BEFORE_SETUP = ("zh-CN", "en")


def present(state: State) -> Scene:
    """The scene of a state."""
    hall = state.hall
    if hall.role is Role.EMBEDDED and isinstance(state, NotSetUp | OutOfService | Idle | Opening):
        return _aside(state)
    match state:
        case NotSetUp():
            return SetupScene(_frame(hall))
        case OutOfService():
            return OutOfServiceScene(_frame(hall))
        case Idle() | Opening():
            card = _card(hall.clerk) if _at_counter(hall) else None
            if not hall.staffed:
                return PausedScene(_frame(hall), card)
            # The code is for who is served at this window; away from a counter there is none.
            phone = hall.phone if _at_counter(hall) else ""
            frame = _frame(hall)
            return IdleScene(frame, card, phone, hall.posters, _published(hall, frame.language))
        case Cleaning():
            return CleaningScene(_running_out(_frame(hall), state.until, CLEANING_SECONDS))
        case Choosing():
            session = state.session
            scene = _rating(hall, session.form, session.token, session.invitation.task_name)
            return replace(scene, frame=_running_out(scene.frame, session.until, session.seconds))
        case Holding():
            task, token = state.session.invitation.task_name, state.session.token
            return _rating(hall, state.session.form, token, task, chosen=state.rating.level)
        case Withdrawing():
            # Faces that take no touch yet: they return when the disk no longer has the level.
            task, token = state.session.invitation.task_name, state.session.token
            return _rating(hall, state.session.form, token, task, locked=True)
        case Detailing():
            return _detail(state)
        case Finishing():
            return _thanks(_frame(hall, state.session.token), farewell_of(state.rating), undo=True)
        case Releasing():
            return _thanks(_frame(hall, state.session.token), farewell_of(state.rating))
        case Thanks():
            frame = _frame(hall, state.token)
            frame = _running_out(frame, state.until, state.span) if state.farewell.receipt else frame
            return _thanks(frame, state.farewell)
        case Lapsed():
            return LapsedScene(_frame(hall, state.token))
        case AtDoor():
            return DoorScene(
                replace(_frame(hall), large=False, low=False, guide=False, ends=state.door.shut_until), state.door
            )
        case Technician():
            return _technician(state)


def _aside(state: NotSetUp | OutOfService | Idle | Opening) -> Scene:
    """What lies behind the host application's window: nobody sees it, so it brings no notices and no codes."""
    frame = replace(_frame(state.hall), aside=True)
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
    frame = replace(_frame(state.hall), large=False, low=False, guide=False)
    if state.sheet is Sheet.OVERVIEW:
        return TechnicianScene(frame, state.report, clean=technician.cleanable(state) is not None)
    pads = state.report.pads if state.report else ()
    pad = pads[state.place] if state.place < len(pads) else None
    return TechnicianPadScene(frame, pad, state.place, len(pads))


def _frame(hall: Hall, token: int | None = None) -> Frame:
    languages = hall.configuration.languages if hall.configuration else LANGUAGES_BEFORE_SETUP
    binding = hall.configuration.binding if hall.configuration else Binding()
    return Frame(
        token=hall.serial if token is None else token,
        language=hall.spoken,
        languages=languages,
        large=Aid.LARGE in hall.aids,
        low=Aid.LOW in hall.aids,
        contrast=Aid.CONTRAST in hall.aids,
        guide=Aid.GUIDE in hall.aids,
        hall=binding.hall_name or "",
        window=_window(binding),
        offline=hall.offline,
    )


def _running_out(frame: Frame, ends: float, span: float) -> Frame:
    return replace(frame, ends=ends, span=span)


def _window(binding: Binding) -> str:
    return " ".join(part for part in (binding.win_no, binding.win_name) if part)


def _at_counter(hall: Hall) -> bool:
    return hall.configuration is not None and hall.configuration.role is Role.COUNTER


def _card(clerk: Clerk | None) -> ClerkCard | None:
    if clerk is None:
        return None
    return ClerkCard(clerk.staff_no, clerk.name, clerk.title, clerk.stars, clerk.motto, clerk.photo)


def _published(hall: Hall, language: str) -> Published | None:
    results = hall.configuration.published if hall.configuration else None
    if results is None or hall.form is None:
        return None
    choices = (_choice(hall.form, level, language) for level in LEVELS)
    tallies = tuple(Tally(one.level.value, one.name, results.counts[one.level]) for one in choices)
    return Published(results.period, results.unit, tallies)


def _thanks(frame: Frame, farewell: Farewell, *, undo: bool = False) -> ThanksScene:
    return ThanksScene(frame, undo, farewell.receipt, farewell.promise, farewell.within)


def _rating(
    hall: Hall, form: Form, token: int, task: str | None, *, chosen: Level | None = None, locked: bool = False
) -> RatingScene:
    frame = _frame(hall, token)
    choices = tuple(_choice(form, level, frame.language) for level in LEVELS)
    return RatingScene(frame, choices, task or "", chosen, locked or chosen is not None)


def _choice(form: Form, level: Level, language: str) -> Choice:
    return Choice(level, name_in(form.level_names.get(level, {}), language))


def _detail(state: Detailing) -> Scene:
    form, rating = state.session.form, state.rating
    frame = _running_out(
        _frame(state.hall, state.session.token), detail_over(state), state.session.configuration.timeouts.detail
    )
    choice = _choice(form, rating.level, frame.language)
    undo = state.undo_until > state.last_touch
    consent = consent_text(state.session, frame.language)
    match state.page:
        case Page.TEXT:
            return TextScene(frame, choice, rating.text, form.text_limit, undo)
        case Page.CONTACT:
            held = rating.contact or Contact()
            return ContactScene(frame, choice, consent, held.name, held.mobile, held.agreed, held.named, undo)
        case Page.DUTY:
            return DutyScene(frame, choice, rating.duty_called, undo)
        case Page.REASONS:
            return _reasons(state, frame, choice, undo=undo, contact=consent != "")


def _reasons(state: Detailing, frame: Frame, choice: Choice, *, undo: bool, contact: bool) -> IndicatorsScene:
    form, rating = state.session.form, state.rating
    reasons = tuple(
        Reason(one.code, name_in(one.names, frame.language), one.code in rating.indicators, one.more)
        for one in form.indicators_of(rating.level)
    )
    return IndicatorsScene(
        frame,
        choice,
        reasons,
        expected=rating.level in form.expected_for,
        undo=undo,
        has_text=bool(rating.text),
        contact=contact,
        has_contact=rating.contact is not None,
        duty=duty_offered(rating),
        duty_called=rating.duty_called,
    )
