"""A hall kiosk: what a citizen rates there, what the counter hears meanwhile, and the receipt on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hall_of_examples import CONFIGURATION, Terminal, fates, invitation, of
from kiosk_of_examples import CASE, HALL, NUMBER, OURS, OWN, WINDOW, kiosk, offered, showing, thanked

from kiosk_app.core import messages as m
from kiosk_app.core.case import CaseStep, Printing
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import Case, Clerk, Fate
from kiosk_app.core.present import present
from kiosk_app.core.receipt import code_of
from kiosk_app.core.scene import (
    CaseScene,
    IndicatorsScene,
    LapsedScene,
    RatingScene,
    TargetsScene,
    ThanksScene,
)
from kiosk_app.core.states import (
    Choosing,
    OfferingTargets,
    Opening,
    OutOfService,
    ShowingCase,
    Thanks,
)
from kiosk_app.core.times import PATIENCE_SECONDS, VISIT_SECONDS


class TestRatingAStep:
    def test_the_case_s_own_words_go_with_it(self) -> None:
        terminal = showing()
        (opened,) = terminal.post(m.StepChosen(terminal.token, 2, False, OWN))
        assert isinstance(opened, m.OpenInvitation)
        given = opened.invitation
        assert (given.invitation_id, given.case, given.own) == (OWN, Case(NUMBER, 2), True)
        task = given.task_code, given.task_name, given.task_type, given.pro_status
        assert task == ("T1", CASE.task_name, "07", "3")
        before = present(terminal.state)
        assert isinstance(before, CaseScene)
        assert (before.case, before.frame.finish, before.frame.ends) == (CASE, True, None)
        terminal.post(m.Stored(Deed.OPEN, OWN))
        scene = present(terminal.state)
        assert isinstance(scene, RatingScene)
        assert (scene.task, scene.frame.finish) == (CASE.task_name, True)
        assert (scene.frame.ends, scene.frame.span) == (terminal.now + VISIT_SECONDS, VISIT_SECONDS)
        terminal.now += 0.5
        (hold,) = of(m.Hold, terminal.choose())
        assert hold.rating.staff_no == "0731"
        terminal.post(m.Stored(Deed.HOLD, "r1"))
        scene = present(terminal.state)
        assert isinstance(scene, IndicatorsScene)
        assert scene.frame.finish

    def test_a_second_thought(self) -> None:
        terminal = showing()
        (opened,) = terminal.post(m.StepChosen(terminal.token, 1, True, OWN))
        assert isinstance(opened, m.OpenInvitation)
        assert opened.invitation.case == Case(NUMBER, 1, 2)

    @pytest.mark.parametrize(("step", "append"), [(1, False), (2, True), (3, True), (3, False), (4, False)])
    def test_what_cannot_be_rated_is_not(self, step: int, append: bool) -> None:
        terminal = showing()
        assert terminal.post(m.StepChosen(terminal.token, step, append, OWN)) == []
        assert isinstance(terminal.state, ShowingCase)

    def test_an_earlier_case_s_step_is_not(self) -> None:
        terminal = showing()
        assert terminal.post(m.StepChosen(terminal.token - 1, 2, False, OWN)) == []

    def test_a_clerk_s_coming_and_going_is_nothing_to_it(self) -> None:
        terminal = offered()
        terminal.post(m.ClerkSignedIn(1, Clerk("9", "李")))
        terminal.post(m.ClerkSignedOut(2))
        assert isinstance(terminal.state, Choosing)
        terminal.rate()
        terminal.post(m.LevelUndone(terminal.token))
        terminal.post(m.Stored(Deed.WITHDRAW, "r1"))
        assert isinstance(terminal.state, Choosing)

    def test_a_disk_that_takes_nothing_is_said(self) -> None:
        terminal = showing()
        terminal.post(m.StoreLost())
        assert isinstance(terminal.state, ShowingCase)
        assert terminal.post(m.StepChosen(terminal.token, 2, False, OWN)) == []
        assert isinstance(terminal.state, OutOfService)

    def test_a_silent_disk_keeps_no_case_in_mind(self) -> None:
        terminal = showing()
        terminal.post(m.StepChosen(terminal.token, 2, False, OWN))
        terminal.wait(PATIENCE_SECONDS)
        assert isinstance(terminal.state, OutOfService)
        assert "张" not in repr(terminal.state)
        assert isinstance(terminal.state.limbo, Opening)
        assert terminal.state.limbo.before is None

    def test_what_the_disk_knows_as_rated_is_shown_so(self) -> None:
        terminal = offered()
        terminal.choose()
        commands = terminal.post(m.StoreFailed(Deed.HOLD, "r1", rated=True))
        assert fates(commands) == [Fate.FAULT]
        scene = present(terminal.state)
        assert isinstance(scene, CaseScene)
        assert (scene.case.project_no, scene.case.task_name) == (NUMBER, CASE.task_name)
        assert scene.case.steps == (CaseStep(2, "3", rated=True),)

    def test_a_level_the_disk_refuses_is_out_of_service(self) -> None:
        terminal = offered()
        terminal.choose()
        terminal.post(m.StoreFailed(Deed.HOLD, "r1"))
        assert isinstance(terminal.state, OutOfService)

    def test_nobody_chooses(self) -> None:
        terminal = offered()
        assert fates(terminal.wait(VISIT_SECONDS)) == [Fate.LAPSED]
        scene = present(terminal.state)
        assert isinstance(scene, LapsedScene)
        assert scene.frame.finish

    def test_the_centre_s_shorter_time_wins(self) -> None:
        terminal = offered(timeouts=replace(CONFIGURATION.timeouts, invitation=20.0))
        assert fates(terminal.wait(20)) == [Fate.LAPSED]


class TestATarget:
    def test_it_is_named_and_rated_without_a_case(self) -> None:
        terminal = kiosk()
        terminal.post(m.TargetsOpened(terminal.token))
        scene = present(terminal.state)
        assert isinstance(scene, TargetsScene)
        assert scene.targets == (WINDOW, HALL)
        (opened,) = terminal.post(m.TargetChosen(terminal.token, "hall", "YB01", OWN))
        assert isinstance(opened, m.OpenInvitation)
        assert (opened.invitation.case, opened.invitation.target) == (Case(None, 1), HALL)
        assert isinstance(present(terminal.state), TargetsScene)
        terminal.post(m.Stored(Deed.OPEN, OWN))
        scene = present(terminal.state)
        assert isinstance(scene, RatingScene)
        assert scene.task == HALL.name
        terminal.now += 0.5
        (hold,) = of(m.Hold, terminal.choose())
        assert hold.rating.staff_no is None

    @pytest.mark.parametrize("event", [m.TargetChosen(0, "hall", "YB01", OWN), m.TargetChosen(-1, "hall", "X", OWN)])
    def test_a_stale_or_an_unknown_one_is_not(self, event: m.TargetChosen) -> None:
        terminal = kiosk()
        terminal.post(m.TargetsOpened(terminal.token))
        given = event if event.token == 0 else replace(event, token=terminal.token)
        assert terminal.post(given) == []
        assert isinstance(terminal.state, OfferingTargets)


class TestTheCounterAsksMeanwhile:
    def test_it_is_refused_in_the_contract_s_order(self) -> None:
        terminal = showing()

        def answered(rated: bool = False) -> Reply:
            (answer,) = of(m.Answer, terminal.post(m.InvitationReceived(5, invitation(), already_rated=rated)))
            reply: Reply = answer.reply
            return reply

        assert answered() is Reply.BUSY
        assert answered(rated=True) is Reply.ALREADY_RATED
        (answer,) = of(m.Answer, terminal.post(m.InvitationRecalled(6, OWN)))
        assert answer.reply is Reply.UNKNOWN
        terminal.post(m.StoreLost())
        assert answered(rated=True) is Reply.OUT_OF_SERVICE

    def test_at_rest_it_begins_as_anywhere(self) -> None:
        terminal = kiosk().invite()
        assert isinstance(terminal.state, Choosing)
        assert not present(terminal.state).frame.finish

    def test_nobody_at_the_counter_is_answered_for_what_they_did_not_ask(self) -> None:
        terminal = showing()
        terminal.post(m.StepChosen(terminal.token, 2, False, OWN))
        answers = of(m.Answer, terminal.post(m.Stored(Deed.OPEN, OWN)))
        assert [one.ticket for one in answers] == [0]


class TestPaper:
    def shown(self, terminal: Terminal) -> Printing:
        scene = present(terminal.state)
        assert isinstance(scene, ThanksScene)
        return scene.printing

    def test_it_is_offered_asked_for_and_told(self) -> None:
        terminal = thanked()
        assert self.shown(terminal) is Printing.OFFERED
        (command,) = terminal.post(m.PrintAsked(terminal.token), after=1)
        assert isinstance(command, m.PrintReceipt)
        assert (command.ticket, command.receipt, command.rating_id) == (terminal.token, code_of(OURS), OURS)
        assert (command.language, command.task, command.tapped.mono) == ("zh-CN", CASE.task_name, terminal.now - 4)
        assert self.shown(terminal) is Printing.AT_WORK
        assert terminal.post(m.PrintAsked(terminal.token)) == []
        terminal.post(m.PrinterTold(terminal.token - 1, Printing.PAPER_OUT))
        assert self.shown(terminal) is Printing.AT_WORK
        terminal.post(m.PrinterTold(terminal.token, Printing.DONE))
        assert self.shown(terminal) is Printing.DONE
        assert terminal.post(m.PrintAsked(terminal.token)) == []
        terminal.wait(CONFIGURATION.timeouts.thanks)
        assert isinstance(terminal.state, Thanks), "a touch keeps it on"

    @pytest.mark.parametrize("trouble", [Printing.PAPER_OUT, Printing.COVER_OPEN, Printing.OFF])
    def test_after_trouble_it_can_be_tried_again(self, trouble: Printing) -> None:
        terminal = thanked()
        terminal.post(m.PrintAsked(terminal.token))
        terminal.post(m.PrinterTold(terminal.token, trouble))
        assert self.shown(terminal) is trouble
        assert of(m.PrintReceipt, terminal.post(m.PrintAsked(terminal.token)))

    def test_how_it_stands_in_general_shows_until_something_is_printed(self) -> None:
        terminal = thanked()
        terminal.post(m.PrinterTold(0, Printing.PAPER_OUT))
        assert self.shown(terminal) is Printing.PAPER_OUT
        terminal.post(m.PrintAsked(terminal.token))
        terminal.post(m.PrinterTold(0, Printing.OFFERED))
        assert self.shown(terminal) is Printing.AT_WORK

    def test_without_a_printer_or_a_receipt_there_is_none(self) -> None:
        terminal = thanked()
        terminal.post(m.PrinterTold(0, Printing.NONE))
        assert self.shown(terminal) is Printing.NONE
        assert terminal.post(m.PrintAsked(terminal.token)) == []
        terminal.post(m.PrinterTold(0, Printing.OFFERED))
        assert terminal.post(m.PrintAsked(terminal.token - 1)) == []
        assert isinstance(terminal.state, Thanks)
        farewell = replace(terminal.state.farewell, receipt="")
        terminal.state = replace(terminal.state, farewell=farewell)
        assert self.shown(terminal) is Printing.NONE

    def test_word_about_a_receipt_that_has_left_the_glass_is_of_no_interest(self) -> None:
        terminal = thanked()
        token = terminal.token
        terminal.post(m.SessionFinished(token))
        terminal.post(m.PrinterTold(token, Printing.PAPER_OUT))
        assert terminal.state.hall.printer is Printing.OFFERED
