"""Waits and sizes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_queue.policy import Pace, backoff, busy_wait, grown, halves, identity_wait, start_wait

PACE = Pace()
shares = st.floats(0, 1, exclude_max=True)


@given(st.integers(0, 10**6), shares)
def test_full_jitter_below_a_doubling_ceiling(attempt: int, share: float) -> None:
    wait = backoff(attempt, share, 1.0, 300.0)
    assert 0 <= wait < min(300.0, 2.0 ** min(attempt, 20)) or wait == share == 0


def test_one_second_to_five_minutes() -> None:
    ceilings = [backoff(attempt, 1.0, PACE.first, PACE.ceiling) for attempt in range(11)]
    assert ceilings == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@given(st.floats(0.001, 10**9), shares, st.integers(0, 50))
def test_busy_waits_at_least_as_long_as_asked_but_an_hour_at_most(asked: float, share: float, attempt: int) -> None:
    wait = busy_wait(asked, share, attempt, PACE)
    assert min(asked, 3600.0) <= wait <= 3601.0


@pytest.mark.parametrize("asked", [None, 0.0, -1.0, math.nan])
def test_busy_without_a_usable_wish_backs_off(asked: float | None) -> None:
    assert busy_wait(asked, 0.5, 3, PACE) == 4.0


def test_a_wish_without_end_is_an_hour() -> None:
    assert busy_wait(math.inf, 0.0, 0, PACE) == 3600.0


@given(shares)
def test_refused_identity_is_tried_slowly(share: float) -> None:
    assert 30 <= identity_wait(share, PACE) <= 60


@given(st.lists(st.text(), min_size=2, max_size=50))
def test_halves_keep_all_in_order(ids: list[str]) -> None:
    first, second = halves(ids)
    assert [*first, *second] == ids
    assert 0 <= len(first) - len(second) <= 1


@given(st.integers(0, 2_000_000), shares)
def test_a_beginning_is_spread_only_where_there_is_a_backlog(unsent: int, share: float) -> None:
    wait = start_wait(unsent, share, PACE)
    assert wait == (share * 10 if unsent > 200 else 0)


@given(st.integers(1, 200), st.integers(1, 200))
def test_batches_grow_and_never_beyond_what_is_taken(size: int, doubles_to: int) -> None:
    larger = grown(size, doubles_to, PACE)
    assert size < larger <= 200 or size == larger == 200
    assert larger <= max(doubles_to, size + PACE.growth)
