"""The thanks: a receipt that can be read in peace, the centre's number in time, a promise that names no level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hall_of_examples import CONFIGURATION, FORM, Terminal, invitation
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core import messages as m
from kiosk_app.core.farewell import farewell_of
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import LEVELS, Aid, Clerk, Input, Level, Moment, Rating
from kiosk_app.core.present import present
from kiosk_app.core.receipt import code_of, rating_id_of_seed
from kiosk_app.core.scene import ThanksScene
from kiosk_app.core.session import step
from kiosk_app.core.states import Choosing, Detailing, Idle, Thanks
from kiosk_app.core.times import KEPT_SECONDS, TIMES_OVER

OURS = rating_id_of_seed(2**70 + 5)
THANKS = CONFIGURATION.timeouts.thanks


def finished(rating_id: str = OURS, level: Level = Level.SATISFIED, **changes: object) -> Terminal:
    terminal = Terminal().set_up(**changes).invite().rate(level, rating_id)
    terminal.post(m.DetailFinished(terminal.token))
    return terminal


def thanked(rating_id: str = OURS, **changes: object) -> Terminal:
    terminal = finished(rating_id, **changes)
    terminal.wait(CONFIGURATION.undo_seconds)
    terminal.post(m.Stored(Deed.RELEASE, rating_id))
    assert isinstance(terminal.state, Thanks)
    return terminal


def scene(terminal: Terminal) -> ThanksScene:
    shown = present(terminal.state)
    assert isinstance(shown, ThanksScene)
    return shown


def tapped(**changes: object) -> Rating:
    terminal = Terminal().set_up(answer_within_working_days=5).invite().rate()
    assert isinstance(terminal.state, Detailing)
    given: dict[str, object] = {"instant_ms": 1_795_406_400_000, "trust": "synced"} | changes  # 2026-11-23
    when = replace(terminal.state.rating.tapped, **given)  # type: ignore[arg-type]  # test data
    return replace(terminal.state.rating, tapped=when)


class TestTheReceipt:
    def test_the_short_code_from_the_first_thanks_on(self) -> None:
        assert scene(finished()).receipt == scene(thanked()).receipt == code_of(OURS) != ""

    def test_an_id_without_a_code_has_no_receipt_and_shows_no_time(self) -> None:
        shown = scene(thanked("r1"))
        assert (shown.receipt, shown.frame.ends) == ("", None)

    def test_the_centre_s_number_in_time(self) -> None:
        terminal = thanked()
        terminal.post(m.ReceiptCame("another", "YB01-0000-0000"))
        assert scene(terminal).receipt == code_of(OURS)
        terminal.post(m.ReceiptCame(OURS, "YB01-7Q2K-9F4M"))
        assert scene(terminal).receipt == "YB01-7Q2K-9F4M"

    def test_a_number_too_late_changes_nothing(self) -> None:
        terminal = thanked()
        terminal.wait(THANKS)
        assert isinstance(terminal.state, Idle)
        assert terminal.post(m.ReceiptCame(OURS, "YB01-7Q2K-9F4M")) == []

    def test_a_touch_keeps_it_on_the_glass(self) -> None:
        terminal = thanked()
        assert (scene(terminal).frame.ends, scene(terminal).frame.span) == (terminal.now + THANKS, THANKS)
        terminal.post(m.ScreenTouched(terminal.token), after=THANKS - 1)
        assert (scene(terminal).frame.ends, scene(terminal).frame.span) == (terminal.now + KEPT_SECONDS, KEPT_SECONDS)
        terminal.post(m.AidToggled(terminal.token, Aid.LARGE), after=5)
        assert scene(terminal).frame.ends == terminal.now + KEPT_SECONDS
        terminal.wait(KEPT_SECONDS - 0.1)
        assert isinstance(terminal.state, Thanks)
        terminal.wait(0.2)
        assert isinstance(terminal.state, Idle)

    def test_no_touch_makes_it_shorter(self) -> None:
        terminal = thanked(timeouts=replace(CONFIGURATION.timeouts, thanks=60.0))
        before = terminal.state
        terminal.post(m.ScreenTouched(terminal.token), after=1)
        assert terminal.state == before

    def test_a_glass_that_is_touched_for_ever_is_idle_in_the_end(self) -> None:
        terminal = thanked()
        begun = terminal.now
        while isinstance(terminal.state, Thanks) and terminal.now < begun + 1000:
            terminal.wait(3)
            terminal.post(m.ScreenTouched(terminal.token))
        assert terminal.now - begun == TIMES_OVER * KEPT_SECONDS

    @pytest.mark.parametrize(("rating_id", "token"), [("r1", 0), (OURS, -1)], ids=["no receipt", "an earlier scene"])
    def test_a_touch_that_keeps_nothing(self, rating_id: str, token: int) -> None:
        terminal = thanked(rating_id)
        before = terminal.state
        terminal.post(m.ScreenTouched(terminal.token + token))
        assert terminal.state == before

    def test_the_next_citizen_does_not_wait_for_it(self) -> None:
        terminal = thanked()
        terminal.post(m.ScreenTouched(terminal.token))
        terminal.invite(invitation("2", "P-2"))
        assert isinstance(terminal.state, Choosing)


class TestThePromise:
    def test_the_working_day(self) -> None:
        said = farewell_of(tapped())
        assert (said.promise, said.within) == (date(2026, 11, 30), 5)

    def test_where_the_calendar_ends_the_days_are_said(self) -> None:
        said = farewell_of(replace(tapped(), tapped=Moment(1.0, 1_798_600_000_000, trust="synced")))  # 2026-12-30
        assert (said.promise, said.within) == (None, 5)

    def test_a_clock_that_nobody_vouches_for_names_no_day(self) -> None:
        said = farewell_of(replace(tapped(), tapped=replace(tapped().tapped, trust="unknown")))
        assert (said.promise, said.within) == (None, 5)

    @pytest.mark.parametrize("days", [None, 0])
    def test_without_one_of_the_centre_s_nothing_is_promised(self, days: int | None) -> None:
        shown = scene(finished(answer_within_working_days=days))
        assert (shown.promise, shown.within) == (None, 0)

    @given(st.sampled_from([None, 1, 5]), st.sampled_from(["synced", "drifting", "unknown"]))
    def test_the_same_for_every_level(self, days: int | None, trust: str) -> None:
        given_rating = tapped(trust=trust)
        configuration = replace(CONFIGURATION, answer_within_working_days=days)
        said = {farewell_of(replace(given_rating, level=level, configuration=configuration)) for level in LEVELS}
        assert len(said) == 1

    def test_it_stands_in_every_thanks(self) -> None:
        terminal = Terminal()
        terminal.post(m.Configured(replace(CONFIGURATION, answer_within_working_days=5), FORM))
        terminal.post(m.ClerkSignedIn(0, Clerk("0715", "王芳")))
        terminal.invite()
        when = replace(tapped().tapped, mono=terminal.now)
        terminal.state, _ = step(
            terminal.state, m.LevelChosen(terminal.token, Level.SATISFIED, Input.BUTTON, OURS), when
        )
        terminal.post(m.Stored(Deed.HOLD, OURS))
        terminal.post(m.DetailFinished(terminal.token))
        assert scene(terminal).promise == date(2026, 11, 30)
        terminal.wait(CONFIGURATION.undo_seconds)
        assert scene(terminal).promise == date(2026, 11, 30)
        terminal.post(m.Stored(Deed.RELEASE, OURS))
        assert scene(terminal).promise == date(2026, 11, 30)
