"""A hall kiosk, told as what happens to a citizen who comes by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hall_of_examples import CONFIGURATION, FORM, Terminal, invitation
from kiosk_of_examples import CASE, HALL, NUMBER, OWN, WINDOW, kiosk, offered, seeking, showing

from kiosk_app.core import messages as m
from kiosk_app.core.case import CaseRecord, CaseStep, Printing, Progress, ReceiptRecord, Sought, Trouble
from kiosk_app.core.messages import Deed, Reply
from kiosk_app.core.model import Aid, Case, Clerk, Fate, Role
from kiosk_app.core.present import cue, present
from kiosk_app.core.receipt import code_of, rating_id_of_seed
from kiosk_app.core.scene import (
    CaseScene,
    Cue,
    FindScene,
    IdleScene,
    IndicatorsScene,
    LapsedScene,
    RatingScene,
    ReceiptAskScene,
    ReceiptScene,
    SeekingScene,
    TargetsScene,
    ThanksScene,
    WelcomeScene,
)
from kiosk_app.core.session import deadline
from kiosk_app.core.states import (
    AskingReceipt,
    Choosing,
    Detailing,
    Finding,
    Finishing,
    Holding,
    Idle,
    Lapsed,
    OfferingTargets,
    Opening,
    OutOfService,
    Releasing,
    Seeking,
    ShowingCase,
    ShowingReceipt,
    Thanks,
    Withdrawing,
)
from kiosk_app.core.times import FORGET_SECONDS, PATIENCE_SECONDS, SEEK_SECONDS, TIMES_OVER, VISIT_SECONDS

OURS = rating_id_of_seed(731)
FOUND = ReceiptRecord("YB01-7Q2K-9F4M", Progress.ASSIGNED)


def of(kind: type, commands: list) -> list:
    """The commands of one kind."""
    return [command for command in commands if isinstance(command, kind)]


def fates(commands: list) -> list[Fate]:
    """Every ending put on the disk."""
    return [command.ending.fate for command in of(m.Record, commands)]


def asking() -> Terminal:
    """The keypad for a receipt."""
    terminal = kiosk()
    terminal.post(m.ReceiptAskOpened(terminal.token))
    return terminal


class TestAtRest:
    def test_it_welcomes_and_needs_no_clerk(self) -> None:
        terminal = kiosk()
        scene = present(terminal.state)
        assert isinstance(scene, WelcomeScene)
        assert (scene.targets, scene.frame.finish) == (True, False)
        assert cue(terminal.state) == (Cue.WELCOME, None)
        bare = present(kiosk(targets=()).state)
        assert isinstance(bare, WelcomeScene)
        assert not bare.targets

    @pytest.mark.parametrize("role", [Role.COUNTER, Role.EMBEDDED])
    def test_elsewhere_there_is_none_of_it(self, role: Role) -> None:
        terminal = Terminal().set_up(role=role, targets=(WINDOW,))
        assert isinstance(present(terminal.state), IdleScene)
        before = terminal.state
        for event in (
            m.FindOpened(terminal.token),
            m.TargetsOpened(terminal.token),
            m.ReceiptAskOpened(terminal.token),
            m.CodeScanned(NUMBER),
        ):
            assert terminal.post(event) == []
            assert terminal.state == before

    def test_a_touch_meant_for_an_earlier_scene_leads_nowhere(self) -> None:
        terminal = kiosk()
        for event in (m.FindOpened, m.TargetsOpened, m.ReceiptAskOpened):
            terminal.post(event(terminal.token - 1))
        assert isinstance(terminal.state, Idle)

    def test_what_is_not_there_cannot_be_opened(self) -> None:
        terminal = kiosk(targets=())
        terminal.post(m.TargetsOpened(terminal.token))
        assert isinstance(terminal.state, Idle)

    def test_readers_are_told(self) -> None:
        terminal = kiosk()
        terminal.post(m.ReadersTold(scanner=True, card=True))
        terminal.post(m.FindOpened(terminal.token))
        scene = present(terminal.state)
        assert isinstance(scene, FindScene)
        assert (scene.scanner, scene.card) == (True, True)


class TestFindingACase:
    def test_the_number_is_asked_for_and_the_case_shown(self) -> None:
        terminal = kiosk()
        terminal.post(m.FindOpened(terminal.token))
        assert isinstance(present(terminal.state), FindScene)
        (look,) = terminal.post(m.CaseSought(terminal.token, " ＹＢ-2026-0001"))
        assert look == m.LookUpCase(terminal.token, NUMBER)
        scene = present(terminal.state)
        assert isinstance(scene, SeekingScene)
        assert (scene.sought, scene.frame.finish, scene.frame.ends) == (Sought.CASE, True, None)
        terminal.post(m.CaseFound(terminal.token, CASE))
        scene = present(terminal.state)
        assert isinstance(scene, CaseScene)
        assert (scene.case, scene.frame.finish) == (CASE, True)
        assert cue(terminal.state) == (Cue.WELCOME, None)

    def test_what_cannot_be_a_number_is_said_on_the_keypad(self) -> None:
        terminal = kiosk()
        terminal.post(m.FindOpened(terminal.token))
        token = terminal.token
        assert terminal.post(m.CaseSought(token, "12"), after=5) == []
        scene = present(terminal.state)
        assert isinstance(scene, FindScene)
        assert (scene.trouble, scene.frame.token) == (Trouble.SHAPE, token)
        assert scene.frame.ends == terminal.now + VISIT_SECONDS

    def test_a_number_for_an_earlier_keypad_counts_nothing(self) -> None:
        terminal = kiosk()
        terminal.post(m.FindOpened(terminal.token))
        assert terminal.post(m.CaseSought(terminal.token - 1, NUMBER)) == []

    def test_a_case_nobody_knows_leads_back_to_the_keypad(self) -> None:
        terminal = seeking()
        terminal.post(m.SearchFailed(terminal.token, Trouble.UNKNOWN))
        scene = present(terminal.state)
        assert isinstance(scene, FindScene)
        assert scene.trouble is Trouble.UNKNOWN

    def test_a_silent_centre_turns_nobody_away(self) -> None:
        terminal = seeking()
        terminal.post(m.SearchFailed(terminal.token, Trouble.SILENT))
        scene = present(terminal.state)
        assert isinstance(scene, CaseScene)
        assert scene.case == CaseRecord(NUMBER, (CaseStep(1),), told=False)

    def test_nobody_waits_for_longer_than_it_says(self) -> None:
        terminal = seeking()
        assert terminal.post(m.TimePassed()) == []
        terminal.wait(SEEK_SECONDS - 0.1)
        assert isinstance(terminal.state, Seeking)
        terminal.wait(0.1)
        assert isinstance(terminal.state, ShowingCase)
        assert not terminal.state.case.told

    def test_an_answer_to_somebody_who_has_gone_is_not_shown(self) -> None:
        terminal = seeking()
        asked = terminal.token
        terminal.post(m.SessionFinished(terminal.token))
        assert isinstance(terminal.state, Idle)
        terminal.post(m.FindOpened(terminal.token))
        terminal.post(m.CaseSought(terminal.token, "OTHER-1"))
        for answer in (
            m.CaseFound(asked, CASE),
            m.ReceiptFound(terminal.token, FOUND),
            m.SearchFailed(asked, Trouble.UNKNOWN),
        ):
            terminal.post(answer)
            assert isinstance(terminal.state, Seeking)
        terminal.post(m.ReceiptAskOpened(terminal.token))
        terminal.post(m.ReceiptSought(terminal.token, "YB01-7Q2K-9F4M"))
        terminal.post(m.CaseFound(terminal.token, CASE))
        assert isinstance(terminal.state, Seeking)

    def test_from_a_case_to_another(self) -> None:
        terminal = showing()
        terminal.post(m.FindOpened(terminal.token))
        assert isinstance(terminal.state, Finding)


class TestACode:
    def test_a_case_s_is_sought_from_rest_and_from_the_keypad(self) -> None:
        terminal = kiosk()
        (look,) = terminal.post(m.CodeScanned(NUMBER))
        assert look == m.LookUpCase(terminal.token, NUMBER)
        terminal.post(m.FindOpened(terminal.token))
        assert of(m.LookUpCase, terminal.post(m.CodeScanned(NUMBER)))

    @pytest.mark.parametrize("code", [code_of(OURS), OURS])
    def test_one_of_ours_is_a_receipt_anywhere(self, code: str) -> None:
        terminal = kiosk()
        assert terminal.post(m.CodeScanned(code)) == [m.LookUpReceipt(terminal.token, OURS)]
        terminal.post(m.SearchFailed(terminal.token, Trouble.UNKNOWN))
        assert isinstance(terminal.state, AskingReceipt)
        assert terminal.post(m.CodeScanned(code)) == [m.LookUpReceipt(terminal.token, OURS)]

    def test_what_is_no_case_may_be_a_receipt_of_the_centre_s(self) -> None:
        terminal = kiosk()
        terminal.post(m.CodeScanned(FOUND.receipt_no))
        (look,) = terminal.post(m.SearchFailed(terminal.token, Trouble.UNKNOWN))
        assert look == m.LookUpReceipt(terminal.token, FOUND.receipt_no)
        terminal.post(m.ReceiptFound(terminal.token, FOUND))
        assert isinstance(terminal.state, ShowingReceipt)

    @pytest.mark.parametrize("trouble", [Trouble.UNKNOWN, Trouble.SILENT])
    def test_what_is_neither_leads_to_the_keypad(self, trouble: Trouble) -> None:
        terminal = kiosk()
        terminal.post(m.CodeScanned("YB01-7Q2K-9F4M"))
        terminal.post(m.SearchFailed(terminal.token, Trouble.UNKNOWN))
        assert terminal.post(m.SearchFailed(terminal.token, trouble)) == []
        assert isinstance(terminal.state, Finding)
        assert terminal.state.trouble is trouble

    def test_what_is_no_number_is_said(self) -> None:
        terminal = kiosk()
        assert terminal.post(m.CodeScanned("https://hcp.example.invalid/")) == []
        assert isinstance(terminal.state, Finding)
        assert terminal.state.trouble is Trouble.SHAPE
        terminal.post(m.ReceiptAskOpened(terminal.token))
        terminal.post(m.CodeScanned("回执"))
        assert isinstance(terminal.state, AskingReceipt)
        assert terminal.state.trouble is Trouble.SHAPE

    def test_on_a_case_it_counts_nothing(self) -> None:
        terminal = showing()
        assert terminal.post(m.CodeScanned("OTHER-1")) == []
        assert isinstance(terminal.state, ShowingCase)


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


class TestAReceipt:
    def test_a_code_of_ours_is_asked_for_as_the_rating(self) -> None:
        terminal = asking()
        scene = present(terminal.state)
        assert isinstance(scene, ReceiptAskScene)
        (look,) = terminal.post(m.ReceiptSought(terminal.token, (code_of(OURS) or "").lower()))
        assert look == m.LookUpReceipt(terminal.token, OURS)
        terminal.post(m.ReceiptFound(terminal.token, FOUND))
        scene = present(terminal.state)
        assert isinstance(scene, ReceiptScene)
        assert scene.receipt == FOUND

    @pytest.mark.parametrize(
        ("receipt", "within"),
        [
            (FOUND, 5),
            (replace(FOUND, due=date(2026, 12, 4)), 0),
            (replace(FOUND, progress=Progress.ANSWERED), 0),
            (replace(FOUND, progress=Progress.RATED_BEFORE), 0),
        ],
    )
    def test_days_are_promised_where_no_day_is_named_and_no_answer_there(
        self, receipt: ReceiptRecord, within: int
    ) -> None:
        terminal = kiosk(answer_within_working_days=5)
        terminal.post(m.ReceiptAskOpened(terminal.token))
        terminal.post(m.ReceiptSought(terminal.token, "YB01-7Q2K-9F4M"))
        terminal.post(m.ReceiptFound(terminal.token, receipt))
        scene = present(terminal.state)
        assert isinstance(scene, ReceiptScene)
        assert scene.within == within

    def test_without_a_promise_there_are_no_days(self) -> None:
        terminal = asking()
        terminal.post(m.ReceiptSought(terminal.token, "YB01-7Q2K-9F4M"))
        terminal.post(m.ReceiptFound(terminal.token, FOUND))
        scene = present(terminal.state)
        assert isinstance(scene, ReceiptScene)
        assert scene.within == 0

    @pytest.mark.parametrize("trouble", [Trouble.UNKNOWN, Trouble.SILENT])
    def test_nothing_found_leads_back_to_the_keypad(self, trouble: Trouble) -> None:
        terminal = asking()
        terminal.post(m.ReceiptSought(terminal.token, "YB01-7Q2K-9F4M"))
        terminal.post(m.SearchFailed(terminal.token, trouble))
        scene = present(terminal.state)
        assert isinstance(scene, ReceiptAskScene)
        assert scene.trouble is trouble

    def test_a_slip_in_a_code_of_ours_is_said_as_one_once_the_centre_has_no_such_number(self) -> None:
        code = code_of(OURS) or ""
        slipped = code[:-1] + ("0" if code[-1] != "0" else "1")
        terminal = asking()
        assert terminal.post(m.ReceiptSought(terminal.token, slipped)) == [m.LookUpReceipt(terminal.token, slipped)]
        terminal.post(m.SearchFailed(terminal.token, Trouble.UNKNOWN))
        assert isinstance(terminal.state, AskingReceipt)
        assert terminal.state.trouble is Trouble.SHAPE

    def test_a_silent_centre_is_said_in_time(self) -> None:
        terminal = asking()
        terminal.post(m.ReceiptSought(terminal.token, "YB01-7Q2K-9F4M"))
        terminal.wait(SEEK_SECONDS)
        assert isinstance(terminal.state, AskingReceipt)
        assert terminal.state.trouble is Trouble.SILENT

    def test_what_cannot_be_one_is_said_and_a_stale_one_is_not_asked(self) -> None:
        terminal = asking()
        assert terminal.post(m.ReceiptSought(terminal.token, "12")) == []
        assert isinstance(terminal.state, AskingReceipt)
        assert terminal.state.trouble is Trouble.SHAPE
        assert terminal.post(m.ReceiptSought(terminal.token - 1, "YB01-7Q2K-9F4M")) == []


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


def thanked() -> Terminal:
    """Thanks for an own rating, with a receipt; the printer is there."""
    terminal = offered()
    terminal.post(m.PrinterTold(0, Printing.OFFERED))
    terminal.rate(rating_id=OURS)
    terminal.post(m.DetailFinished(terminal.token))
    terminal.wait(CONFIGURATION.undo_seconds)
    terminal.post(m.Stored(Deed.RELEASE, OURS))
    assert isinstance(terminal.state, Thanks)
    return terminal


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
