"""A whole terminal in the role `hall` at the practice centre: what citizens do there, what the centre gets of it."""

from __future__ import annotations

import json
import logging
import os
import tty
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from waiting import until
from window import Centre, Window

from kiosk_app.core import messages as m
from kiosk_app.core.case import CaseStep, Progress, Sought, Trouble
from kiosk_app.core.model import Input, Level
from kiosk_app.core.receipt import code_of
from kiosk_app.core.scene import (
    CaseScene,
    FindScene,
    IndicatorsScene,
    RatingScene,
    ReceiptAskScene,
    ReceiptScene,
    Scene,
    SeekingScene,
    TargetsScene,
    ThanksScene,
    WelcomeScene,
)
from kiosk_app.core.times import GUARD_SECONDS
from kiosk_app.runtime.rating_id import new_rating_id

NUMBER = "PRAC-2026-0002"
WINDOW = {"kind": "window", "code": "07"}


class Kiosk:
    """One citizen after the other at one hall kiosk."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.post = window.terminal.post
        self.sees = window.sees

    def at_rest(self) -> int:
        """The welcome; its token."""
        return self.sees(WelcomeScene).frame.token

    def seek(self, number: str) -> None:
        """From the welcome to a number typed."""
        self.post(m.FindOpened(self.at_rest()))
        self.post(m.CaseSought(self.sees(FindScene).frame.token, number))

    def rate(self, level: Level = Level.SATISFIED) -> str:
        """The faces are coming: rated, submitted, and gone from the thanks; the rating's id."""
        self.sees(RatingScene, lambda scene: not scene.locked)
        came = self.window.terminal.clock.mono()
        until(lambda: self.window.terminal.clock.mono() > came + GUARD_SECONDS, "the end of the guard")
        rating_id = new_rating_id()
        scene = self.sees(RatingScene)
        assert scene.frame.finish
        self.post(m.LevelChosen(scene.frame.token, level, Input.TOUCH, rating_id))
        self.sees(IndicatorsScene)
        self.post(m.DetailFinished(scene.frame.token))
        self.post(m.SessionFinished(self.sees(ThanksScene, lambda thanks: not thanks.undo).frame.token))
        self.at_rest()
        return rating_id

    def rate_step(self, number: str, step: int, *, append: bool = False, level: Level = Level.SATISFIED) -> str:
        """A step of a case, from the welcome to the welcome."""
        self.seek(number)
        token = self.sees(CaseScene).frame.token
        self.post(m.StepChosen(token, step, append, str(uuid.uuid4())))
        return self.rate(level)

    def look_up(self, number: str) -> None:
        """From the welcome to a receipt's number typed."""
        self.post(m.ReceiptAskOpened(self.at_rest()))
        self.post(m.ReceiptSought(self.sees(ReceiptAskScene).frame.token, number))

    def receipt(self, number: str, fact: Callable[[ReceiptScene], object] = lambda scene: True) -> ReceiptScene:
        """What became of a rating, and back to the welcome."""
        self.look_up(number)
        scene = self.sees(ReceiptScene, fact)
        self.post(m.SessionFinished(scene.frame.token))
        self.at_rest()
        return scene


@pytest.fixture
def kiosk(centre: Centre, open_window: Callable[..., Window]) -> Kiosk:
    centre.configure(role="hall", targets=[{**WINDOW, "name": "户政综合窗口"}])
    made = Kiosk(open_window())
    made.at_rest()
    until(lambda: centre.state()["heartbeats"], "a heartbeat")
    return made


def received(centre: Centre, count: int) -> list[dict[str, Any]]:
    """The ratings at the centre, once there are so many."""

    def there() -> list[dict[str, Any]] | None:
        found = [one["rating"] for one in centre.state()["ratings"]]
        return found if len(found) >= count else None

    return list(until(there, f"{count} ratings at the centre"))


def arrive(centre: Centre, project_no: str, **members: Any) -> None:
    """A case at the centre, as it is from now on."""
    body = {"projectNo": project_no, "steps": [{"serviceNumber": 1, "proStatus": "3"}], **members}
    requests.post(f"{centre.page}/cases", json=body, timeout=10).raise_for_status()


def test_a_case_is_found_rated_and_rated_again(centre: Centre, kiosk: Kiosk) -> None:
    kiosk.seek(NUMBER)
    scene = kiosk.sees(CaseScene)
    assert (scene.case.applicant, scene.case.steps) == ("李*", (CaseStep(1, "2"), CaseStep(2, "3")))
    kiosk.post(m.SessionFinished(scene.frame.token))
    rating_id = kiosk.rate_step(NUMBER, 2)
    (record,) = received(centre, 1)
    assert (record["ratingId"], record["pf"], record["projectNo"]) == (rating_id, "5", NUMBER)
    assert (record["serviceNumber"], record["assessNumber"], record["target"]) == (2, 1, None)
    assert (record["staffNo"], record["taskName"], record["proStatus"]) == ("0731", "户口迁移（市内）", "3")
    fates = until(lambda: centre.state()["invitations"], "the invitation's fate")
    assert [one["state"] for one in fates] == ["rated"]

    kiosk.seek(NUMBER)
    scene = kiosk.sees(CaseScene)
    assert scene.case.steps == (CaseStep(1, "2"), CaseStep(2, "3", rated=True, can_append=True))
    kiosk.post(m.SessionFinished(scene.frame.token))
    kiosk.rate_step(NUMBER, 2, append=True, level=Level.DISSATISFIED)
    again = received(centre, 2)[1]
    assert (again["projectNo"], again["serviceNumber"], again["assessNumber"]) == (NUMBER, 2, 2)
    assert centre.state()["findings"] == []
    assert kiosk.window.terminal.health.problems() == []


def test_a_target_is_rated_without_a_case(centre: Centre, kiosk: Kiosk) -> None:
    kiosk.post(m.TargetsOpened(kiosk.at_rest()))
    token = kiosk.sees(TargetsScene).frame.token
    kiosk.post(m.TargetChosen(token, WINDOW["kind"], WINDOW["code"], str(uuid.uuid4())))
    kiosk.rate()
    (record,) = received(centre, 1)
    assert (record["projectNo"], record["target"], record["staffNo"]) == (None, WINDOW, None)


def test_a_case_nobody_knows(kiosk: Kiosk) -> None:
    kiosk.seek("NO-SUCH-CASE")
    kiosk.sees(FindScene, lambda scene: scene.trouble is Trouble.UNKNOWN)


def test_offline_a_case_is_taken_as_typed_and_settled_when_it_comes(centre: Centre, kiosk: Kiosk) -> None:
    number = "LATE-2026-0001"
    arrive(centre, number, missing=True)
    centre.misbehave("5xx")
    kiosk.seek(number)
    scene = kiosk.sees(CaseScene)
    assert (scene.case.told, scene.case.steps) == (False, (CaseStep(1),))
    kiosk.post(m.SessionFinished(scene.frame.token))
    code = code_of(kiosk.rate_step(number, 1)) or ""
    assert kiosk.receipt(code).receipt.progress is Progress.WAITING
    kiosk.seek(number)
    scene = kiosk.sees(CaseScene)
    assert scene.case.steps == (CaseStep(1, rated=True),), "this terminal knows what it has rated"
    kiosk.post(m.SessionFinished(scene.frame.token))

    centre.misbehave()
    until(lambda: kiosk.window.terminal.outbox.rows("unsent")[0].code, "the centre's word that it has no such case")
    assert kiosk.receipt(code).receipt.progress is Progress.NO_CASE
    arrive(centre, number)
    (record,) = received(centre, 1)
    assert (record["projectNo"], record["taskName"]) == (number, None)
    until(lambda: kiosk.window.terminal.outbox.rows("delivered"), "the delivery")
    shown = kiosk.receipt(code).receipt
    assert shown.progress is Progress.RECEIVED
    assert kiosk.receipt(shown.receipt_no).receipt.progress is Progress.RECEIVED


def test_what_the_centre_does_not_take_ends_in_words(centre: Centre, kiosk: Kiosk) -> None:
    centre.misbehave("invalid")
    refused = code_of(kiosk.rate_step(NUMBER, 1)) or ""
    until(lambda: kiosk.window.terminal.outbox.rows("parked"), "the centre's refusal")
    assert kiosk.receipt(refused).receipt.progress is Progress.REFUSED

    # Rated elsewhere while this terminal cannot know of it.
    centre.misbehave("5xx")
    again = code_of(kiosk.rate_step("PRAC-2026-0001", 1)) or ""
    arrive(centre, "PRAC-2026-0001", steps=[{"serviceNumber": 1, "proStatus": "3", "rated": True}])
    centre.misbehave()
    until(lambda: kiosk.window.terminal.outbox.rows("delivered"), "the delivery")
    assert kiosk.receipt(again).receipt.progress is Progress.RATED_BEFORE


def test_a_receipt_s_answer_and_its_day(centre: Centre, kiosk: Kiosk) -> None:
    code = code_of(kiosk.rate_step(NUMBER, 1)) or ""
    received(centre, 1)
    until(lambda: kiosk.window.terminal.outbox.rows("delivered"), "the delivery")
    found = kiosk.receipt(code).receipt
    assert found.reckoned
    assert found.due is not None
    body = {"no": found.receipt_no, "state": "answered", "dueDate": "2026-12-31", "answer": "已增设窗口。"}
    requests.post(f"{centre.page}/receipts", json=body, timeout=10).raise_for_status()
    answered = kiosk.receipt(found.receipt_no).receipt
    assert (answered.progress, answered.answer, answered.reckoned) == (Progress.ANSWERED, "已增设窗口。", False)
    assert str(answered.due) == "2026-12-31"
    kiosk.look_up("YB01-0000-0000")
    scene = kiosk.sees(ReceiptAskScene, lambda scene: scene.trouble)
    assert scene.trouble is Trouble.UNKNOWN


def test_a_paper_s_code_leads_to_its_receipt(centre: Centre, kiosk: Kiosk) -> None:
    code = code_of(kiosk.rate_step(NUMBER, 1)) or ""
    received(centre, 1)
    (row,) = until(lambda: kiosk.window.terminal.outbox.rows("delivered"), "the delivery")
    for text in (code, row.receipt_no):
        kiosk.post(m.CodeScanned(text or ""))
        scene = kiosk.sees(ReceiptScene)
        kiosk.post(m.SessionFinished(scene.frame.token))
        kiosk.at_rest()


def test_who_leaves_is_forgotten(centre: Centre, kiosk: Kiosk) -> None:
    timeouts = {"invitation": 0.5, "detail": 30, "thanks": 0.2}
    centre.configure(timeouts=timeouts)
    until(lambda: in_force(kiosk.window, 0.5), "the shorter time")
    seen: list[Scene | None] = []
    kiosk.seek(NUMBER)

    def gone() -> bool:
        seen.append(kiosk.window.scene)
        return isinstance(seen[-1], WelcomeScene)

    until(gone, "the way back")
    assert any(isinstance(scene, CaseScene) for scene in seen)
    assert "李" not in repr(kiosk.window.terminal.engine.state)
    assert "李" not in json.dumps(centre.state()["invitations"], ensure_ascii=False)


def in_force(window: Window, seconds: float) -> bool:
    configuration = window.terminal.engine.state.hall.configuration
    return configuration is not None and configuration.timeouts.invitation == seconds


def test_nothing_of_a_search_is_written_anywhere(kiosk: Kiosk, caplog: pytest.LogCaptureFixture, folder: Path) -> None:
    caplog.set_level(logging.DEBUG)
    kiosk.seek(NUMBER)
    scene = kiosk.sees(CaseScene)
    kiosk.post(m.SessionFinished(scene.frame.token))
    kiosk.at_rest()
    # What a library says at this level is withheld by the program's own log.
    said = [str(vars(one)) for one in caplog.records if one.name.startswith(("kiosk_app", "offline_queue"))]
    assert said
    assert not [one for one in said if NUMBER in one or "李" in one]
    kept = [path for path in (folder / "state").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if NUMBER.encode() in path.read_bytes()]


def test_the_counter_waits_for_a_citizen_at_work(kiosk: Kiosk) -> None:
    kiosk.seek(NUMBER)
    token = kiosk.sees(CaseScene).frame.token
    body = {"projectNo": "P-7", "serviceNumber": 1}
    answer = kiosk.window.call("POST", "/v1/invitations", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "BUSY")
    kiosk.post(m.SessionFinished(token))
    kiosk.at_rest()
    assert kiosk.window.call("POST", "/v1/invitations", body).status_code == 201


def test_a_look_up_that_is_wanted_no_more(centre: Centre, kiosk: Kiosk) -> None:
    requests.post(f"{centre.page}/faults", json={"slow@cases": 1.0, "slowSeconds": 1}, timeout=10).raise_for_status()
    kiosk.seek("PRAC-2026-0001")
    seeking = kiosk.sees(SeekingScene)
    assert seeking.sought is Sought.CASE
    kiosk.post(m.FindOpened(seeking.frame.token))
    kiosk.post(m.CaseSought(kiosk.sees(FindScene).frame.token, NUMBER))
    assert kiosk.sees(CaseScene).case.project_no == NUMBER


def test_a_scanner_reads_a_case(centre: Centre, open_window: Callable[..., Window]) -> None:
    centre.configure(role="hall")
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    try:
        kiosk = Kiosk(open_window(f'[[scanners]]\nport = "{os.ttyname(theirs)}"\n'))
        kiosk.post(m.FindOpened(kiosk.at_rest()))
        kiosk.sees(FindScene, lambda scene: scene.scanner and not scene.card)
        until(lambda: not kiosk.window.terminal.scanners.problems(), "the scanner")
        until(lambda: centre.state()["heartbeats"], "a heartbeat")
        os.write(ours, f"{NUMBER}\r".encode())
        assert kiosk.sees(CaseScene).case.project_no == NUMBER
    finally:
        os.close(ours)
        os.close(theirs)
