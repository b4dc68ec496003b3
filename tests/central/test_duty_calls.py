"""A call for the duty manager against a real centre: taken, waited for, given up, cut off."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk_app.central.duty_calls import PATIENCE_SECONDS, DutyCalls
from kiosk_app.central.errors import CentralError
from kiosk_app.central.wire_duty import duty_call_body
from kiosk_app.core.messages import CallDuty
from kiosk_app.core.model import Moment

CALL = CallDuty("7d0e6c1a-0000-4000-8000-000000000001", "r-1", "YB01", "07", Moment(5.0, 1795399205000))


class Desk:
    """A centre and what carries calls to it; `now` is the carrier's clock."""

    def __init__(self, kit: Any, new_centre: Any, new_client: Any) -> None:
        self.kit = kit
        self.say: Callable[[Any], Any] = lambda seen: kit.ok()
        self.centre = new_centre(self._said)
        self.client: Any = new_client(self.centre.url, connect_timeout=1.0, read_timeout=1.0)
        self.now = 0.0
        self.allowed, self.stop = threading.Event(), threading.Event()
        self.allowed.set()
        self.hurried = 0
        self.reached = 0
        self.problems: list[tuple[str, str | None]] = []
        self.calls = DutyCalls(
            self._client,
            allowed=self.allowed,
            stop=self.stop,
            hurry=self._hurry,
            reached=self._reached,
            problem=lambda key, text: self.problems.append((key, text)),
            clock=lambda: self.now,
            rng=lambda: 0.01,
        )

    def _client(self) -> Any:
        if isinstance(self.client, Exception):
            raise self.client
        return self.client

    def _said(self, seen: Any) -> Any:
        return self.say(seen)

    def _hurry(self) -> None:
        self.hurried += 1

    def _reached(self) -> None:
        self.reached += 1

    def call(self) -> None:
        self.calls.call(duty_call_body(CALL))

    def told(self) -> str | None:
        """What the technician's board says of it, once it does."""
        self.kit.until(lambda: self.problems)
        (key, text) = self.problems[-1]
        assert key == "duty"
        return text


@pytest.fixture
def desk(kit: Any, new_centre: Any, new_client: Any) -> Iterator[Desk]:
    made = Desk(kit, new_centre, new_client)
    yield made
    made.stop.set()
    made.allowed.set()


def test_the_first_try(desk: Desk) -> None:
    desk.call()
    assert desk.told() is None
    (seen,) = desk.centre.seen
    assert (seen.method, seen.path) == ("POST", "/api/device/v1/duty-calls")
    assert json.loads(seen.body) == {
        "dutyCallId": CALL.duty_call_id,
        "ratingId": "r-1",
        "hallCode": "YB01",
        "winNo": "07",
        "at": "2026-11-23T10:00:05.000+08:00",
    }
    assert "x-signature" in seen.headers
    assert desk.reached == 1


def test_the_network_is_away_for_a_while(desk: Desk) -> None:
    answers = iter([lambda sock: None, desk.kit.http(502, b"<html>"), desk.kit.http(200, b"<html>portal</html>")])
    desk.say = lambda seen: next(answers, desk.kit.ok())
    desk.call()
    assert desk.told() is None
    assert len(desk.centre.seen) == 4
    assert len({seen.body for seen in desk.centre.seen}) == 1, "the same on every try"


def test_given_up_and_said(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    def say(seen: Any) -> Any:
        desk.now += PATIENCE_SECONDS / 3
        return desk.kit.http(404, desk.kit.envelope(code="NOT_FOUND"))

    desk.say = say
    with caplog.at_level(logging.DEBUG):
        desk.call()
        said = desk.told()
    assert said == (
        "the last call for the duty manager was given up: answered NOT_FOUND (HTTP 404); its rating says it too"
    )
    assert len(desk.centre.seen) == 3
    assert desk.reached == 0
    ours = [record for record in caplog.records if record.name.startswith("kiosk_app")]
    assert ours == [], "with its moment a line would tell a low level from the others"
    # The next one that is taken clears the board.
    desk.say = lambda seen: desk.kit.ok()
    desk.call()
    desk.kit.until(lambda: desk.problems[-1] == ("duty", None))


def test_who_is_asked_to_wait_waits(desk: Desk) -> None:
    desk.say = lambda seen: desk.kit.http(429, Retry_After="3600")
    desk.call()
    desk.kit.until(lambda: desk.client.gate.remaining() > 0)
    assert len(desk.centre.seen) == 1
    assert desk.problems == []


def test_nothing_more_is_said_by_who_was_taken_over(desk: Desk) -> None:
    desk.say = lambda seen: desk.kit.http(403, desk.kit.envelope(code="EPOCH_FENCED"))
    desk.call()
    said = desk.told()
    assert said is not None
    assert "taken" in said or "took" in said
    assert len(desk.centre.seen) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((401, "REVOKED", {}), "this device's identity was not accepted (REVOKED)"),
        ((413, "", {}), "an answer that does not fit what was asked"),
        ((503, "", {}), "the centre asked to wait"),
    ],
)
def test_every_answer_has_its_words(desk: Desk, answer: tuple[int, str, Any], reason: str) -> None:
    def say(seen: Any) -> Any:
        desk.now += PATIENCE_SECONDS
        return desk.kit.http(answer[0], desk.kit.envelope(code=answer[1]))

    desk.say = say
    desk.call()
    said = desk.told()
    assert said is not None
    assert reason in said


def test_no_network_at_all(desk: Desk, new_client: Any) -> None:
    desk.client = new_client("http://127.0.0.1:1/v1")
    desk.now = 0.0
    desk.calls._patience = 0.0  # a single try
    desk.call()
    assert desk.told() == (
        "the last call for the duty manager was given up: not reached: connection refused; its rating says it too"
    )


def test_the_terminal_ends_meanwhile(desk: Desk) -> None:
    hanging = threading.Event()

    def hang(sock: Any) -> None:
        hanging.set()
        desk.stop.wait(10)

    desk.say = lambda seen: hang
    desk.call()
    assert hanging.wait(10)
    desk.stop.set()
    desk.client.close()
    said = desk.told()
    assert said is not None
    assert "ended" in said
    assert not any(thread.name == "duty-call" and thread.is_alive() for thread in _after(desk))


def test_nothing_is_said_before_the_first_heartbeat_and_that_is_hurried(desk: Desk) -> None:
    desk.allowed.clear()
    desk.call()
    desk.kit.until(lambda: desk.hurried)
    assert desk.centre.seen == []
    desk.allowed.set()
    assert desk.told() is None
    assert len(desk.centre.seen) == 1


def test_a_heartbeat_that_is_never_answered(desk: Desk) -> None:
    desk.allowed.clear()
    desk.calls._patience = 0.0
    desk.call()
    said = desk.told()
    assert said is not None
    assert "no heartbeat" in said


def test_a_second_call_does_not_wait_for_the_first(desk: Desk) -> None:
    go = threading.Event()

    def say(seen: Any) -> Any:
        if len(desk.centre.seen) == 1:
            return lambda sock: go.wait(10) and None
        return desk.kit.ok()

    desk.say = say
    desk.call()
    desk.kit.until(lambda: desk.centre.seen)
    desk.call()
    assert desk.told() is None
    assert desk.reached == 1
    go.set()
    desk.kit.until(lambda: desk.reached == 2)


def test_a_fault_of_ours_is_said_too(desk: Desk) -> None:
    desk.client = CentralError("the proxy must be a URL")
    desk.call()
    said = desk.told()
    assert said is not None
    assert "the proxy must be a URL" in said
    desk.client = RuntimeError("secret")
    desk.problems.clear()
    desk.call()
    said = desk.told()
    assert said is not None
    assert "RuntimeError" in said
    assert "secret" not in said


def _after(desk: Desk) -> list[threading.Thread]:
    """The threads that are left when those of the calls had time to end."""
    for thread in threading.enumerate():
        if thread.name == "duty-call":
            thread.join(10)
    return threading.enumerate()
