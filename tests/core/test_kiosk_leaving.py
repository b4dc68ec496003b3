"""A hall kiosk: nothing of anybody's stays on show, whenever they go."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hall_of_examples import CONFIGURATION, FORM, fates, invitation, of
from kiosk_of_examples import OWN, kiosk, offered, showing, thanked

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import Aid, Fate, Role
from kiosk_app.core.present import present
from kiosk_app.core.scene import (
    CaseScene,
    ThanksScene,
    WelcomeScene,
)
from kiosk_app.core.session import deadline
from kiosk_app.core.states import (
    Choosing,
    Detailing,
    Finding,
    Finishing,
    Holding,
    Idle,
    Lapsed,
    OutOfService,
    Releasing,
    ShowingCase,
    Thanks,
    Withdrawing,
)
from kiosk_app.core.times import FORGET_SECONDS, TIMES_OVER, VISIT_SECONDS, WALKED_OFF_SECONDS


class TestNobodyIsLeftOnShow:
    @pytest.mark.parametrize("event", [m.FindOpened, m.TargetsOpened, m.ReceiptAskOpened])
    def test_every_scene_ends_by_itself_and_a_touch_keeps_it(self, event: type) -> None:
        terminal = kiosk()
        terminal.post(event(terminal.token))
        frame = present(terminal.state).frame
        assert (frame.ends, frame.span, frame.finish) == (terminal.now + VISIT_SECONDS, VISIT_SECONDS, True)
        terminal.post(m.ScreenTouched(terminal.token), after=VISIT_SECONDS - 1)
        terminal.post(m.ScreenTouched(terminal.token - 1), after=1)
        terminal.post(m.AidToggled(terminal.token, Aid.LARGE), after=10)
        assert deadline(terminal.state) == terminal.now + VISIT_SECONDS
        assert terminal.post(m.TimePassed()) == []
        terminal.wait(VISIT_SECONDS)
        assert isinstance(terminal.state, Idle)
        assert not terminal.state.hall.aids

    def test_a_drop_of_water_keeps_nothing_for_ever(self) -> None:
        terminal = showing()
        end = terminal.now + TIMES_OVER * VISIT_SECONDS
        while isinstance(terminal.state, ShowingCase):
            terminal.wait(5)
            terminal.post(m.ScreenTouched(terminal.token))
        assert end <= terminal.now <= end + 5

    def test_who_goes_back_to_the_choices_is_still_there(self) -> None:
        terminal = kiosk()
        terminal.post(m.LanguageChosen(terminal.token, "en"))
        terminal.post(m.FindOpened(terminal.token))
        terminal.post(m.AidToggled(terminal.token, Aid.LARGE))
        terminal.post(m.WelcomeOpened(terminal.token - 1))
        assert isinstance(terminal.state, Finding)
        terminal.post(m.WelcomeOpened(terminal.token))
        scene = present(terminal.state)
        assert isinstance(scene, WelcomeScene)
        assert (scene.frame.language, scene.frame.large) == ("en", True)
        terminal.wait(FORGET_SECONDS)
        frame = present(terminal.state).frame
        assert (frame.language, frame.large) == ("zh-CN", False)

    def test_a_language_that_is_no_more_does_not_go_back(self) -> None:
        terminal = kiosk()
        terminal.post(m.FindOpened(terminal.token))
        terminal.post(m.LanguageChosen(terminal.token, "en"))
        configuration = replace(CONFIGURATION, role=Role.HALL, languages=("zh-CN",))
        terminal.post(m.Configured(configuration, FORM))
        terminal.post(m.WelcomeOpened(terminal.token))
        assert present(terminal.state).frame.language == "zh-CN"

    def test_finish_ends_what_is_on_show(self) -> None:
        terminal = showing()
        terminal.post(m.SessionFinished(terminal.token - 1))
        assert isinstance(terminal.state, ShowingCase)
        terminal.post(m.SessionFinished(terminal.token))
        assert isinstance(terminal.state, Idle)
        assert isinstance(present(terminal.state), WelcomeScene)

    def test_before_the_faces(self) -> None:
        terminal = showing()
        terminal.post(m.StepChosen(terminal.token, 2, False, OWN))
        terminal.post(m.SessionFinished(terminal.token - 1))
        assert isinstance(present(terminal.state), CaseScene)
        terminal.post(m.SessionFinished(terminal.token))
        assert isinstance(present(terminal.state), WelcomeScene)
        assert fates(terminal.post(m.Stored(Deed.OPEN, OWN))) == [Fate.DECLINED]
        assert isinstance(terminal.state, Idle)

    def test_before_a_level_it_is_declined(self) -> None:
        terminal = offered()
        assert fates(terminal.post(m.SessionFinished(terminal.token))) == [Fate.DECLINED]
        assert isinstance(terminal.state, Idle)

    def test_while_the_level_goes_to_the_disk_it_stands_and_is_complete(self) -> None:
        terminal = offered()
        terminal.choose()
        assert isinstance(terminal.state, Holding)
        terminal.post(m.SessionFinished(terminal.token))
        (release,) = of(m.Release, terminal.post(m.Stored(Deed.HOLD, "r1")))
        assert release.rating.complete
        assert isinstance(terminal.state, Releasing)
        assert fates(terminal.post(m.Stored(Deed.RELEASE, "r1"))) == []
        assert isinstance(terminal.state, Idle)

    def test_gone_before_the_disk_says_it_was_rated(self) -> None:
        terminal = offered()
        terminal.choose()
        terminal.post(m.SessionFinished(terminal.token))
        terminal.post(m.StoreFailed(Deed.HOLD, "r1", rated=True))
        assert isinstance(terminal.state, Idle)

    def test_from_the_reasons_it_is_a_submit(self) -> None:
        terminal = offered()
        terminal.rate()
        terminal.post(m.SessionFinished(terminal.token))
        assert isinstance(terminal.state, Finishing)
        assert terminal.state.rating.complete
        scene = present(terminal.state)
        assert isinstance(scene, ThanksScene)
        assert scene.frame.finish
        assert of(m.Release, terminal.post(m.SessionFinished(terminal.token)))
        assert isinstance(terminal.state, Releasing)
        terminal.post(m.Stored(Deed.RELEASE, "r1"))
        assert isinstance(terminal.state, Idle)

    @pytest.mark.parametrize("stored", [True, False])
    def test_while_a_level_is_taken_back(self, stored: bool) -> None:
        terminal = offered()
        terminal.rate()
        terminal.post(m.LevelUndone(terminal.token))
        assert isinstance(terminal.state, Withdrawing)
        terminal.post(m.SessionFinished(terminal.token))
        if stored:
            assert fates(terminal.post(m.Stored(Deed.WITHDRAW, "r1"))) == [Fate.DECLINED]
            assert isinstance(terminal.state, Idle)
        else:
            assert of(m.Release, terminal.post(m.StoreFailed(Deed.WITHDRAW, "r1")))
            assert isinstance(terminal.state, Releasing)

    def test_gone_while_an_invitation_of_the_counter_s_waits_that_is_refused_then(self) -> None:
        """Whoever has ended it finds no thanks with their receipt on the glass, whatever becomes of the next."""
        terminal = offered()
        terminal.rate()
        terminal.post(m.InvitationReceived(9, invitation("2")), after=WALKED_OFF_SECONDS)
        assert isinstance(terminal.state, Releasing)
        terminal.post(m.SessionFinished(terminal.token))
        answers = of(m.Answer, terminal.post(m.StoreFailed(Deed.RELEASE, "r1")))
        assert [answer.reply for answer in answers] == [Reply.OUT_OF_SERVICE]
        assert isinstance(terminal.state, OutOfService)

    def test_thanks_and_lapsed(self) -> None:
        terminal = thanked()
        assert present(terminal.state).frame.finish
        terminal.post(m.SessionFinished(terminal.token - 1))
        assert isinstance(terminal.state, Thanks)
        terminal.post(m.SessionFinished(terminal.token))
        assert isinstance(terminal.state, Idle)
        terminal = offered()
        terminal.wait(VISIT_SECONDS)
        assert isinstance(terminal.state, Lapsed)
        terminal.post(m.SessionFinished(terminal.token))
        assert isinstance(terminal.state, Idle)

    def test_a_session_of_the_counter_s_is_not_ended_so(self) -> None:
        """Every state of one: there is nothing to end it with, and nothing happens."""
        terminal = kiosk()
        given = invitation()
        terminal.post(m.InvitationReceived(1, given))
        walk = [
            (m.Stored(Deed.OPEN, given.invitation_id), Choosing),
            (None, Holding),
            (m.Stored(Deed.HOLD, "r1"), Detailing),
            ("finish", Finishing),
            ("wait", Releasing),
            (m.Stored(Deed.RELEASE, "r1"), Thanks),
        ]
        for event, kind in walk:
            assert not present(terminal.state).frame.finish
            before = terminal.state
            assert terminal.post(m.SessionFinished(terminal.token)) == []
            assert terminal.state == before
            if event is None:
                terminal.now += 0.5
                terminal.choose()
            elif event == "finish":
                terminal.post(m.DetailFinished(terminal.token))
            elif event == "wait":
                terminal.wait(CONFIGURATION.undo_seconds)
            else:
                terminal.post(event)  # type: ignore[arg-type]  # an event, as the walk says
            assert isinstance(terminal.state, kind)
        assert terminal.post(m.SessionFinished(terminal.token)) == []
        assert isinstance(terminal.state, Thanks)
