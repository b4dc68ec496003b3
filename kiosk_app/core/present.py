"""(state) → scene and cue. Pure: the same state always shows the same, so whatever is plugged in again is right."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core.farewell import Farewell, farewell_of
from kiosk_app.core.kiosk_scenes import kiosk_scene, welcome
from kiosk_app.core.model import LEVELS, Aid, Binding, Clerk, Contact, Form, Level, Role, name_in
from kiosk_app.core.moves import printing, technician
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
    Page,
    Releasing,
    Seeking,
    Session,
    ShowingCase,
    ShowingReceipt,
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
        case Opening(before=before) if before is not None:
            # The disk's word comes within a millisecond or two; until then nothing seems to happen.
            return kiosk_scene(replace(before, hall=hall), replace(_frame(hall), finish=True))
        case Idle() | Opening():
            if hall.is_kiosk:
                frame = _frame(hall)
                return welcome(hall, frame, _published(hall, frame.language))
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
            scene = _rating(hall, session)
            return replace(scene, frame=_running_out(scene.frame, session.until, session.seconds))
        case Holding():
            return _rating(hall, state.session, chosen=state.rating.level)
        case Withdrawing():
            # Faces that take no touch yet: they return when the disk no longer has the level.
            return _rating(hall, state.session, locked=True)
        case Detailing():
            return _detail(state)
        case Finishing():
            return _thanks(_session_frame(hall, state.session), farewell_of(state.rating), undo=True)
        case Releasing():
            return _thanks(_session_frame(hall, state.session), farewell_of(state.rating))
        case Thanks():
            frame = replace(_frame(hall, state.token), finish=state.own)
            frame = _running_out(frame, state.until, state.span) if state.farewell.receipt else frame
            return replace(_thanks(frame, state.farewell), printing=printing.standing(state))
        case Lapsed():
            return LapsedScene(replace(_frame(hall, state.token), finish=state.own))
        case Seeking():
            # A touch does not make the centre answer: no time to see running out.
            return kiosk_scene(state, replace(_frame(hall), finish=True))
        case Finding() | ShowingCase() | OfferingTargets() | AskingReceipt() | ShowingReceipt():
            frame = _running_out(_frame(hall), state.visit.until, state.visit.seconds)
            return kiosk_scene(state, replace(frame, finish=True))
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


def _session_frame(hall: Hall, session: Session) -> Frame:
    """Who began it themselves can end it with one touch."""
    return replace(_frame(hall, session.token), finish=session.invitation.own)


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


def _rating(hall: Hall, session: Session, *, chosen: Level | None = None, locked: bool = False) -> RatingScene:
    frame = _session_frame(hall, session)
    choices = tuple(_choice(session.form, level, frame.language) for level in LEVELS)
    return RatingScene(frame, choices, session.invitation.title, chosen, locked or chosen is not None)


def _choice(form: Form, level: Level, language: str) -> Choice:
    return Choice(level, name_in(form.level_names.get(level, {}), language))


def _detail(state: Detailing) -> Scene:
    form, rating = state.session.form, state.rating
    frame = _running_out(
        _session_frame(state.hall, state.session), detail_over(state), state.session.configuration.timeouts.detail
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
