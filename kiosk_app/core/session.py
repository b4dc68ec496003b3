"""The session: one file owns the machine, and the table at its end is the specification.

`step(state, event, moment)` gives the next state and the commands that follow from it. It is pure: no clock, no disk,
no screen. Every pair of a state and an event stands in exactly one of TRANSITIONS and IGNORED. Time comes in with the
moment of an event and leaves as `deadline(state)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, get_args

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Command, Deed, Event, Reply
from kiosk_app.core.model import Case, Configuration, Ending, Fate, Form, Input, Invitation, Moment, Rating
from kiosk_app.core.states import (
    Choosing,
    Detailing,
    Finishing,
    Hall,
    Holding,
    Idle,
    NotSetUp,
    Opening,
    OutOfService,
    Releasing,
    Session,
    State,
    Thanks,
    Withdrawing,
)

GUARD_SECONDS = 0.25
"""Touches this soon after the faces appear were meant for what was there before (contract: at most 300 ms)."""

WALKED_OFF_SECONDS = 8.0
"""A citizen who has touched nothing for so long after the level no longer holds up the next (contract)."""

PATIENCE_SECONDS = 10.0
"""How long the disk may take. A worn SD card stalls for a second or two; ten is a fault somebody must see."""

FORGET_SECONDS = 60.0
"""A language or size chosen with no session open is forgotten after this: the person has gone."""

Step = tuple[State, tuple[Command, ...]]


def start(*, store_ok: bool = True) -> State:
    """The state of a terminal that has just been switched on."""
    return NotSetUp(Hall(store_ok=store_ok))


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
        case Idle():
            return state.forget_at
        case Opening() | Holding() | Withdrawing() | Releasing():
            return state.patience
        case Choosing():
            return state.session.until
        case Detailing():
            over = _detail_over(state)
            return min(over, state.undo_until) if state.undo_until > state.last_touch else over
        case Finishing():
            return state.undo_until
        case Thanks():
            return state.until
        case _:
            return None


# -- resting ---------------------------------------------------------------------------------------------------------


def _rest(hall: Hall) -> State:
    """Where a terminal with nothing to do belongs."""
    hall = hall.as_before_a_session()
    if hall.configuration is None:
        return NotSetUp(hall)
    return Idle(hall) if hall.store_ok else OutOfService(hall)


def _configured(state: NotSetUp | OutOfService | Idle, event: m.Configured, _: Moment) -> Step:
    return _rest(replace(state.hall, newer=(event.configuration, event.form))), ()


def _configured_later(state: State, event: m.Configured, _: Moment) -> Step:
    return _with_hall(state, newer=(event.configuration, event.form)), ()


def _store_lost(state: NotSetUp | Idle, _: m.StoreLost, __: Moment) -> Step:
    return _rest(replace(state.hall, store_ok=False)), ()


def _store_lost_meanwhile(state: State, _: m.StoreLost, __: Moment) -> Step:
    return _with_hall(state, store_ok=False), ()


def _store_recovered(state: State, _: m.StoreRecovered, __: Moment) -> Step:
    return _with_hall(state, store_ok=True), ()


def _back_in_service(state: OutOfService, _: m.StoreRecovered, __: Moment) -> Step:
    hall = replace(state.hall, store_ok=True)
    return (_rest(hall) if state.limbo is None else replace(state, hall=hall)), ()


def _forget(state: Idle, _: m.TimePassed, moment: Moment) -> Step:
    return (_rest(state.hall) if state.forget_at is not None and moment.mono >= state.forget_at else state), ()


# -- the clerk -------------------------------------------------------------------------------------------------------


def _with_hall(state: State, **changes: object) -> Any:
    return replace(state, hall=replace(state.hall, **changes))  # type: ignore[arg-type]  # replace() checks at run time


def _with_clerk(hall: Hall, event: Event) -> tuple[Hall, tuple[Command, ...]]:
    """Who is there now, and what the disk is to keep and the counter to hear."""
    match event:
        case m.ClerkSignedIn():
            hall = replace(hall, clerk=event.clerk, paused=False)
        case m.ClerkPaused() | m.ClerkResumed():
            if hall.clerk is None:
                return hall, (m.Answer(event.ticket, Reply.NO_STAFF),)
            hall = replace(hall, paused=isinstance(event, m.ClerkPaused))
        case m.ClerkSignedOut():
            hall = replace(hall, clerk=None, paused=False)
        case m.ClerkRestored():
            return replace(hall, clerk=event.clerk, paused=event.paused), ()
        case _:
            raise TypeError(type(event).__name__)
    return hall, (m.KeepClerk(hall.clerk, hall.paused, (m.Answer(event.ticket, Reply.DONE),)),)


def _clerk_changed(state: State, event: Event, _: Moment) -> Step:
    hall, commands = _with_clerk(state.hall, event)
    return replace(state, hall=hall), commands


def _clerk_changed_before_a_level(state: Choosing, event: Event, moment: Moment) -> Step:
    hall, commands = _with_clerk(state.hall, event)
    if hall.staffed and hall.staff_no == state.session.staff_no:
        return replace(state, hall=hall), commands
    record = _record(state.session, Fate.CANCELLED, moment)
    return _rest(hall), (*commands, record)


# -- invitations -----------------------------------------------------------------------------------------------------


def _received(state: State, event: m.InvitationReceived, moment: Moment) -> Step:
    """An invitation while none is open: refused in the contract's order, or begun."""
    hall = state.hall
    if hall.configuration is None or not hall.store_ok or isinstance(state, NotSetUp | OutOfService):
        return state, (m.Answer(event.ticket, Reply.OUT_OF_SERVICE),)
    if not hall.staffed:
        return state, (m.Answer(event.ticket, Reply.NO_STAFF),)
    if event.already_rated:
        return state, (m.Answer(event.ticket, Reply.ALREADY_RATED),)
    if not isinstance(state, Idle):
        hall = _rest(hall).hall
    opening = Opening(hall, event.ticket, event.invitation, hall.staff_no, moment.mono + PATIENCE_SECONDS)
    return opening, (m.OpenInvitation(event.invitation, moment),)


def _received_while_open(state: State, event: m.InvitationReceived, _: Moment) -> Step:
    """An invitation while one is open: the contract's refusals, BUSY last."""
    if event.invitation.invitation_id == _invitation(state).invitation_id:
        return state, (m.Answer(event.ticket, Reply.PRESENT, _fate(state)),)
    reply = Reply.BUSY
    if not state.hall.store_ok:
        reply = Reply.OUT_OF_SERVICE
    elif not state.hall.staffed:
        reply = Reply.NO_STAFF
    elif event.already_rated or _is_being_rated(state, event.invitation.case):
        reply = Reply.ALREADY_RATED
    return state, (m.Answer(event.ticket, reply),)


def _received_while_detailing(state: Detailing, event: m.InvitationReceived, moment: Moment) -> Step:
    """A citizen who taps and walks off holds up nobody."""
    refused, commands = _received_while_open(state, event, moment)
    answer = commands[0]
    walked_off = moment.mono - state.last_touch >= WALKED_OFF_SECONDS
    if walked_off and isinstance(answer, m.Answer) and answer.reply is Reply.BUSY:
        return _release(state, moment, complete=False, following=event)
    return refused, commands


def _fate(state: State) -> Fate:
    return Fate.OFFERED if isinstance(state, Opening) or (isinstance(state, Choosing) and not state.seen) else Fate.SEEN


def _invitation(state: Any) -> Invitation:
    invitation: Invitation = state.invitation if isinstance(state, Opening) else state.session.invitation
    return invitation


def _is_being_rated(state: State, case: Case) -> bool:
    """Whether the open session's level, on the disk or on its way there, is one of this case."""
    return (
        isinstance(state, Holding | Detailing | Finishing | Releasing)
        and case.project_no is not None
        and state.session.invitation.case == case
    )


def _opened(state: Opening, event: m.Stored, moment: Moment) -> Step:
    if (event.deed, event.ref) != (Deed.OPEN, state.invitation.invitation_id):
        return state, ()
    offered, invitation = moment, state.invitation
    configuration, form = _in_force(state.hall)
    seconds = invitation.timeout_seconds or configuration.timeouts.invitation
    hall = replace(state.hall, serial=state.hall.serial + 1)
    session = Session(
        invitation, configuration, form, state.staff_no, offered, offered.mono + seconds, token=hall.serial
    )
    answer = m.Answer(state.ticket, Reply.OFFERED, Fate.OFFERED)
    if state.recalled is not None:
        done = m.Answer(state.recalled, Reply.DONE)
        return _rest(hall), (answer, _record(session, Fate.CANCELLED, moment, done))
    if not hall.staffed or hall.staff_no != state.staff_no:
        return _rest(hall), (answer, _record(session, Fate.CANCELLED, moment))
    offer = m.Tell(invitation.invitation_id, Fate.OFFERED)
    return Choosing(hall, session, guard=moment.mono + GUARD_SECONDS), (offer, answer)


def _in_force(hall: Hall) -> tuple[Configuration, Form]:
    if hall.configuration is None or hall.form is None:
        raise ValueError("no configuration in force")
    return hall.configuration, hall.form


def _not_opened(state: Opening, event: m.StoreFailed, _: Moment) -> Step:
    if (event.deed, event.ref) != (Deed.OPEN, state.invitation.invitation_id):
        return state, ()
    return _rest(replace(state.hall, store_ok=False)), _refuse_opening(state)


def _refuse_opening(state: Opening) -> tuple[Command, ...]:
    answers = (m.Answer(state.ticket, Reply.OUT_OF_SERVICE),)
    return answers if state.recalled is None else (*answers, m.Answer(state.recalled, Reply.UNKNOWN))


def _recalled_while_opening(state: Opening, event: m.InvitationRecalled, _: Moment) -> Step:
    if event.invitation_id != state.invitation.invitation_id or state.recalled is not None:
        return state, (m.Answer(event.ticket, Reply.UNKNOWN),)
    return replace(state, recalled=event.ticket), ()


def _recalled(state: Choosing, event: m.InvitationRecalled, moment: Moment) -> Step:
    if event.invitation_id != state.session.invitation.invitation_id:
        return state, (m.Answer(event.ticket, Reply.UNKNOWN),)
    done = m.Answer(event.ticket, Reply.DONE)
    return _rest(state.hall), (_record(state.session, Fate.CANCELLED, moment, done),)


def _recalled_too_late(state: Any, event: m.InvitationRecalled, _: Moment) -> Step:
    mine = event.invitation_id == state.session.invitation.invitation_id
    return state, (m.Answer(event.ticket, Reply.ALREADY_RATED if mine else Reply.UNKNOWN),)


def _recalled_nothing(state: State, event: m.InvitationRecalled, _: Moment) -> Step:
    return state, (m.Answer(event.ticket, Reply.UNKNOWN),)


def _record(session: Session, fate: Fate, moment: Moment, *after: m.Said) -> m.Record:
    ending = Ending(session.invitation, fate, session.offered, moment)
    return m.Record(ending, (m.Tell(session.invitation.invitation_id, fate), *after))


# -- the faces -------------------------------------------------------------------------------------------------------


def _seen(state: Choosing) -> tuple[Choosing, tuple[Command, ...]]:
    if state.seen:
        return state, ()
    return replace(state, seen=True), (m.Tell(state.session.invitation.invitation_id, Fate.SEEN),)


def _touched(state: Choosing, event: m.ScreenTouched, _: Moment) -> Step:
    return _seen(state) if event.token == state.session.token else (state, ())


def _level_chosen(state: Choosing, event: m.LevelChosen, moment: Moment) -> Step:
    if event.token != state.session.token:
        return state, ()
    state, commands = _seen(state)
    if event.input is Input.TOUCH and moment.mono < state.guard:
        return state, commands
    session = state.session
    rating = Rating(
        rating_id=event.rating_id,
        invitation=session.invitation,
        level=event.level,
        input=event.input,
        tapped=moment,
        staff_no=session.staff_no,
        configuration=session.configuration,
        form_version=session.form.version,
    )
    holding = Holding(state.hall, session, rating, moment.mono + PATIENCE_SECONDS)
    return holding, (*commands, m.Hold(rating, session.offered))


def _declined(state: Choosing, event: m.RatingDeclined, moment: Moment) -> Step:
    if event.token != state.session.token:
        return state, ()
    state, commands = _seen(state)
    if moment.mono < state.guard:
        return state, commands
    return _rest(state.hall), (*commands, _record(state.session, Fate.DECLINED, moment))


def _lapsed(state: Choosing, _: m.TimePassed, moment: Moment) -> Step:
    if moment.mono < state.session.until:
        return state, ()
    return _rest(state.hall), (_record(state.session, Fate.LAPSED, moment),)


def _held(state: Holding, event: m.Stored, moment: Moment) -> Step:
    if (event.deed, event.ref) != (Deed.HOLD, state.rating.rating_id):
        return state, ()
    tapped = state.rating.tapped.mono
    undo_until = tapped + state.session.configuration.undo_seconds
    return Detailing(state.hall, state.session, state.rating, undo_until, last_touch=tapped), ()


def _not_held(state: Holding, event: m.StoreFailed, moment: Moment) -> Step:
    if (event.deed, event.ref) != (Deed.HOLD, state.rating.rating_id):
        return state, ()
    hall = replace(state.hall, store_ok=state.hall.store_ok and event.rated)
    return _rest(hall), (_record(state.session, Fate.FAULT, moment),)


# -- the detail ------------------------------------------------------------------------------------------------------


def _detail_over(state: Detailing) -> float:
    return max(state.last_touch + state.session.configuration.timeouts.detail, state.undo_until)


def _touched_detail(state: Detailing, event: m.ScreenTouched, moment: Moment) -> Step:
    return (replace(state, last_touch=moment.mono) if event.token == state.session.token else state), ()


def _toggled(state: Detailing, event: m.IndicatorToggled, moment: Moment) -> Step:
    offered = [indicator.code for indicator in state.session.form.indicators_of(state.rating.level)]
    if event.token != state.session.token or event.code not in offered:
        return state, ()
    chosen = set(state.rating.indicators) ^ {event.code}
    rating = replace(state.rating, indicators=tuple(code for code in offered if code in chosen))
    return replace(state, rating=rating, last_touch=moment.mono), (m.Amend(rating),)


def _text_opened(state: Detailing, event: m.TextOpened, moment: Moment) -> Step:
    if event.token != state.session.token:
        return state, ()
    return replace(state, writing=True, last_touch=moment.mono), ()


def _text_entered(state: Detailing, event: m.TextEntered, moment: Moment) -> Step:
    if event.token != state.session.token:
        return state, ()
    rating = replace(state.rating, text=_tidy(event.text, state.session.form.text_limit))
    commands = (m.Amend(rating),) if rating != state.rating else ()
    return replace(state, rating=rating, writing=False, last_touch=moment.mono), commands


def _tidy(text: str, limit: int) -> str:
    """No control characters but line feeds, no white space around, at most `limit` characters."""
    plain = "".join(letter for letter in text if letter == "\n" or letter.isprintable())
    return plain.strip()[:limit].rstrip()


def _finished(state: Detailing, event: m.DetailFinished, moment: Moment) -> Step:
    if event.token != state.session.token:
        return state, ()
    text = state.rating.text if event.text is None else _tidy(event.text, state.session.form.text_limit)
    rating = replace(state.rating, text=text, complete=True)
    if moment.mono < state.undo_until:
        return Finishing(state.hall, state.session, rating, state.undo_until), (m.Amend(rating),)
    return _release(replace(state, rating=rating), moment, complete=True)


def _detail_time(state: Detailing, _: m.TimePassed, moment: Moment) -> Step:
    if moment.mono >= _detail_over(state):
        return _release(state, moment, complete=False)
    if moment.mono >= state.undo_until:
        # The scene loses its undo; a deadline that has passed is not asked for again.
        return replace(state, undo_until=min(state.undo_until, state.last_touch)), ()
    return state, ()


def _undone(state: Detailing | Finishing, event: m.LevelUndone, moment: Moment) -> Step:
    if event.token != state.session.token or moment.mono >= state.undo_until:
        return state, ()
    # Who undoes in the last moment still has the time of an undo to choose again.
    choose_until = max(state.session.until, moment.mono + state.session.configuration.undo_seconds)
    patience = moment.mono + PATIENCE_SECONDS
    withdrawing = Withdrawing(state.hall, state.session, state.rating, choose_until, patience)
    return withdrawing, (m.Withdraw(state.rating.rating_id),)


def _withdrawn(state: Withdrawing, event: m.Stored, moment: Moment) -> Step:
    if (event.deed, event.ref) != (Deed.WITHDRAW, state.rating.rating_id):
        return state, ()
    hall = replace(state.hall, serial=state.hall.serial + 1)
    session = replace(state.session, until=state.choose_until, token=hall.serial)
    if not hall.staffed or hall.staff_no != session.staff_no:
        return _rest(hall), (_record(session, Fate.CANCELLED, moment),)
    return Choosing(hall, session, guard=moment.mono + GUARD_SECONDS, seen=True), ()


def _not_withdrawn(state: Withdrawing, event: m.StoreFailed, moment: Moment) -> Step:
    if (event.deed, event.ref) != (Deed.WITHDRAW, state.rating.rating_id):
        return state, ()
    # The level is still on the disk and stands; the undo is over.
    return Detailing(state.hall, state.session, state.rating, moment.mono, last_touch=moment.mono), ()


# -- the release -----------------------------------------------------------------------------------------------------


def _release(
    state: Detailing | Finishing,
    moment: Moment,
    *,
    complete: bool,
    following: m.InvitationReceived | None = None,
) -> Step:
    rating = replace(state.rating, complete=complete)
    ending = Ending(state.session.invitation, Fate.RATED, state.session.offered, moment)
    releasing = Releasing(state.hall, state.session, rating, moment.mono + PATIENCE_SECONDS, following)
    return releasing, (m.Release(rating, ending),)


def _undo_over(state: Finishing, _: m.TimePassed, moment: Moment) -> Step:
    return _release(state, moment, complete=True) if moment.mono >= state.undo_until else (state, ())


def _released(state: Releasing, event: m.Stored | m.StoreFailed, moment: Moment) -> Step:
    """Final on the disk; or still held there, and the ledger goes on trying: rated either way."""
    if (event.deed, event.ref) != (Deed.RELEASE, state.rating.rating_id):
        return state, ()
    rated = m.Tell(state.session.invitation.invitation_id, Fate.RATED)
    hall = state.hall
    if isinstance(event, m.StoreFailed):
        hall = replace(hall, store_ok=False)
    thanks = Thanks(hall, moment.mono + state.session.configuration.timeouts.thanks, state.session.token)
    if state.following is None:
        return thanks, (rated,)
    following, commands = _received(thanks, state.following, moment)
    return following, (rated, *commands)


def _thanks_over(state: Thanks, _: m.TimePassed, moment: Moment) -> Step:
    return (_rest(state.hall) if moment.mono >= state.until else state), ()


# -- what comes from the centre beside the configuration ---------------------------------------------------------------


def _line_changed(state: State, event: m.LineChanged, _: Moment) -> Step:
    return _with_hall(state, offline=event.offline), ()


def _phone_code_came(state: State, event: m.PhoneCodeCame, _: Moment) -> Step:
    return _with_hall(state, phone=event.url), ()


def _posters_came(state: State, event: m.PostersCame, _: Moment) -> Step:
    return _with_hall(state, posters=event.posters), ()


# -- a disk that does not answer -------------------------------------------------------------------------------------


def _patience_over(state: Opening | Holding | Withdrawing | Releasing, _: m.TimePassed, moment: Moment) -> Step:
    if moment.mono < state.patience:
        return state, ()
    commands: tuple[Command, ...] = _refuse_opening(state) if isinstance(state, Opening) else ()
    if isinstance(state, Releasing) and state.following is not None:
        commands = (m.Answer(state.following.ticket, Reply.OUT_OF_SERVICE),)
    hall = replace(state.hall.as_before_a_session(), store_ok=False)
    return OutOfService(hall, limbo=state), commands


def _late_word(state: OutOfService, event: m.Stored | m.StoreFailed, moment: Moment) -> Step:
    """The disk has answered after all: what it has is kept, what it has not is said."""
    limbo, stored = state.limbo, isinstance(event, m.Stored)
    if limbo is None:
        return state, ()
    deed, ref = _awaited(limbo)
    if (event.deed, event.ref) != (deed, ref):
        return state, ()
    # A case rated before is no fault of the disk's: it has answered, and works.
    hall = replace(state.hall, store_ok=stored or (isinstance(event, m.StoreFailed) and event.rated))
    return _rest(hall), _settle(limbo, stored, moment)


def _awaited(limbo: Opening | Holding | Withdrawing | Releasing) -> tuple[Deed, str]:
    match limbo:
        case Opening():
            return Deed.OPEN, limbo.invitation.invitation_id
        case Holding():
            return Deed.HOLD, limbo.rating.rating_id
        case Withdrawing():
            return Deed.WITHDRAW, limbo.rating.rating_id
        case Releasing():
            return Deed.RELEASE, limbo.rating.rating_id


def _settle(limbo: Opening | Holding | Withdrawing | Releasing, stored: bool, moment: Moment) -> tuple[Command, ...]:
    if isinstance(limbo, Opening):
        # Nobody was told of it; on the disk it must not stay open.
        ending = Ending(limbo.invitation, Fate.FAULT, moment, moment)
        return (m.Record(ending),) if stored else ()
    if isinstance(limbo, Releasing):
        return (m.Tell(limbo.session.invitation.invitation_id, Fate.RATED),)
    if isinstance(limbo, Withdrawing) and stored:
        return (_record(limbo.session, Fate.LAPSED, moment),)
    if isinstance(limbo, Holding) and not stored:
        return (_record(limbo.session, Fate.FAULT, moment),)
    ending = Ending(limbo.session.invitation, Fate.RATED, limbo.session.offered, moment)
    told = m.Tell(limbo.session.invitation.invitation_id, Fate.RATED)
    return m.Release(replace(limbo.rating, complete=False), ending), told


# -- language and size -----------------------------------------------------------------------------------------------


def _language(state: State, event: m.LanguageChosen, moment: Moment) -> Step:
    configuration = state.hall.configuration
    if configuration is None or event.language not in configuration.languages:
        return state, ()
    return _viewed(state, moment, language=event.language), ()


def _large(state: State, _: m.LargeToggled, moment: Moment) -> Step:
    return _viewed(state, moment, large=not state.hall.large), ()


def _viewed(state: State, moment: Moment, **changes: object) -> State:
    changed: State = _with_hall(state, **changes)
    if isinstance(changed, Idle):
        return replace(changed, forget_at=moment.mono + FORGET_SECONDS)
    return replace(changed, last_touch=moment.mono) if isinstance(changed, Detailing) else changed


# -- the table -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what is done, and every state it can lead to (itself included where it can stay)."""

    move: Callable[[Any, Any, Moment], Step]
    to: tuple[type, ...]


STATES: tuple[type, ...] = get_args(State)
EVENTS: tuple[type, ...] = get_args(Event)

_RESTING = (NotSetUp, OutOfService, Idle)
_AT_WORK = (Opening, Choosing, Holding, Detailing, Withdrawing, Finishing, Releasing, Thanks)
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

    on((NotSetUp,), (m.Configured,), _configured, Idle, OutOfService)
    on((Idle,), (m.Configured,), _configured, Idle)
    on((OutOfService, *_AT_WORK), (m.Configured,), _configured_later)
    on((NotSetUp,), (m.StoreLost,), _store_lost, NotSetUp)
    on((Idle,), (m.StoreLost,), _store_lost, OutOfService)
    on((OutOfService, *_AT_WORK), (m.StoreLost,), _store_lost_meanwhile)
    on((OutOfService,), (m.StoreRecovered,), _back_in_service, OutOfService, Idle)
    on((NotSetUp, Idle, *_AT_WORK), (m.StoreRecovered,), _store_recovered)
    on((Idle,), (m.TimePassed,), _forget, Idle)

    unaffected = tuple(state for state in STATES if state is not Choosing)
    on(unaffected, _CLERK, _clerk_changed)
    on((Choosing,), _CLERK, _clerk_changed_before_a_level, Choosing, Idle, OutOfService)
    on(_RESTING, (m.ClerkRestored,), _clerk_changed)

    on((Idle,), (m.InvitationReceived,), _received, Idle, Opening)
    on((Thanks,), (m.InvitationReceived,), _received, Thanks, Opening)
    on((NotSetUp, OutOfService), (m.InvitationReceived,), _received)
    on((Opening, Choosing, Holding, Withdrawing, Finishing, Releasing), (m.InvitationReceived,), _received_while_open)
    on((Detailing,), (m.InvitationReceived,), _received_while_detailing, Detailing, Releasing)
    on((*_RESTING, Thanks), (m.InvitationRecalled,), _recalled_nothing)
    on((Opening,), (m.InvitationRecalled,), _recalled_while_opening)
    on((Choosing,), (m.InvitationRecalled,), _recalled, Choosing, Idle, OutOfService)
    on(_LEVEL_STORED, (m.InvitationRecalled,), _recalled_too_late)
    on((Opening,), (m.Stored,), _opened, Opening, Choosing, Idle, OutOfService)
    on((Opening,), (m.StoreFailed,), _not_opened, Opening, OutOfService)

    on((Choosing,), (m.ScreenTouched,), _touched)
    on((Choosing,), (m.LevelChosen,), _level_chosen, Choosing, Holding)
    on((Choosing,), (m.RatingDeclined,), _declined, Choosing, Idle, OutOfService)
    on((Choosing,), (m.TimePassed,), _lapsed, Choosing, Idle, OutOfService)
    on((Holding,), (m.Stored,), _held, Holding, Detailing)
    on((Holding,), (m.StoreFailed,), _not_held, Holding, OutOfService, Idle)

    on((Detailing,), (m.ScreenTouched,), _touched_detail)
    on((Detailing,), (m.IndicatorToggled,), _toggled)
    on((Detailing,), (m.TextOpened,), _text_opened)
    on((Detailing,), (m.TextEntered,), _text_entered)
    on((Detailing,), (m.DetailFinished,), _finished, Detailing, Finishing, Releasing)
    on((Detailing,), (m.TimePassed,), _detail_time, Detailing, Releasing)
    on((Detailing,), (m.LevelUndone,), _undone, Detailing, Withdrawing)
    on((Finishing,), (m.LevelUndone,), _undone, Finishing, Withdrawing)
    on((Withdrawing,), (m.Stored,), _withdrawn, Withdrawing, Choosing, Idle, OutOfService)
    on((Withdrawing,), (m.StoreFailed,), _not_withdrawn, Withdrawing, Detailing)

    on((Finishing,), (m.TimePassed,), _undo_over, Finishing, Releasing)
    on((Releasing,), (m.Stored, m.StoreFailed), _released, Releasing, Thanks, Opening)
    on((Thanks,), (m.TimePassed,), _thanks_over, Thanks, Idle, OutOfService)

    for waiting in (Opening, Holding, Withdrawing, Releasing):
        on((waiting,), (m.TimePassed,), _patience_over, waiting, OutOfService)
    on((OutOfService,), (m.Stored, m.StoreFailed), _late_word, OutOfService, Idle)

    on(STATES, (m.LineChanged,), _line_changed)
    on(STATES, (m.PhoneCodeCame,), _phone_code_came)
    on(STATES, (m.PostersCame,), _posters_came)
    on(STATES, (m.LanguageChosen,), _language)
    on(STATES, (m.LargeToggled,), _large)
    return rows


def _ignored() -> dict[tuple[type, type], str]:
    reasons: dict[type, str] = {
        m.ScreenTouched: "nothing on this scene waits for a touch",
        m.LevelChosen: "no faces on offer: the first level counts, and none without an invitation",
        m.RatingDeclined: "nothing to decline",
        m.LevelUndone: "no level to undo, or its time has passed",
        m.IndicatorToggled: "no reasons on offer",
        m.TextOpened: "no text to write",
        m.TextEntered: "no text to write",
        m.ContactOpened: "no contact to leave",
        m.ContactEntered: "no contact to leave",
        m.DutyOpened: "nobody to call for",
        m.DutyLeft: "nobody to call for",
        m.DutyCalled: "nobody to call for",
        m.CleaningBegun: "not a moment for cleaning",
        m.AidToggled: "not yet",
        m.ReceiptCame: "no receipt on the glass",
        m.DetailFinished: "no detail to finish",
        m.TimePassed: "waiting is this state's nature",
        m.Stored: "the disk's word about something already settled",
        m.StoreFailed: "the disk's word about something already settled",
        m.ClerkRestored: "comes at a start only; who has signed in since knows better",
    }
    return {
        (state, event): reason
        for state in STATES
        for event, reason in reasons.items()
        if (state, event) not in TRANSITIONS
    }


TRANSITIONS: dict[tuple[type, type], Row] = _rows()
IGNORED: dict[tuple[type, type], str] = _ignored()
