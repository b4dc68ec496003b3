"""A hall kiosk, told as what happens to a citizen who comes to find something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hall_of_examples import Terminal, of
from kiosk_of_examples import CASE, NUMBER, OURS, WINDOW, kiosk, seeking, showing

from kiosk_app.core import messages as m
from kiosk_app.core.case import CaseRecord, CaseStep, Progress, ReceiptRecord, Sought, Trouble
from kiosk_app.core.model import Role
from kiosk_app.core.present import cue, present
from kiosk_app.core.receipt import code_of
from kiosk_app.core.scene import (
    CaseScene,
    Cue,
    FindScene,
    IdleScene,
    ReceiptAskScene,
    ReceiptScene,
    SeekingScene,
    WelcomeScene,
)
from kiosk_app.core.states import (
    AskingReceipt,
    Finding,
    Idle,
    Seeking,
    ShowingCase,
    ShowingReceipt,
)
from kiosk_app.core.times import SEEK_SECONDS, VISIT_SECONDS

FOUND = ReceiptRecord("YB01-7Q2K-9F4M", Progress.ASSIGNED)


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
            (replace(FOUND, progress=Progress.WAITING), 5),
            (replace(FOUND, progress=Progress.NO_CASE), 5),
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
