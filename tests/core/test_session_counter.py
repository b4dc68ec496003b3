"""The session as the counter has it: the next invitation, and who is signed in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hall_of_examples import CLERK, CONFIGURATION, FORM, Terminal, invitation, of, reply, told

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import Clerk, Fate, Role
from kiosk_app.core.states import (
    Choosing,
    Detailing,
    Idle,
    Opening,
    Thanks,
)


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
