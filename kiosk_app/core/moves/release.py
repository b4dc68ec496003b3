"""The rating made final, and the thanks."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.farewell import farewell_of
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import Ending, Fate, Moment
from kiosk_app.core.moves.ending import rest
from kiosk_app.core.moves.invitations import received
from kiosk_app.core.moves.step import Step
from kiosk_app.core.states import Detailing, Finishing, Releasing, Thanks
from kiosk_app.core.times import KEPT_SECONDS, PATIENCE_SECONDS, TIMES_OVER


def release(
    state: Detailing | Finishing,
    moment: Moment,
    *,
    complete: bool,
    following: m.InvitationReceived | None = None,
) -> Step:
    """The rating as it stands is made final; `following` begins right after."""
    rating = replace(state.rating, complete=complete)
    ending = Ending(state.session.invitation, Fate.RATED, state.session.offered, moment)
    releasing = Releasing(state.hall, state.session, rating, moment.mono + PATIENCE_SECONDS, following)
    return releasing, (m.Release(rating, ending),)


def undo_over(state: Finishing, _: m.TimePassed, moment: Moment) -> Step:
    """The undo has passed."""
    return release(state, moment, complete=True) if moment.mono >= state.undo_until else (state, ())


def released(state: Releasing, event: m.Stored | m.StoreFailed, moment: Moment) -> Step:
    """Final on the disk; or still held there, and the ledger goes on trying: rated either way."""
    if (event.deed, event.ref) != (Deed.RELEASE, state.rating.rating_id):
        return state, ()
    rated = m.Tell(state.session.invitation.invitation_id, Fate.RATED)
    hall = state.hall
    if isinstance(event, m.StoreFailed):
        hall = replace(hall, store_ok=False)
    span = state.session.configuration.timeouts.thanks
    thanks = Thanks(
        hall,
        moment.mono + span,
        state.session.token,
        farewell_of(state.rating),
        span,
        latest=moment.mono + max(span, TIMES_OVER * KEPT_SECONDS),
        own=state.session.invitation.own,
    )
    after = rest(hall) if state.session.gone else thanks
    if state.following is None:
        return after, (rated,)
    following, commands = received(after, state.following, moment)
    return following, (rated, *commands)


def touched(state: Thanks, event: m.ScreenTouched, moment: Moment) -> Step:
    """Somebody is still reading."""
    return (kept(state, moment) if event.token == state.token else state), ()


def kept(state: Thanks, moment: Moment) -> Thanks:
    """A receipt stays on the glass for who has touched it; thanks alone need no more time."""
    until = min(moment.mono + KEPT_SECONDS, state.latest)
    if not state.farewell.receipt or until <= state.until:
        return state
    return replace(state, until=until, span=KEPT_SECONDS)


def receipt_came(state: Thanks, event: m.ReceiptCame, _: Moment) -> Step:
    """The centre's number in time: it stands in place of the short code."""
    if event.rating_id != state.farewell.rating_id:
        return state, ()
    return replace(state, farewell=replace(state.farewell, receipt=event.receipt_no)), ()


def thanks_over(state: Thanks, _: m.TimePassed, moment: Moment) -> Step:
    """Thanks have been said."""
    return (rest(state.hall) if moment.mono >= state.until else state), ()
