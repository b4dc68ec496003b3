"""The feed, turn by turn by a clock of the test's, against a real server and a real shelf."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.central.feed import CONFIGURATION_SECONDS, HEARTBEAT_SECONDS, Feed
from kiosk_app.core.model import Configuration, Form
from offline_queue import Shelf

SHIPPED = (Path(__file__).parents[2] / "assets/form/2020-05.json").read_bytes()


class Bench:
    """A centre that can be told what to say, and a feed with everything it reports written down."""

    def __init__(self, kit: Any, new_centre: Any, new_client: Any, shelf: Path) -> None:
        self.kit = kit
        self.now = 1000.0
        self.answers: dict[str, Callable[[], Any]] = {
            "config": lambda: kit.ok(self.configuration, ETag='"c"'),
            "heartbeats": lambda: kit.ok(self.beat),
            "2020-05": lambda: kit.ok(kit.form_data(), ETag='"f"'),
        }
        self.configuration: dict[str, Any] = kit.configuration_data(sealingKey=None)
        self.beat: dict[str, Any] = {"refresh": [], "lastSeq": 0, "lastChain": "0" * 64}
        self.problems: dict[str, str] = {}
        self.configured: list[tuple[Configuration, Form]] = []
        self.told: list[str] = []
        self.agrees: Any = lambda epoch, seq, chain: True
        self.identities = ["first"]
        self.centre = new_centre(lambda seen: self.answers[seen.path.rsplit("/", 1)[1]]())
        self.client = new_client(self.centre.url, mono=lambda: self.now)
        self.shelf = Shelf(shelf)
        self.feed = self.new_feed()

    def new_feed(self, clock: Callable[[], float] | None = None) -> Feed:
        return Feed(
            lambda: self.client,
            self.shelf,
            shipped_form=SHIPPED,
            on_configured=lambda configuration, form: self.configured.append((configuration, form)),
            heartbeat_body=lambda: {"epoch": 3, "problems": sorted(self.problems)},
            on_heartbeat=lambda data: self.told.append("heartbeat"),
            problem=self.problem,
            agrees=self.judge,
            on_copied_disk=lambda: self.told.append(f"copied, allowed: {self.feed.allowed.is_set()}"),
            on_reached=lambda: self.told.append("reached"),
            on_mended=lambda: self.told.append("mended"),
            clock=clock or (lambda: self.now),
            rng=lambda: 0.5,
        )

    def judge(self, epoch: int, seq: int, chain: str | None) -> bool:
        return bool(self.agrees(epoch, seq, chain))

    def problem(self, key: str, text: str | None) -> None:
        self.problems.pop(key, None)
        if text is not None:
            self.problems[key] = text

    @property
    def asked(self) -> list[str]:
        return [seen.path.rsplit("/", 1)[1] for seen in self.centre.seen]

    def settle(self) -> float:
        """Turns until there is something to wait for."""
        for _ in range(20):
            wait = self.feed.turn()
            if wait > 0:
                return wait
        raise AssertionError("the feed never rests")


@pytest.fixture
def bench(kit: Any, new_centre: Any, new_client: Any, tmp_path: Path) -> Bench:
    return Bench(kit, new_centre, new_client, tmp_path / "shelf")


def test_configuration_then_heartbeat_then_the_form(bench: Bench) -> None:
    assert not bench.feed.allowed.is_set()
    assert bench.settle() == 300
    assert bench.asked == ["config", "heartbeats", "2020-05"]
    assert bench.feed.allowed.is_set()
    first, second = bench.configured
    assert len(first[1].indicators) > 5  # the shipped one, until the centre's is here
    assert [one.code for one in second[1].indicators] == ["108"]
    assert bench.problems == {}


def test_then_heartbeats_and_the_configuration_hourly(bench: Bench) -> None:
    bench.answers["config"] = lambda: (
        bench.kit.http(304)
        if "if-none-match" in bench.centre.seen[-1].headers
        else bench.kit.ok(bench.configuration, ETag='"c"')
    )
    bench.settle()
    while bench.now < 1000 + CONFIGURATION_SECONDS:
        bench.now += bench.settle()
    bench.settle()
    assert bench.asked.count("heartbeats") == 13
    assert bench.asked.count("config") == 2
    assert bench.centre.seen[-2].headers["if-none-match"] == '"c"'
    assert len(bench.configured) == 2


def test_a_heartbeat_asks_for_a_fresh_configuration(bench: Bench) -> None:
    bench.settle()
    bench.beat = {"refresh": ["config"]}
    bench.configuration = bench.kit.configuration_data(sealingKey=None, configVersion="next", heartbeatSeconds=7.5)
    bench.now += 300
    bench.feed.turn()
    bench.beat = {}
    bench.settle()
    assert bench.feed.heartbeat_seconds == 7.5
    assert bench.configured[-1][0].version == "next"
    assert bench.asked.count("2020-05") == 1


def test_what_was_kept_is_announced_without_a_network(bench: Bench) -> None:
    bench.settle()
    feed, asked = bench.new_feed(), len(bench.centre.seen)
    assert feed.restore()
    assert bench.configured[-1] == bench.configured[-2]
    assert len(bench.centre.seen) == asked
    assert feed.heartbeat_seconds == 300


def test_nothing_was_kept(bench: Bench) -> None:
    assert not bench.feed.restore()
    assert bench.feed.heartbeat_seconds == HEARTBEAT_SECONDS


@pytest.mark.parametrize("body", [b"{", b"{}"])
def test_what_was_kept_is_damaged(bench: Bench, body: bytes) -> None:
    bench.shelf.put("configuration", body, '"old"')
    assert not bench.feed.restore()
    bench.settle()
    assert "if-none-match" not in bench.centre.seen[0].headers
    assert bench.configured


def test_a_kept_form_that_cannot_be_used(bench: Bench) -> None:
    bench.settle()
    bench.shelf.put("form/2020-05", b"{}")
    feed = bench.new_feed()
    assert feed.restore()
    assert len(bench.configured[-1][1].indicators) > 5
    assert "form" in bench.problems


def test_a_form_kept_from_before_comes_back_with_its_version(bench: Bench) -> None:
    bench.answers["2"] = lambda: bench.kit.ok(bench.kit.form_data(version="2"))
    old = bench.configuration
    bench.settle()
    bench.configuration = {**old, "configVersion": "b", "form": {"version": "2", "url": "form/2"}}
    bench.now += CONFIGURATION_SECONDS
    bench.settle()
    assert bench.configured[-1][1].version == "2"
    bench.configuration = {**old, "configVersion": "c"}
    bench.now += CONFIGURATION_SECONDS
    bench.settle()
    assert (bench.configured[-1][0].version, bench.configured[-1][1].version) == ("c", "2020-05")
    assert bench.asked.count("2020-05") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "x"},
        {"sealingKey": {"keyId": "k", "algorithm": "NEW", "publicKey": "AA=="}},
        {"sealingKey": {"keyId": "k", "algorithm": "X25519-SEALED-BOX", "publicKey": "A" * 43 + "="}},
    ],
)
def test_a_corrupt_configuration_is_refused_whole_and_said(bench: Bench, changes: dict[str, Any]) -> None:
    bench.settle()
    good = bench.configuration
    bench.configuration = bench.kit.configuration_data(**{"sealingKey": None, "configVersion": "bad", **changes})
    bench.now += CONFIGURATION_SECONDS
    bench.settle()
    assert "refused" in bench.problems["configuration"] or "sealing key" in bench.problems["configuration"]
    assert json.loads(bench.centre.seen[-1].body)["problems"] == ["configuration"]
    assert bench.configured[-1][0].version == good["configVersion"]
    assert bench.new_feed().restore()
    assert bench.configured[-1][0].version == good["configVersion"]
    bench.configuration = good
    bench.now += CONFIGURATION_SECONDS
    bench.settle()
    assert "configuration" not in bench.problems


def test_results_that_cannot_be_read_are_said_and_hold_up_nothing(bench: Bench) -> None:
    bench.configuration = bench.kit.configuration_data(sealingKey=None, published={"counts": 7})
    bench.settle()
    assert "cannot be read" in bench.problems["published"]
    assert bench.configured[-1][0].published is None
    bench.configuration = bench.kit.configuration_data(sealingKey=None)
    bench.now += CONFIGURATION_SECONDS
    bench.settle()
    assert bench.problems == {}


@pytest.mark.parametrize("changes", [{"levels": []}, {"version": "another"}])
def test_a_corrupt_form_is_refused_whole_and_said(bench: Bench, changes: dict[str, Any]) -> None:
    bench.answers["2020-05"] = lambda: bench.kit.ok(bench.kit.form_data(**changes))
    bench.settle()
    assert "form refused" in bench.problems["form"]
    assert len(bench.configured) == 1
    assert len(bench.configured[0][1].indicators) > 5
    bench.answers["2020-05"] = lambda: bench.kit.ok(bench.kit.form_data())
    bench.now += 300
    bench.settle()
    assert "form" not in bench.problems


@pytest.mark.parametrize("page", ["config", "2020-05"])
@pytest.mark.parametrize(("status", "code"), [(404, "NO"), (500, None), (200, "NO")])
def test_one_missing_page_holds_up_nothing(bench: Bench, page: str, status: int, code: str | None) -> None:
    body = b"" if code is None else bench.kit.envelope(code=code)
    bench.answers[page] = lambda: bench.kit.http(status, body)
    assert bench.settle() <= 1
    assert "heartbeats" in bench.asked
    assert bench.feed.allowed.is_set()
    assert "gave none" in bench.problems["configuration" if page == "config" else "form"]
    assert "central" not in bench.problems


def test_not_reached_backs_off_and_a_success_resets(bench: Bench) -> None:
    bench.answers["config"] = lambda: lambda sock: None
    waits = []
    for _ in range(11):
        waits.append(bench.settle())
        bench.now += waits[-1]
    assert waits == [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150]
    assert set(bench.asked) == {"config"}
    assert bench.problems["central"].startswith("not reached")
    assert not bench.feed.allowed.is_set()
    bench.answers["config"] = lambda: bench.kit.ok(bench.configuration)
    bench.settle()
    assert bench.feed.allowed.is_set()
    assert "central" not in bench.problems
    assert bench.told.count("reached") == 3


def test_woken_it_asks_at_once(bench: Bench) -> None:
    bench.answers["config"] = lambda: lambda sock: None
    bench.settle()
    assert bench.feed.turn() > 0
    assert len(bench.centre.seen) == 1
    bench.feed.wake()
    bench.feed.turn()
    assert len(bench.centre.seen) == 2
    bench.feed.reached()
    bench.feed.turn()
    assert len(bench.centre.seen) == 3


def test_busy_is_honoured_even_when_woken(bench: Bench) -> None:
    bench.answers["config"] = lambda: bench.kit.http(503, b"", Retry_After="20")
    assert bench.settle() == 20.5
    bench.feed.wake()
    assert bench.feed.turn() == 20
    assert bench.client.ratings([b"{}"]).retry_after == 20
    assert len(bench.centre.seen) == 1


def test_a_refused_identity_is_told_and_tried_slowly(bench: Bench) -> None:
    bench.answers["config"] = lambda: bench.kit.http(403, bench.kit.envelope(code="REVOKED"))
    assert bench.settle() == 45
    assert "REVOKED" in bench.problems["central"]
    bench.answers["config"] = lambda: bench.kit.ok(bench.configuration)
    bench.now += 45
    bench.settle()
    assert "central" not in bench.problems
    assert bench.told.count("mended") == 1


def test_fenced_sends_nothing_until_the_identity_is_another(bench: Bench, identity: Any) -> None:
    bench.answers["heartbeats"] = lambda: bench.kit.http(403, bench.kit.envelope(code="EPOCH_FENCED"))
    bench.settle()
    assert "`hcp-kiosk queue export FILE`" in bench.problems["central"]
    assert not bench.feed.allowed.is_set()
    asked = len(bench.centre.seen)
    bench.now += 100_000
    bench.feed.wake()
    assert bench.feed.turn() == 60
    assert len(bench.centre.seen) == asked
    bench.answers["heartbeats"] = bench.kit.ok
    bench.client._identity = lambda: type(identity)("CQ-2", "key-2", b"x", 1)
    bench.settle()
    assert bench.told.count("mended") == 1
    assert bench.feed.allowed.is_set()


def test_no_identity_says_what_to_do(bench: Bench) -> None:
    bench.client._identity = lambda: None
    bench.settle()
    assert "hcp-kiosk enrol" in bench.problems["central"]
    assert bench.centre.seen == []


@pytest.mark.parametrize(
    ("beat", "asked"),
    [
        ({"lastSeq": 7, "lastChain": "ab"}, [(3, 7, "ab")]),
        ({"lastSeq": 7, "lastChain": None}, [(3, 7, None)]),
        ({"lastSeq": True}, []),
        ({}, []),
    ],
)
def test_a_chain_that_is_not_ours(bench: Bench, beat: dict[str, Any], asked: list[Any]) -> None:
    questions: list[Any] = []

    def deny(*question: object) -> bool:
        questions.append(question)
        return False

    bench.agrees = deny
    bench.beat = beat
    bench.settle()
    assert questions == asked
    # Before anything may be sent.
    assert [one for one in bench.told if one.startswith("copied")] == ["copied, allowed: False"] * len(asked)
    assert bench.feed.allowed.is_set()


@pytest.mark.parametrize(("status", "code"), [(413, "X"), (400, "BAD_BATCH"), (304, "0")])
def test_answers_that_do_not_fit(bench: Bench, status: int, code: str) -> None:
    bench.answers["heartbeats"] = lambda: bench.kit.http(
        status, b"" if status == 304 else bench.kit.envelope(code=code)
    )
    bench.settle()
    assert bench.problems["central"]
    assert not bench.feed.allowed.is_set()


def test_a_disk_that_keeps_nothing(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "shelf").rmdir()
    bench.settle()
    assert bench.configured
    assert "cannot be kept" in bench.problems["shelf"]


def test_a_fault_of_a_callback_does_not_end_it(bench: Bench) -> None:
    stop = threading.Event()

    def turn() -> float:
        stop.set()
        raise RuntimeError("x")

    bench.feed.turn = turn  # type: ignore[method-assign]  # what a turn calls is everybody's
    bench.feed.run(stop)


def test_its_own_thread_until_stopped(bench: Bench) -> None:
    import time

    bench.feed = bench.new_feed(time.monotonic)
    stop = threading.Event()
    thread = threading.Thread(target=bench.feed.run, args=(stop,))
    thread.start()
    bench.kit.until(lambda: len(bench.configured) == 2)
    assert bench.feed.allowed.wait(10)
    stop.set()
    bench.feed.wake()
    thread.join(10)
    assert not thread.is_alive()
    assert math.isfinite(bench.feed.heartbeat_seconds)
