"""The code for rating by phone, turn by turn by a clock of the test's, against a real server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from kiosk_app.central.phone_code import PhoneCode
from kiosk_app.central.wording import rfc3339

PAGE = "https://hcp.example.invalid/r/{token}"
NOON = 1795399200000


class Window:
    """A centre that gives codes, and what the idle scene was told."""

    def __init__(self, kit: Any, new_centre: Any, new_client: Any) -> None:
        self.kit = kit
        self.now = 1000.0
        self.life = 1800.0
        self.given = 0
        self.say: Callable[[], Any] = self.gives
        self.centre = new_centre(lambda seen: self.say())
        self.client = new_client(self.centre.url, mono=lambda: self.now)
        self.shown: list[str] = []
        self.problems: dict[str, str] = {}
        self.allowed = threading.Event()
        self.allowed.set()
        self.reached = 0
        self.share = 0.0
        self.code = PhoneCode(
            lambda: self.client,
            post=self.shown.append,
            allowed=self.allowed,
            now_ms=self.now_ms,
            clock=lambda: self.now,
            reached=self._reached,
            problem=self._problem,
            rng=lambda: self.share,
        )
        self.code.want(PAGE)

    def now_ms(self) -> int:
        return NOON + round(self.now * 1000)

    def gives(self) -> Any:
        self.given += 1
        expires = rfc3339(self.now_ms() + round(self.life * 1000))
        return self.kit.ok({"token": f"t{self.given}", "expiresAt": expires})

    def _reached(self) -> None:
        self.reached += 1

    def _problem(self, key: str, text: str | None) -> None:
        self.problems.pop(key, None)
        if text is not None:
            self.problems[key] = text


@pytest.fixture
def window(kit: Any, new_centre: Any, new_client: Any) -> Window:
    return Window(kit, new_centre, new_client)


def address(number: int) -> str:
    return f"https://hcp.example.invalid/r/t{number}"


def test_a_code_is_asked_for_and_shown(window: Window) -> None:
    assert window.code.turn() == 900  # half of its life: whoever has scanned it has the rest
    assert window.shown == [address(1)]
    (seen,) = window.centre.seen
    assert (seen.method, seen.path) == ("POST", "/api/device/v1/tokens")
    assert json.loads(seen.body) == {"projectNo": None, "serviceNumber": None}
    assert "x-signature" in seen.headers
    assert window.problems == {}
    assert window.reached == 1


def test_it_is_renewed_before_it_expires(window: Window) -> None:
    window.code.turn()
    window.now += 899
    window.code.turn()
    assert window.shown == [address(1)]
    window.now += 1
    window.share = 0.5
    assert window.code.turn() == 1800 * 0.625
    assert window.shown == [address(1), address(2)]


def test_an_expired_code_is_taken_back(window: Window) -> None:
    window.code.turn()
    window.say = lambda: lambda sock: None  # hangs up
    window.now += 900
    window.code.turn()
    assert window.shown == [address(1)], "it is good for a while yet"
    window.now += 899
    assert window.code.turn() <= 1
    window.now += 1
    window.code.turn()
    assert window.shown == [address(1), ""]
    window.say = window.gives
    window.now += 300
    window.code.turn()
    assert window.shown[-1] == address(2)


def test_the_line_comes_back(window: Window) -> None:
    window.say = lambda: window.kit.http(429, Retry_After="40")
    window.code.turn()
    window.now += 41
    window.say = window.gives
    window.share = 0.9
    window.code.line_is_back()
    window.code.turn()
    assert window.shown == [address(1)]
    window.code.line_is_back()
    window.code.turn()
    assert window.given == 1, "there was nothing to wait for"


@pytest.mark.parametrize(
    "answer",
    [
        lambda kit: kit.http(404, kit.envelope(code="NOT_FOUND")),
        lambda kit: kit.http(404, b"<html>no such page</html>"),
        lambda kit: kit.http(400, kit.envelope(code="BAD_REQUEST")),
        lambda kit: kit.ok({"token": ""}),
        lambda kit: kit.ok({"token": "old", "expiresAt": "2020-01-01T00:00:00+08:00"}),
    ],
)
def test_a_centre_without_codes_is_asked_slowly(window: Window, answer: Callable[[Any], Any]) -> None:
    window.say = lambda: answer(window.kit)
    assert 150 <= window.code.turn() <= 300
    assert window.shown == []
    assert "no code" in window.problems["phone code"]
    window.say = window.gives
    window.now += 300
    window.code.turn()
    assert window.shown == [address(1)]
    assert window.problems == {}


def test_a_code_that_is_good_for_a_moment_makes_no_storm(window: Window) -> None:
    window.life = 0.01
    window.code.turn()
    window.now += 0.02
    assert window.code.turn() > 0.9
    assert window.shown == [address(1), ""]


def test_no_page_no_code(window: Window) -> None:
    window.code.turn()
    window.code.want(None)
    assert window.code.turn() > 60
    assert window.shown == [address(1), ""]
    assert window.given == 1
    window.code.want("https://hcp.example.invalid/q?t={token}")
    window.code.turn()
    assert window.shown[-1] == "https://hcp.example.invalid/q?t=t2"


def test_a_new_page_keeps_the_code(window: Window) -> None:
    window.code.turn()
    window.code.want("https://other.example.invalid/{token}")
    window.code.turn()
    assert window.shown[-1] == "https://other.example.invalid/t1"


def test_a_page_that_cannot_be_used_is_said(window: Window) -> None:
    window.code.want("https://hcp.example.invalid/r/")
    window.code.turn()
    assert window.shown == []
    assert window.centre.seen == []
    assert "{token}" in window.problems["phone code"]
    window.code.want("")
    window.code.turn()
    assert window.problems == {}


def test_a_code_that_makes_the_address_too_long_is_said(window: Window) -> None:
    window.say = lambda: window.kit.ok({"token": "x" * 400, "expiresAt": rfc3339(window.now_ms() + 60_000)})
    window.code.turn()
    assert window.shown == []
    assert "longer" in window.problems["phone code"]
    window.say = window.gives
    window.now += 60
    window.code.turn()
    assert (window.shown, window.problems) == ([address(1)], {})


def test_nothing_is_asked_before_the_first_heartbeat(window: Window) -> None:
    window.allowed.clear()
    assert window.code.turn() > 60
    assert window.centre.seen == []
    window.allowed.set()
    window.code.line_is_back()
    window.code.turn()
    assert window.shown == [address(1)]


def test_it_runs_by_itself_and_a_fault_of_ours_takes_the_code_back(window: Window) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=window.code.run, args=(stop,))
    thread.start()
    window.kit.until(lambda: window.shown == [address(1)])

    def broken() -> Any:
        raise RuntimeError

    window.code._client = broken
    window.now += 900
    window.code.wake()
    window.kit.until(lambda: window.shown == [address(1), ""])
    window.code._client = lambda: window.client
    window.code.wake()
    window.kit.until(lambda: window.shown[-1] == address(2))
    stop.set()
    window.code.wake()
    thread.join(10)
    assert not thread.is_alive()
