"""The session, told as what happens to a person. The table's completeness and its invariants: test_session_walks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hall_of_examples import CLERK, CONFIGURATION, FORM, Terminal, invitation, of

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import LEVELS, Aid, Clerk, Fate, Input, Level, Role
from kiosk_app.core.session import deadline
from kiosk_app.core.states import (
    Choosing,
    Detailing,
    Finishing,
    Holding,
    Idle,
    Lapsed,
    NotSetUp,
    Opening,
    OutOfService,
    Releasing,
    Thanks,
    Withdrawing,
)
from kiosk_app.core.times import FORGET_SECONDS, GUARD_SECONDS, LAPSED_SECONDS, PATIENCE_SECONDS


def told(commands: list[Any]) -> list[Fate]:
    """Every fate said, directly or once the disk has it."""
    said = [command.fate for command in of(m.Tell, commands)]
    after = [one for record in of(m.Record, commands) for one in record.after]
    return said + [one.fate for one in of(m.Tell, after)]


def reply(commands: list[Any]) -> Reply:
    """The one answer among the commands."""
    (answer,) = of(m.Answer, commands)
    return answer.reply


@pytest.fixture
def terminal() -> Terminal:
    return Terminal().set_up()


@pytest.fixture
def choosing() -> Terminal:
    return Terminal().set_up().invite()


@pytest.fixture
def rated() -> Terminal:
    return Terminal().set_up().invite().rate()


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


class TestTheNextInvitation:
    def test_busy_while_one_is_open(self, choosing: Terminal) -> None:
        assert reply(choosing.post(m.InvitationReceived(2, invitation("2", "P-2")))) is Reply.BUSY

    def test_the_same_one_again_is_where_it_stands(self, choosing: Terminal) -> None:
        (answer,) = choosing.post(m.InvitationReceived(2, invitation()))
        assert answer == m.Answer(2, Reply.PRESENT, Fate.OFFERED)
        choosing.post(m.ScreenTouched(choosing.token))
        (answer,) = choosing.post(m.InvitationReceived(3, invitation()))
        assert answer == m.Answer(3, Reply.PRESENT, Fate.SEEN)

    def test_thanks_is_not_busy(self, rated: Terminal) -> None:
        rated.wait(45)
        rated.post(m.Stored(Deed.RELEASE, "r1"))
        assert isinstance(rated.state, Thanks)
        rated.post(m.InvitationReceived(2, invitation("2", "P-2")))
        assert isinstance(rated.state, Opening)

    def test_who_walked_off_holds_up_nobody(self, rated: Terminal) -> None:
        rated.wait(7.9)
        second = invitation("2", "P-2")
        assert reply(rated.post(m.InvitationReceived(2, second))) is Reply.BUSY
        rated.wait(0.1)
        (release,) = rated.post(m.InvitationReceived(3, second))
        assert isinstance(release, m.Release)
        assert not release.rating.complete
        commands = rated.post(m.Stored(Deed.RELEASE, "r1"))
        assert told(commands) == [Fate.RATED]
        assert of(m.OpenInvitation, commands)
        assert isinstance(rated.state, Opening)

    def test_a_third_one_meanwhile_is_busy(self, rated: Terminal) -> None:
        rated.wait(8)
        rated.post(m.InvitationReceived(3, invitation("2", "P-2")))
        assert reply(rated.post(m.InvitationReceived(4, invitation("3", "P-3")))) is Reply.BUSY

    def test_refusals_come_before_walking_off(self, rated: Terminal) -> None:
        rated.wait(8)
        assert reply(rated.post(m.InvitationReceived(3, invitation("2")))) is Reply.ALREADY_RATED
        rated.post(m.ClerkPaused(9))
        assert reply(rated.post(m.InvitationReceived(3, invitation("2", "P-2")))) is Reply.NO_STAFF
        rated.post(m.StoreLost())
        assert reply(rated.post(m.InvitationReceived(3, invitation("2", "P-2")))) is Reply.OUT_OF_SERVICE

    def test_the_next_is_refused_when_the_clerk_left_meanwhile(self, rated: Terminal) -> None:
        rated.wait(8)
        rated.post(m.InvitationReceived(3, invitation("2", "P-2")))
        rated.post(m.ClerkSignedOut(4))
        commands = rated.post(m.Stored(Deed.RELEASE, "r1"))
        assert reply(commands) is Reply.NO_STAFF
        assert isinstance(rated.state, Thanks)

    def test_already_rated_comes_before_busy(self, choosing: Terminal) -> None:
        commands = choosing.post(m.InvitationReceived(2, invitation("2", "P-9"), already_rated=True))
        assert reply(commands) is Reply.ALREADY_RATED

    def test_already_rated_when_idle(self, terminal: Terminal) -> None:
        assert reply(terminal.post(m.InvitationReceived(2, invitation(), already_rated=True))) is Reply.ALREADY_RATED

    def test_a_case_without_a_number_is_never_rated_twice(self, terminal: Terminal) -> None:
        terminal.invite(invitation("1", None)).rate()
        assert reply(terminal.post(m.InvitationReceived(2, invitation("2", None)))) is Reply.BUSY


class TestTheCounter:
    def test_nobody_signed_in(self, terminal: Terminal) -> None:
        terminal.post(m.ClerkSignedOut(1))
        assert reply(terminal.post(m.InvitationReceived(2, invitation()))) is Reply.NO_STAFF

    def test_a_break_and_back(self, terminal: Terminal) -> None:
        terminal.post(m.ClerkPaused(1))
        assert reply(terminal.post(m.InvitationReceived(2, invitation()))) is Reply.NO_STAFF
        (kept,) = terminal.post(m.ClerkResumed(3))
        assert kept == m.KeepClerk(CLERK, False, (m.Answer(3, Reply.DONE),))
        assert of(m.OpenInvitation, terminal.post(m.InvitationReceived(4, invitation())))

    def test_a_break_of_nobody(self) -> None:
        terminal = Terminal()
        assert reply(terminal.post(m.ClerkPaused(1))) is Reply.NO_STAFF
        assert reply(terminal.post(m.ClerkResumed(1))) is Reply.NO_STAFF

    def test_elsewhere_nobody_need_be_signed_in(self) -> None:
        terminal = Terminal()
        terminal.post(m.Configured(replace(CONFIGURATION, role=Role.HALL), FORM))
        terminal.invite()
        (_, hold) = terminal.choose()
        assert isinstance(hold, m.Hold)
        assert hold.rating.staff_no is None

    @pytest.mark.parametrize("event", [m.ClerkSignedOut(1), m.ClerkPaused(1), m.ClerkSignedIn(1, Clerk("2", "李"))])
    def test_gone_before_a_level_cancels(self, choosing: Terminal, event: m.Event) -> None:
        assert told(choosing.post(event)) == [Fate.CANCELLED]
        assert isinstance(choosing.state, Idle)

    def test_the_same_clerk_again_changes_nothing_for_the_citizen(self, choosing: Terminal) -> None:
        choosing.post(m.ClerkSignedIn(1, replace(CLERK, motto="新")))
        assert isinstance(choosing.state, Choosing)

    def test_gone_after_a_level_it_is_finished_normally(self, rated: Terminal) -> None:
        rated.post(m.ClerkSignedOut(1))
        assert isinstance(rated.state, Detailing)
        (release,) = of(m.Release, rated.wait(45))
        assert release.rating.staff_no == "0715"

    def test_gone_while_opening_cancels_once_it_is_on_the_disk(self, terminal: Terminal) -> None:
        terminal.post(m.InvitationReceived(1, invitation()))
        terminal.post(m.ClerkSignedOut(2))
        commands = terminal.post(m.Stored(Deed.OPEN, invitation().invitation_id))
        assert reply(commands) is Reply.OFFERED
        assert told(commands) == [Fate.CANCELLED]

    def test_taken_back(self, choosing: Terminal) -> None:
        (record,) = choosing.post(m.InvitationRecalled(5, invitation().invitation_id))
        assert isinstance(record, m.Record)
        assert record.after == (m.Tell(invitation().invitation_id, Fate.CANCELLED), m.Answer(5, Reply.DONE))

    def test_taken_back_while_opening(self, terminal: Terminal) -> None:
        terminal.post(m.InvitationReceived(1, invitation()))
        assert terminal.post(m.InvitationRecalled(5, invitation().invitation_id)) == []
        assert reply(terminal.post(m.InvitationRecalled(6, invitation().invitation_id))) is Reply.UNKNOWN
        commands = terminal.post(m.Stored(Deed.OPEN, invitation().invitation_id))
        assert told(commands) == [Fate.CANCELLED]
        assert isinstance(terminal.state, Idle)

    def test_taken_back_too_late(self, rated: Terminal) -> None:
        assert reply(rated.post(m.InvitationRecalled(5, invitation().invitation_id))) is Reply.ALREADY_RATED
        assert reply(rated.post(m.InvitationRecalled(5, "another"))) is Reply.UNKNOWN

    def test_taking_back_what_is_not_there(self, terminal: Terminal) -> None:
        assert reply(terminal.post(m.InvitationRecalled(5, "another"))) is Reply.UNKNOWN
        terminal.invite()
        assert reply(terminal.post(m.InvitationRecalled(5, "another"))) is Reply.UNKNOWN

    def test_restored_at_a_start(self) -> None:
        terminal = Terminal()
        terminal.post(m.ClerkRestored(CLERK, paused=True))
        assert terminal.commands == []
        assert terminal.state.hall.paused


class TestTheDisk:
    def test_an_invitation_it_refuses(self, terminal: Terminal) -> None:
        terminal.post(m.InvitationReceived(1, invitation()))
        commands = terminal.post(m.StoreFailed(Deed.OPEN, invitation().invitation_id))
        assert reply(commands) is Reply.OUT_OF_SERVICE
        assert isinstance(terminal.state, OutOfService)

    def test_an_invitation_it_refuses_that_was_taken_back(self, terminal: Terminal) -> None:
        terminal.post(m.InvitationReceived(1, invitation()))
        terminal.post(m.InvitationRecalled(2, invitation().invitation_id))
        commands = terminal.post(m.StoreFailed(Deed.OPEN, invitation().invitation_id))
        assert [answer.reply for answer in of(m.Answer, commands)] == [Reply.OUT_OF_SERVICE, Reply.UNKNOWN]

    def test_a_level_it_refuses_is_a_fault_not_a_thanks(self, choosing: Terminal) -> None:
        choosing.choose()
        assert told(choosing.post(m.StoreFailed(Deed.HOLD, "r1"))) == [Fate.FAULT]
        assert isinstance(choosing.state, OutOfService)

    def test_a_level_refused_because_rated_leaves_the_terminal_in_service(self, choosing: Terminal) -> None:
        choosing.choose()
        choosing.post(m.StoreFailed(Deed.HOLD, "r1", rated=True))
        assert isinstance(choosing.state, Idle)

    def test_a_release_it_refuses_is_rated_all_the_same(self, rated: Terminal) -> None:
        rated.wait(45)
        assert told(rated.post(m.StoreFailed(Deed.RELEASE, "r1"))) == [Fate.RATED]
        rated.wait(4)
        assert isinstance(rated.state, OutOfService)

    def test_lost_and_back_during_a_session(self, choosing: Terminal) -> None:
        choosing.post(m.StoreLost())
        assert isinstance(choosing.state, Choosing)
        choosing.post(m.StoreRecovered())
        choosing.wait(60 + LAPSED_SECONDS)
        assert isinstance(choosing.state, Idle)

    def test_silence_while_opening(self, terminal: Terminal) -> None:
        terminal.post(m.InvitationReceived(1, invitation()))
        assert reply(terminal.wait(PATIENCE_SECONDS)) is Reply.OUT_OF_SERVICE
        (record,) = terminal.post(m.Stored(Deed.OPEN, invitation().invitation_id))
        assert isinstance(record, m.Record)
        assert record.ending.fate is Fate.FAULT
        assert isinstance(terminal.state, Idle)

    def test_silence_while_opening_and_then_a_no(self, terminal: Terminal) -> None:
        terminal.post(m.InvitationReceived(1, invitation()))
        terminal.wait(PATIENCE_SECONDS)
        assert terminal.post(m.StoreFailed(Deed.OPEN, invitation().invitation_id)) == []
        assert isinstance(terminal.state, OutOfService)

    def test_silence_while_holding_and_then_the_disk_has_it(self, choosing: Terminal) -> None:
        choosing.choose()
        assert choosing.wait(PATIENCE_SECONDS) == []
        assert isinstance(choosing.state, OutOfService)
        choosing.post(m.StoreRecovered())
        assert isinstance(choosing.state, OutOfService)
        commands = choosing.post(m.Stored(Deed.HOLD, "r1"))
        assert of(m.Release, commands)
        assert told(commands) == [Fate.RATED]

    def test_silence_while_holding_and_then_a_no(self, choosing: Terminal) -> None:
        choosing.choose()
        choosing.wait(PATIENCE_SECONDS)
        assert told(choosing.post(m.StoreFailed(Deed.HOLD, "r1"))) == [Fate.FAULT]

    def test_silence_while_holding_and_then_rated_before(self, choosing: Terminal) -> None:
        choosing.choose()
        choosing.wait(PATIENCE_SECONDS)
        assert told(choosing.post(m.StoreFailed(Deed.HOLD, "r1", rated=True))) == [Fate.FAULT]
        assert isinstance(choosing.state, Idle)

    def test_silence_while_withdrawing(self, rated: Terminal) -> None:
        rated.post(m.LevelUndone(rated.token))
        rated.wait(PATIENCE_SECONDS)
        assert told(rated.post(m.Stored(Deed.WITHDRAW, "r1"))) == [Fate.LAPSED]

    def test_silence_while_withdrawing_and_then_a_no(self, rated: Terminal) -> None:
        rated.post(m.LevelUndone(rated.token))
        rated.wait(PATIENCE_SECONDS)
        assert of(m.Release, rated.post(m.StoreFailed(Deed.WITHDRAW, "r1")))

    def test_silence_while_releasing(self, rated: Terminal) -> None:
        rated.wait(8)
        rated.post(m.InvitationReceived(3, invitation("2", "P-2")))
        assert reply(rated.wait(PATIENCE_SECONDS)) is Reply.OUT_OF_SERVICE
        assert told(rated.post(m.Stored(Deed.RELEASE, "r1"))) == [Fate.RATED]

    def test_late_word_about_something_else(self, choosing: Terminal) -> None:
        choosing.choose()
        choosing.wait(PATIENCE_SECONDS)
        assert choosing.post(m.Stored(Deed.HOLD, "other")) == []
        choosing.post(m.Stored(Deed.HOLD, "r1"))
        choosing.post(m.StoreLost())
        assert choosing.post(m.Stored(Deed.HOLD, "r1")) == []

    @pytest.mark.parametrize("event", [m.Stored(Deed.HOLD, "other"), m.StoreFailed(Deed.OPEN, "other")])
    def test_word_about_something_else_changes_nothing(self, event: m.Event) -> None:
        terminal = Terminal().set_up()
        terminal.post(m.InvitationReceived(1, invitation()))
        for advance in (
            lambda: terminal.post(m.Stored(Deed.OPEN, invitation().invitation_id)),
            lambda: terminal.choose(given=Input.BUTTON),
            lambda: terminal.post(m.Stored(Deed.HOLD, "r1")),
            lambda: terminal.post(m.LevelUndone(terminal.token)),
            lambda: terminal.post(m.StoreFailed(Deed.WITHDRAW, "r1")),
            lambda: terminal.wait(45),
        ):
            before = terminal.state
            assert terminal.post(event) == []
            assert terminal.state == before
            advance()
        assert isinstance(terminal.state, Releasing)
        assert terminal.post(event) == []


class TestWhatIsInForce:
    def test_a_session_keeps_the_configuration_it_began_with(self, choosing: Terminal) -> None:
        choosing.post(m.Configured(replace(CONFIGURATION, version="v2", undo_seconds=0.0), FORM))
        choosing.rate()
        (release,) = of(m.Release, choosing.wait(45))
        assert release.rating.configuration.version == "v1"
        choosing.post(m.Stored(Deed.RELEASE, "r1"))
        choosing.wait(4)
        assert choosing.state.hall.configuration is not None
        assert choosing.state.hall.configuration.version == "v2"

    def test_language_and_size_are_forgotten_after_a_session(self, choosing: Terminal) -> None:
        choosing.post(m.LanguageChosen(choosing.token, "en"))
        choosing.post(m.AidToggled(choosing.token, Aid.LARGE))
        assert choosing.state.hall.language == "en"
        assert choosing.state.hall.aids == {Aid.LARGE}
        choosing.wait(60)
        assert isinstance(choosing.state, Lapsed)
        assert choosing.state.hall.aids == {Aid.LARGE}
        choosing.wait(LAPSED_SECONDS)
        assert choosing.state.hall.language is None
        assert not choosing.state.hall.aids

    def test_language_chosen_when_idle_lasts_into_the_session_or_a_minute(self, terminal: Terminal) -> None:
        terminal.post(m.LanguageChosen(0, "en"))
        terminal.wait(FORGET_SECONDS - 1)
        terminal.invite()
        assert terminal.state.hall.language == "en"
        terminal.wait(60 + LAPSED_SECONDS)
        terminal.post(m.AidToggled(0, Aid.LARGE))
        terminal.wait(FORGET_SECONDS)
        assert not terminal.state.hall.aids

    def test_an_unknown_language_is_none(self, terminal: Terminal) -> None:
        before = terminal.state
        terminal.post(m.LanguageChosen(0, "fr"))
        assert terminal.state == before

    def test_a_change_of_view_is_a_touch(self, rated: Terminal) -> None:
        rated.wait(40)
        rated.post(m.AidToggled(rated.token, Aid.LARGE))
        assert of(m.Release, rated.wait(44)) == []
