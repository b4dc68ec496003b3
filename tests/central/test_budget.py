"""Budgets of a minute: never more in any minute than allowed, nobody held back who must speak."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.central.budget import Budget, TokenBucket
from kiosk_app.central.outcome import Answered

demands = st.lists(st.floats(0, 40), min_size=1, max_size=300)


@given(st.integers(1, 500), demands)
def test_no_minute_sees_more_requests_than_allowed(per_minute: int, pauses: list[float]) -> None:
    bucket = TokenBucket.of_requests(per_minute, 0.0)
    now, spent = 0.0, []
    for pause in pauses:
        now += pause
        now += bucket.wait(now, 1)
        assert bucket.wait(now, 1) < 1e-3
        bucket.spend(now, 1)
        spent.append(now)
    for k, begin in enumerate(spent):
        assert sum(begin <= at < begin + 59.99 for at in spent[k:]) <= per_minute


@given(st.integers(1, 10_000), st.lists(st.tuples(st.floats(0, 40), st.integers(0, 200_000)), min_size=1, max_size=200))
def test_no_minute_sees_more_bytes_than_allowed_and_one_request(kib: int, requests: list[tuple[float, int]]) -> None:
    bucket = TokenBucket.of_bytes(kib * 1024, 0.0)
    now, spent = 0.0, []
    for pause, size in requests:
        now += pause
        now += bucket.wait(now, 0)
        bucket.spend(now, size)
        spent.append((now, size))
    largest = max(size for _, size in requests)
    for k, (begin, _) in enumerate(spent):
        assert sum(size for at, size in spent[k:] if at < begin + 60) <= kib * 1024 + largest + 1


@given(st.integers(1, 100_000))
def test_a_budget_is_used_up_where_there_is_much_to_say(per_minute: int) -> None:
    bucket = TokenBucket.of_requests(per_minute, 0.0)
    now, count = 0.0, 0
    while now < 600 and count < 2000:
        wait = bucket.wait(now, 1)
        assert wait <= 61
        now += wait
        bucket.spend(now, 1)
        count += 1
    assert count >= min(2000, per_minute * 10 * 0.74)


def test_a_debt_is_paid_off_and_savings_have_an_end() -> None:
    bucket = TokenBucket.of_bytes(60 * 1024, 0.0)  # 15 KiB saved at most, 0.75 KiB a second
    assert bucket.wait(0, 0) == 0
    bucket.spend(0, 45 * 1024)
    assert bucket.wait(0, 0) == pytest.approx(40, rel=1e-3)
    assert bucket.wait(39, 0) == pytest.approx(1, rel=1e-2)
    bucket.spend(30, 0)  # a clock that goes back gives nothing twice
    assert bucket.wait(40.1, 0) == 0
    assert bucket.wait(10_000, 10**9) == 0  # more than a burst is never waited for


def test_no_limit() -> None:
    budget = Budget(0, 0, lambda: 0.0)
    for _ in range(1000):
        budget.spend(10**9)
    assert budget.wait() == 0


def test_the_tighter_of_two_counts() -> None:
    now = [0.0]
    budget = Budget(60, 60, lambda: now[0])
    for _ in range(15):
        budget.spend(0)
    assert budget.wait() > 0
    now[0] = 600.0
    assert budget.wait() == 0
    budget.spend(15 * 1024 + 7680)
    assert budget.wait() == pytest.approx(10, rel=1e-3)


def test_a_heartbeat_never_waits_and_is_paid_for(new_centre: Any, new_client: Any) -> None:
    now = [0.0]
    centre = new_centre()
    client = new_client(centre.url, requests_per_minute=4, mono=lambda: now[0])
    for _ in range(5):
        assert isinstance(client.heartbeat({}), Answered)
    assert len(centre.seen) == 5
    assert client.budget.wait() == 75.0  # four in debt and one for the next, fifteen seconds each


def test_head_body_and_answer_are_counted(kit: Any, new_centre: Any, new_client: Any) -> None:
    now = [0.0]
    centre = new_centre(lambda seen: kit.ok({"x": "y" * 100_000}))
    client = new_client(centre.url, kib_per_minute=60, mono=lambda: now[0])
    client.ratings([b'{"x":"' + bytes(range(97, 123)) * 40 + b'"}'])
    told = (client.budget.wait() * 60 * 1024 * 0.75 / 60) + 15 * 1024
    received, sent = len(kit.envelope({"x": "y" * 100_000})), len(centre.seen[0].body)
    heads = told - received - sent
    assert 300 < heads < 1500


def test_pictures_take_half_of_the_rate_and_nothing_of_what_was_saved(
    kit: Any, new_centre: Any, new_client: Any
) -> None:
    now = [0.0]
    centre = new_centre(lambda seen: kit.http(200, b"x" * 300_000))
    client = new_client(centre.url, kib_per_minute=10_000_000, mono=lambda: now[0])
    assert client.budget.pause(10_000_000 * 1024 // 60) == pytest.approx(2.0)
    before = client.budget._bytes._level_at(0.0)
    got: list[bytes] = []
    assert isinstance(client.fetch("media/n1", lambda piece: got.append(piece) is None), Answered)
    assert b"".join(got) == b"x" * 300_000
    assert before - client.budget._bytes._level_at(0.0) < 2000, "head only"
    assert Budget(5, 0, lambda: 0.0).pause(10**9) == 0


def test_a_rest_between_two_pieces_ends_with_the_client(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre(lambda seen: kit.http(200, b"x" * 300_000))
    client = new_client(centre.url, kib_per_minute=1)  # a piece would rest for two hours

    def take(piece: bytes) -> bool:
        threading.Timer(0.01, client.close).start()
        return True

    client.fetch("media/n1", take)
    assert len(centre.seen) == 1
