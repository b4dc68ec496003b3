"""Which keys count: a person's, one at a time; never those of a machine that types."""

from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.ui.keys import STILL_SECONDS, Keys, stilled, struck

MOVES = st.booleans()


def typed(*moves: bool) -> Keys:
    return reduce(struck, moves, Keys.STILL)


@given(st.lists(MOVES, min_size=2))
def test_of_several_without_a_pause_none_that_does_something_counts(moves: list[bool]) -> None:
    assert stilled(typed(*moves)) == (Keys.STILL, False)


def test_a_key_that_stands_alone_counts_when_it_has_been_still() -> None:
    assert stilled(typed(False)) == (Keys.STILL, True)
    assert stilled(typed(True)) == (Keys.STILL, False)
    assert stilled(Keys.STILL) == (Keys.STILL, False)


@given(st.integers(1, 50))
def test_moves_follow_each_other_as_fast_as_one_likes(count: int) -> None:
    assert typed(*[True] * count) is Keys.MOVES


@given(st.lists(MOVES), st.lists(MOVES))
def test_a_move_beside_anything_else_counts_for_nothing(before: list[bool], after: list[bool]) -> None:
    assert typed(*before, False, *after, True) is Keys.BURST


@given(st.lists(st.lists(MOVES, max_size=6), max_size=6))
def test_one_pause_one_deed_at_most_and_only_of_a_group_of_one(groups: list[list[bool]]) -> None:
    keys, deeds = Keys.STILL, 0
    for group in groups:
        keys, counts = stilled(reduce(struck, group, keys))
        deeds += counts
    assert deeds == sum(group == [False] for group in groups)


def test_slower_than_any_scanner() -> None:
    assert STILL_SECONDS >= 0.1
