"""The session, told as what happens to a person. The table's completeness and its invariants: test_session_walks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hall_of_examples import CLERK, CONFIGURATION, FORM, Terminal, invitation, of, reply, told

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import LEVELS, Fate, Input, Level
from kiosk_app.core.session import deadline
from kiosk_app.core.states import (
    Choosing,
    Detailing,
    Finishing,
    Holding,
    Idle,
    Lapsed,
    NotSetUp,
    OutOfService,
    Thanks,
    Withdrawing,
)
from kiosk_app.core.times import GUARD_SECONDS, LAPSED_SECONDS


class TestSettingUp:
    def test_without_a_configuration_it_takes_no_invitation(self) -> None:
        terminal = Terminal()
        assert isinstance(terminal.state, NotSetUp)
        assert reply(terminal.post(m.InvitationReceived(1, invitation()))) is Reply.OUT_OF_SERVICE

    def test_a_clerk_can_sign_in_before_the_configuration_comes(self) -> None:
        terminal = Terminal()
        terminal.post(m.ClerkSignedIn(1, CLERK))
        terminal.post(m.Configured(CONFIGURATION, FORM))
        assert isinstance(terminal.state, Idle)
        assert terminal.state.hall.staff_no == "0715"

    def test_a_disk_that_takes_nothing_is_out_of_service_until_it_does(self, terminal: Terminal) -> None:
        terminal.post(m.StoreLost())
        assert isinstance(terminal.state, OutOfService)
        assert reply(terminal.post(m.InvitationReceived(1, invitation()))) is Reply.OUT_OF_SERVICE
        terminal.post(m.StoreRecovered())
        assert isinstance(terminal.state, Idle)

    def test_a_store_lost_before_the_setup_is_remembered(self) -> None:
        terminal = Terminal()
        terminal.post(m.StoreLost())
        terminal.post(m.Configured(CONFIGURATION, FORM))
        assert isinstance(terminal.state, OutOfService)


class TestTheMainFlow:
    def test_invitation_tap_thanks(self, terminal: Terminal) -> None:
        given = invitation()
        (opened,) = terminal.post(m.InvitationReceived(7, given))
        assert isinstance(opened, m.OpenInvitation)
        commands = terminal.post(m.Stored(Deed.OPEN, given.invitation_id))
        assert commands[-1] == m.Answer(7, Reply.OFFERED, Fate.OFFERED)
        terminal.now += 1
        commands = terminal.choose(Level.VERY_DISSATISFIED)
        assert told(commands) == [Fate.SEEN]
        (hold,) = of(m.Hold, commands)
        assert hold.rating.level is Level.VERY_DISSATISFIED
        assert hold.rating.staff_no == "0715"
        assert isinstance(terminal.state, Holding)
        terminal.post(m.Stored(Deed.HOLD, "r1"))
        assert isinstance(terminal.state, Detailing)
        terminal.post(m.IndicatorToggled(terminal.token, "102"), after=1)
        terminal.post(m.DetailFinished(terminal.token), after=1)
        assert isinstance(terminal.state, Finishing)
        (release,) = of(m.Release, terminal.wait(1.0))
        assert release.rating.complete
        assert release.rating.indicators == ("102",)
        assert release.ending.fate is Fate.RATED
        assert not told(terminal.commands[-1:])
        assert told(terminal.post(m.Stored(Deed.RELEASE, "r1"))) == [Fate.RATED]
        assert isinstance(terminal.state, Thanks)
        terminal.wait(4)
        assert isinstance(terminal.state, Idle)

    def test_without_undo_a_submit_releases_at_once(self) -> None:
        terminal = Terminal().set_up(undo_seconds=0.0).invite().rate()
        assert of(m.Release, terminal.post(m.DetailFinished(terminal.token)))

    def test_a_button_counts_at_once_where_a_touch_is_guarded(self, terminal: Terminal) -> None:
        terminal.invite()
        terminal.now -= 0.5
        assert not of(m.Hold, terminal.choose(given=Input.TOUCH))
        assert isinstance(terminal.state, Choosing)
        assert of(m.Hold, terminal.choose(given=Input.BUTTON))

    def test_the_guard_is_over_when_it_says(self, terminal: Terminal) -> None:
        terminal.invite()
        terminal.now += GUARD_SECONDS - 0.5
        assert of(m.Hold, terminal.choose())

    @pytest.mark.parametrize("second", [Input.TOUCH, Input.BUTTON])
    def test_the_second_of_two_counts_nothing(self, choosing: Terminal, second: Input) -> None:
        choosing.choose(Level.SATISFIED)
        assert choosing.choose(Level.VERY_DISSATISFIED, second, "r2") == []
        choosing.post(m.Stored(Deed.HOLD, "r1"))
        assert choosing.choose(Level.VERY_DISSATISFIED, second, "r2") == []

    def test_a_touch_meant_for_an_earlier_session_counts_nothing(self, choosing: Terminal) -> None:
        stale = m.LevelChosen(choosing.token - 1, Level.SATISFIED, Input.TOUCH, "r1")
        assert choosing.post(stale) == []

    def test_no_tap_is_never_a_rating(self, choosing: Terminal) -> None:
        commands = choosing.wait(60)
        assert told(commands) == [Fate.LAPSED]
        assert not of(m.Hold, choosing.commands)
        assert isinstance(choosing.state, Lapsed)
        assert choosing.wait(LAPSED_SECONDS) == []
        assert isinstance(choosing.state, Idle)

    def test_the_invitation_s_own_time_wins(self, terminal: Terminal) -> None:
        terminal.invite(invitation(timeout_seconds=1.5))
        assert told(terminal.wait(0.9)) == []
        assert told(terminal.wait(0.1)) == [Fate.LAPSED]

    def test_a_tap_after_the_deadline_comes_too_late(self, choosing: Terminal) -> None:
        choosing.now += 60
        assert told(choosing.choose()) == [Fate.LAPSED]
        assert not of(m.Hold, choosing.commands)

    def test_declined(self, choosing: Terminal) -> None:
        assert told(choosing.post(m.RatingDeclined(choosing.token))) == [Fate.SEEN, Fate.DECLINED]
        assert isinstance(choosing.state, Idle)

    def test_declined_too_soon_or_for_an_earlier_session(self, choosing: Terminal) -> None:
        assert choosing.post(m.RatingDeclined(choosing.token - 1)) == []
        choosing.now -= 0.5
        assert told(choosing.post(m.RatingDeclined(choosing.token))) == [Fate.SEEN]
        assert isinstance(choosing.state, Choosing)

    def test_a_look_at_the_clock_too_soon_changes_nothing(self, choosing: Terminal) -> None:
        before = choosing.state
        assert choosing.post(m.TimePassed()) == []
        assert choosing.state == before
        choosing.rate()
        before = choosing.state
        assert choosing.post(m.TimePassed()) == []
        assert choosing.state == before

    def test_a_clerk_found_at_the_start_is_there_again(self) -> None:
        terminal = Terminal()
        terminal.post(m.Configured(CONFIGURATION, FORM))
        assert terminal.post(m.ClerkRestored(CLERK, paused=True)) == []
        assert (terminal.state.hall.clerk, terminal.state.hall.staffed) == (CLERK, False)

    def test_seen_is_said_once(self, choosing: Terminal) -> None:
        assert told(choosing.post(m.ScreenTouched(choosing.token))) == [Fate.SEEN]
        assert told(choosing.post(m.ScreenTouched(choosing.token))) == []

    @pytest.mark.parametrize("level", LEVELS)
    def test_with_the_same_touches_every_level_is_answered_alike(self, level: Level) -> None:
        terminal = Terminal().set_up().invite().rate(level)
        terminal.post(m.DetailFinished(terminal.token), after=0.5)
        commands = [type(command) for command in terminal.wait(10)]
        assert commands == [m.Release]
        assert terminal.now == 100.0 + 0.5 + 0.5 + 10


class TestUndo:
    def test_undo_withdraws_before_the_faces_return(self, rated: Terminal) -> None:
        assert rated.post(m.LevelUndone(rated.token), after=1) == [m.Withdraw("r1")]
        assert isinstance(rated.state, Withdrawing)
        token = rated.token
        rated.post(m.Stored(Deed.WITHDRAW, "r1"))
        assert isinstance(rated.state, Choosing)
        assert rated.token == token + 1
        assert rated.choose(rating_id="r2", given=Input.BUTTON)

    def test_undo_from_the_thanks(self, rated: Terminal) -> None:
        rated.post(m.DetailFinished(rated.token))
        assert rated.post(m.LevelUndone(rated.token)) == [m.Withdraw("r1")]

    def test_undo_too_late(self, rated: Terminal) -> None:
        assert rated.post(m.LevelUndone(rated.token), after=3) == []

    def test_after_an_undo_the_old_deadline_holds(self, rated: Terminal) -> None:
        rated.post(m.LevelUndone(rated.token), after=1)
        rated.post(m.Stored(Deed.WITHDRAW, "r1"))
        assert told(rated.wait(58.4)) == []
        assert told(rated.wait(0.2)) == [Fate.LAPSED]

    def test_an_undo_past_the_deadline_leaves_the_time_of_an_undo(self) -> None:
        terminal = Terminal().set_up().invite(invitation(timeout_seconds=2)).rate()
        terminal.post(m.LevelUndone(terminal.token), after=2)
        terminal.post(m.Stored(Deed.WITHDRAW, "r1"))
        assert told(terminal.wait(2.9)) == []
        assert told(terminal.wait(0.1)) == [Fate.LAPSED]

    def test_an_undo_the_disk_refuses_leaves_the_level_standing(self, rated: Terminal) -> None:
        rated.post(m.LevelUndone(rated.token))
        rated.post(m.StoreFailed(Deed.WITHDRAW, "r1"))
        assert isinstance(rated.state, Detailing)
        assert rated.post(m.LevelUndone(rated.token)) == []

    def test_the_clerk_gone_meanwhile_cancels(self, rated: Terminal) -> None:
        rated.post(m.LevelUndone(rated.token))
        rated.post(m.ClerkSignedOut(1))
        assert told(rated.post(m.Stored(Deed.WITHDRAW, "r1"))) == [Fate.CANCELLED]


class TestTheDetail:
    def test_its_time_counts_from_the_last_touch_over_all_pages(self, rated: Terminal) -> None:
        rated.wait(40)
        rated.post(m.TextOpened(rated.token))
        rated.wait(40)
        rated.post(m.TextEntered(rated.token, "排队太久"))
        assert of(m.Release, rated.wait(44)) == []
        (release,) = of(m.Release, rated.wait(1))
        assert not release.rating.complete
        assert release.rating.text == "排队太久"

    def test_the_undo_s_end_is_shown_once_and_then_forgotten(self, rated: Terminal) -> None:
        first = deadline(rated.state)
        rated.wait(3)
        second = deadline(rated.state)
        assert first is not None
        assert second is not None
        assert second > first

    def test_a_short_detail_waits_for_the_undo(self) -> None:
        terminal = Terminal().set_up(timeouts=replace(CONFIGURATION.timeouts, detail=1.0)).invite().rate()
        assert of(m.Release, terminal.wait(2.9)) == []
        assert of(m.Release, terminal.wait(0.1))

    def test_a_reason_twice_is_taken_back_and_another_level_s_is_none(self, rated: Terminal) -> None:
        (first,) = rated.post(m.IndicatorToggled(rated.token, "402"))
        assert isinstance(first, m.Amend)
        assert first.rating.indicators == ("402",)
        (second,) = rated.post(m.IndicatorToggled(rated.token, "402"))
        assert second.rating.indicators == ()  # type: ignore[union-attr]  # an Amend, as above
        assert rated.post(m.IndicatorToggled(rated.token, "101")) == []

    def test_text_is_tidied_and_cut(self, rated: Terminal) -> None:
        rated.post(m.TextOpened(rated.token))
        (amend,) = rated.post(m.TextEntered(rated.token, "  a\x00\u202eb\n" + "很" * 30))
        assert amend.rating.text == "ab\n" + "很" * 17  # type: ignore[union-attr]  # an Amend
        assert rated.post(m.TextEntered(rated.token, amend.rating.text)) == []  # type: ignore[union-attr]  # an Amend

    def test_text_given_with_the_submit_counts(self, rated: Terminal) -> None:
        rated.wait(5)
        (release,) = rated.post(m.DetailFinished(rated.token, "好"))
        assert release.rating.text == "好"  # type: ignore[union-attr]  # a Release

    @pytest.mark.parametrize(
        "event",
        [
            m.ScreenTouched(0),
            m.IndicatorToggled(0, "402"),
            m.TextOpened(0),
            m.TextEntered(0, "x"),
            m.DetailFinished(0),
            m.LevelUndone(0),
        ],
    )
    def test_stale_touches_change_nothing(self, rated: Terminal, event: m.Event) -> None:
        before = rated.state
        assert rated.post(event) == []
        assert rated.state == before
