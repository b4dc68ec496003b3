"""The session before a disk that refuses, is silent or comes back; and what is in force meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hall_of_examples import CONFIGURATION, FORM, Terminal, invitation, of, reply, told

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import Aid, Fate, Input
from kiosk_app.core.states import (
    Choosing,
    Idle,
    Lapsed,
    OutOfService,
    Releasing,
)
from kiosk_app.core.times import FORGET_SECONDS, LAPSED_SECONDS, PATIENCE_SECONDS


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
