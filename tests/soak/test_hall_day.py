"""The day as it is planned: half of it without a network, all quarters alike, everything in it."""

from __future__ import annotations

import pytest
from hall_day import _MISBEHAVIOUR, Day, Turn, plans, turns
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.practice.centre.faults import checked

DAY = Day(sessions=4000, neighbour=10, kill=10, quarters=4, seed=1)
days = st.builds(
    Day,
    sessions=st.integers(40, 6000),
    neighbour=st.integers(1, 20),
    kill=st.integers(1, 20),
    quarters=st.integers(1, 6),
    seed=st.integers(),
)


def outages(day: Day) -> list[tuple[int, int]]:
    """(session it begins with, sessions it lasts)."""
    ways = [turn for turn in turns(day) if turn.way is not None]
    ends = [turn.at for turn in ways[1:]] + [day.sessions]
    return [(turn.at, end - turn.at) for turn, end in zip(ways, ends, strict=True) if turn.way != "up"]


def test_half_of_every_quarter_has_no_network_in_stretches_of_the_same_lengths() -> None:
    quarters: list[list[int]] = [[] for _ in range(4)]
    for at, length in outages(DAY):
        quarters[at // 1000].append(length)
    assert [sum(quarter) for quarter in quarters] == [500] * 4
    assert all(sorted(quarter) == sorted(quarters[0]) for quarter in quarters)
    assert len(set(map(tuple, quarters))) > 1, "in another order"


@given(day=days)
def test_any_day_is_half_without_a_network_and_in_order(day: Day) -> None:
    away = sum(length for _, length in outages(day))
    assert away == pytest.approx(day.sessions / 2, abs=12 * day.quarters)
    found = turns(day)
    assert found == sorted(found, key=lambda turn: turn.at)
    assert all(0 <= turn.at <= day.sessions for turn in found)
    assert found == turns(day), "the same seed, the same day"


def test_every_way_and_every_misbehaviour_comes_and_the_centre_knows_them() -> None:
    found = turns(DAY)
    assert {turn.way for turn in found} == {None, "up", "refused", "hung", "cut"}
    wrong = [turn.faults for turn in found if turn.faults]
    assert all(checked(one) for one in wrong)
    assert all(wrong.count(one) >= 4 for one in _MISBEHAVIOUR), "in every quarter"


def test_the_centre_misbehaves_only_where_it_can_be_reached_and_half_of_that_time() -> None:
    way, faults, since = "up", {}, 0
    lengths: dict[tuple[bool, bool], int] = {}
    for turn in [*turns(DAY), Turn(DAY.sessions, way="up")]:
        where = (way == "up", bool(faults))
        lengths[where] = lengths.get(where, 0) + turn.at - since
        way, faults, since = turn.way or way, faults if turn.faults is None else turn.faults, turn.at
    assert lengths == {(True, True): 1000, (True, False): 1000, (False, False): 2000}


def test_every_kind_of_citizen_comes_and_only_the_neighbour_is_killed() -> None:
    steady = list(plans(DAY, 400, killed=False))
    assert len({plan.kind for plan in steady}) == 10
    assert all(plan.kill is None for plan in steady)
    killed = list(plans(DAY, 400, killed=True))
    assert sum(plan.kill is not None for plan in killed) == 40
    assert killed != steady


def test_only_who_gives_a_level_can_be_at_the_centre() -> None:
    for plan in plans(DAY, 400, killed=False):
        assert bool(plan.levels) == (plan.kind not in ("decline", "walk past", "recall", "clerk leaves"))
        assert len(plan.levels) == (2 if "undo" in plan.kind else len(plan.levels) and 1)
