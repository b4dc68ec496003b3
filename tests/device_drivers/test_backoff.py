"""The waits between attempts stay within their bounds, for ever."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from device_drivers.backoff import LONGEST, SHORTEST, pause


@given(st.integers(1, 10**9), st.integers())
def test_a_pause_is_never_shorter_nor_longer_than_promised(attempt: int, seed: int) -> None:
    assert SHORTEST <= pause(attempt, Random(seed)) <= LONGEST


def test_pauses_grow_and_differ() -> None:
    rng = Random(1)
    assert {pause(99, rng) for _ in range(20)} - {LONGEST} != set()
    assert max(pause(1, rng) for _ in range(50)) <= 2 * SHORTEST
    assert min(pause(9, rng) for _ in range(50)) >= LONGEST / 2
