"""How much attention a line gets, and when it counts as babbling."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from device_drivers.pace import BURST, MOST, READS, SHORTEST, STAYS, WEIGHT, WINDOW, Babble, Pace


def test_what_a_person_does_never_waits() -> None:
    pace = Pace()
    assert not any(pace.rest(8, number / 50) for number in range(5000))


@given(st.lists(st.tuples(st.integers(0, 4096), st.floats(0, 0.01)), min_size=300, max_size=600))
def test_whatever_comes_the_line_is_read_no_more_than_so_often(reads: list[tuple[int, float]]) -> None:
    """A line that always has something, obeyed: reads and bytes stay below the bound, plus the burst."""
    pace, now, cost = Pace(), 1000.0, 0.0
    for size, took in reads:
        now += took
        cost += 1 + size / WEIGHT
        rest = pace.rest(size, now)
        assert rest == 0.0 or rest >= SHORTEST
        now += rest
    # The last read may overdraw by itself.
    assert cost <= BURST + (now - 1000.0) * READS + 1 + 4096 / WEIGHT + 1e-6


def test_a_line_babbles_and_is_quiet_again() -> None:
    babble = Babble(7)
    assert not babble.seen(7, 10.0)
    assert not babble.seen(7 + MOST - 1, 10.5)
    assert babble.seen(7 + MOST, 10.9)
    assert babble.until == 10.9 + STAYS
    assert babble.seen(7 + MOST, babble.until - 0.001)
    assert not babble.seen(7 + MOST, babble.until)
    assert babble.until is None


def test_noise_now_and_then_is_no_babble() -> None:
    babble = Babble(0)
    assert not any(babble.seen(number * (MOST - 1), number * WINDOW) for number in range(100))
