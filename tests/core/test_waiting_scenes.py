"""Scenes in which nobody rates: lapsed, the glass being wiped; and how long lasts what a person chose of the view."""

from __future__ import annotations

import pytest
from hall_of_examples import CLERK, CONFIGURATION, FORM, Terminal, invitation

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import Aid, Fate, Input, Level
from kiosk_app.core.present import cue, present
from kiosk_app.core.scene import CleaningScene, Cue, LapsedScene, RatingScene
from kiosk_app.core.session import deadline
from kiosk_app.core.states import Choosing, Cleaning, Idle, Lapsed, Opening, OutOfService, Thanks
from kiosk_app.core.times import (
    CLEANING_SECONDS,
    FORGET_SECONDS,
    GUARD_SECONDS,
    LAPSED_SECONDS,
    PATIENCE_SECONDS,
    TIMES_OVER,
)

SECONDS = CONFIGURATION.timeouts.invitation


def replied(commands: list[m.Command]) -> list[Reply]:
    return [command.reply for command in commands if isinstance(command, m.Answer)]


@pytest.fixture
def terminal() -> Terminal:
    return Terminal().set_up()


@pytest.fixture
def lapsed() -> Terminal:
    terminal = Terminal().set_up().invite()
    terminal.wait(SECONDS)
    return terminal


class TestLapsed:
    def test_it_says_so_for_a_moment(self, lapsed: Terminal) -> None:
        assert isinstance(present(lapsed.state), LapsedScene)
        assert cue(lapsed.state) == (Cue.OFF, None)
        assert lapsed.wait(LAPSED_SECONDS - 0.6) == []
        assert isinstance(lapsed.state, Lapsed)
        lapsed.wait(0.2)
        assert isinstance(lapsed.state, Idle)

    def test_the_next_invitation_ends_it(self, lapsed: Terminal) -> None:
        lapsed.post(m.AidToggled(lapsed.token, Aid.LOW))
        lapsed.invite(invitation("2", "P-2"))
        assert isinstance(lapsed.state, Choosing)
        assert not lapsed.state.hall.aids

    def test_it_refuses_as_idle_does(self, lapsed: Terminal) -> None:
        assert replied(lapsed.post(m.InvitationReceived(2, invitation("2"), already_rated=True))) == [
            Reply.ALREADY_RATED
        ]
        assert isinstance(lapsed.state, Lapsed)

    def test_a_level_comes_too_late(self, lapsed: Terminal) -> None:
        assert lapsed.choose(given=Input.BUTTON) == []

    def test_a_disk_that_was_lost_meanwhile_shows_afterwards(self, lapsed: Terminal) -> None:
        lapsed.post(m.StoreLost())
        lapsed.wait(LAPSED_SECONDS)
        assert isinstance(lapsed.state, OutOfService)


class TestATouchGivesTimeAnew:
    def test_the_whole_time_from_the_last_touch(self, terminal: Terminal) -> None:
        terminal.invite()
        terminal.post(m.ScreenTouched(terminal.token), after=SECONDS - 1)
        scene = present(terminal.state)
        assert (scene.frame.ends, scene.frame.span) == (terminal.now + SECONDS, SECONDS)
        terminal.wait(SECONDS - 0.1)
        assert isinstance(terminal.state, Choosing)
        terminal.wait(0.2)
        assert isinstance(terminal.state, Lapsed)

    def test_language_and_aids_are_touches(self, terminal: Terminal) -> None:
        terminal.invite()
        terminal.post(m.LanguageChosen(terminal.token, "en"), after=10)
        assert present(terminal.state).frame.ends == terminal.now + SECONDS
        terminal.post(m.AidToggled(terminal.token, Aid.CONTRAST), after=10)
        assert present(terminal.state).frame.ends == terminal.now + SECONDS

    def test_a_touch_meant_for_an_earlier_session_gives_nothing(self, terminal: Terminal) -> None:
        terminal.invite()
        before = terminal.state
        terminal.post(m.ScreenTouched(terminal.token - 1), after=10)
        assert terminal.state == before

    def test_a_glass_that_is_touched_for_ever_lapses_all_the_same(self, terminal: Terminal) -> None:
        terminal.invite()
        assert isinstance(terminal.state, Choosing)
        end = terminal.state.session.offered.mono + TIMES_OVER * SECONDS
        while isinstance(terminal.state, Choosing) and terminal.now < end + 60:
            terminal.wait(5)
            terminal.post(m.ScreenTouched(terminal.token))
        assert end <= terminal.now <= end + 5

    def test_without_a_touch_the_scene_ends_when_it_says(self, terminal: Terminal) -> None:
        terminal.invite()
        assert present(terminal.state).frame.ends == deadline(terminal.state)


class TestCleaning:
    def test_nothing_counts_until_its_time_is_over(self, terminal: Terminal) -> None:
        terminal.post(m.CleaningBegun(terminal.token))
        begun = terminal.state
        scene = present(begun)
        assert isinstance(scene, CleaningScene)
        assert (scene.frame.ends, scene.frame.span) == (terminal.now + CLEANING_SECONDS, CLEANING_SECONDS)
        assert cue(begun) == (Cue.OFF, None)
        for event in (
            m.ScreenTouched(terminal.token),
            m.CleaningBegun(terminal.token),
            m.LanguageChosen(terminal.token, "en"),
            m.AidToggled(terminal.token, Aid.LARGE),
            m.LevelChosen(terminal.token, Level.SATISFIED, Input.BUTTON, "r1"),
        ):
            assert terminal.post(event) == []
            assert terminal.state == begun
        terminal.wait(CLEANING_SECONDS)
        assert isinstance(terminal.state, Idle)

    def test_it_forgets_what_the_last_person_chose(self, terminal: Terminal) -> None:
        terminal.post(m.AidToggled(terminal.token, Aid.LARGE))
        terminal.post(m.CleaningBegun(terminal.token))
        assert not terminal.state.hall.aids

    def test_an_invitation_waits_for_a_dry_glass(self, terminal: Terminal) -> None:
        terminal.post(m.CleaningBegun(terminal.token))
        assert replied(terminal.post(m.InvitationReceived(1, invitation(), already_rated=True))) == [
            Reply.ALREADY_RATED
        ]
        assert replied(terminal.post(m.InvitationReceived(1, invitation()))) == [Reply.BUSY]
        assert replied(terminal.post(m.InvitationRecalled(1, invitation().invitation_id))) == [Reply.UNKNOWN]
        terminal.post(m.ClerkPaused(1))
        assert replied(terminal.post(m.InvitationReceived(1, invitation()))) == [Reply.NO_STAFF]
        terminal.post(m.StoreLost())
        assert replied(terminal.post(m.InvitationReceived(1, invitation()))) == [Reply.OUT_OF_SERVICE]

    def test_out_of_service_a_glass_gets_dirty_too(self, terminal: Terminal) -> None:
        terminal.post(m.StoreLost())
        terminal.post(m.CleaningBegun(terminal.token))
        assert isinstance(terminal.state, Cleaning)
        terminal.wait(CLEANING_SECONDS)
        assert isinstance(terminal.state, OutOfService)

    def test_a_configuration_meanwhile_is_in_force_afterwards(self, terminal: Terminal) -> None:
        terminal.post(m.CleaningBegun(terminal.token))
        terminal.post(m.Configured(CONFIGURATION, FORM))
        terminal.wait(CLEANING_SECONDS)
        assert terminal.state.hall.newer is None

    def test_not_while_the_disk_owes_an_answer(self, terminal: Terminal) -> None:
        terminal.post(m.InvitationReceived(1, invitation()))
        terminal.wait(PATIENCE_SECONDS)
        terminal.post(m.CleaningBegun(terminal.token))
        assert isinstance(terminal.state, OutOfService)

    def test_not_by_a_touch_meant_for_an_earlier_scene(self, terminal: Terminal) -> None:
        terminal.post(m.CleaningBegun(terminal.token - 1))
        assert isinstance(terminal.state, Idle)

    def test_not_while_somebody_rates(self, terminal: Terminal) -> None:
        terminal.invite()
        assert terminal.post(m.CleaningBegun(terminal.token)) == []
        assert isinstance(terminal.state, Choosing)


class TestAids:
    @pytest.mark.parametrize("aid", Aid)
    def test_each_shows_and_goes_again(self, terminal: Terminal, aid: Aid) -> None:
        terminal.invite()
        terminal.post(m.AidToggled(terminal.token, aid))
        frame = present(terminal.state).frame
        shown = {Aid.LARGE: frame.large, Aid.LOW: frame.low, Aid.CONTRAST: frame.contrast, Aid.GUIDE: frame.guide}
        assert [one for one, on in shown.items() if on] == [aid]
        terminal.post(m.AidToggled(terminal.token, aid))
        assert terminal.state.hall.aids == frozenset()

    def test_they_add_up_and_last_to_the_end_of_the_thanks(self, terminal: Terminal) -> None:
        terminal.invite().rate()
        terminal.post(m.AidToggled(terminal.token, Aid.LOW))
        terminal.post(m.DetailFinished(terminal.token))
        terminal.wait(CONFIGURATION.undo_seconds)
        terminal.post(m.Stored(Deed.RELEASE, "r1"))
        assert isinstance(terminal.state, Thanks)
        terminal.post(m.AidToggled(terminal.token, Aid.LARGE))
        assert terminal.state.hall.aids == {Aid.LOW, Aid.LARGE}
        terminal.wait(CONFIGURATION.timeouts.thanks)
        assert terminal.state.hall.aids == frozenset()

    @pytest.mark.parametrize(
        "event", [m.ClerkSignedIn(1, CLERK), m.ClerkPaused(1), m.StoreLost()], ids=["idle", "paused", "out of service"]
    )
    def test_with_no_session_open_they_are_forgotten_after_a_minute(self, terminal: Terminal, event: m.Event) -> None:
        terminal.post(event)
        terminal.post(m.LanguageChosen(terminal.token, "en"))
        terminal.post(m.AidToggled(terminal.token, Aid.GUIDE), after=30)
        terminal.wait(FORGET_SECONDS - 1)
        assert (terminal.state.hall.aids, terminal.state.hall.language) == ({Aid.GUIDE}, "en")
        kind = type(terminal.state)
        terminal.wait(1)
        assert (terminal.state.hall.aids, terminal.state.hall.language) == (frozenset(), None)
        assert isinstance(terminal.state, kind)
        assert deadline(terminal.state) is None

    def test_before_the_setup_too(self) -> None:
        terminal = Terminal()
        terminal.post(m.AidToggled(0, Aid.LARGE))
        assert present(terminal.state).frame.large
        terminal.wait(FORGET_SECONDS)
        assert not present(terminal.state).frame.large

    def test_what_was_chosen_when_idle_is_not_forgotten_within_a_session(self, terminal: Terminal) -> None:
        terminal.post(m.AidToggled(0, Aid.LARGE))
        terminal.wait(FORGET_SECONDS - 1)
        terminal.post(m.InvitationReceived(1, invitation()))
        assert isinstance(terminal.state, Opening)
        terminal.post(m.Stored(Deed.OPEN, invitation().invitation_id))
        terminal.wait(GUARD_SECONDS + 5)
        scene = present(terminal.state)
        assert isinstance(scene, RatingScene)
        assert scene.frame.large

    def test_the_fate_of_a_silent_invitation_is_told_when_it_lapses(self, terminal: Terminal) -> None:
        terminal.invite()
        (record,) = terminal.wait(SECONDS)
        assert isinstance(record, m.Record)
        assert record.ending.fate is Fate.LAPSED
