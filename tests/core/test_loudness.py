"""Volume by the hour of the day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core.loudness import HOURS, hours_of, volume_at


@pytest.mark.parametrize(
    ("span", "hours"),
    [
        ("12-14", [12, 13]),
        ("18-8", [18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7]),
        ("0-24", list(range(24))),
        ("23-24", [23]),
        ("23-0", [23]),
        ("08-9", [8]),
    ],
)
def test_a_span_has_the_hours_that_begin_in_it(span: str, hours: list[int]) -> None:
    assert list(hours_of(span)) == hours


@pytest.mark.parametrize(
    "span", ["", "12", "12-", "-12", "12-12", "24-3", "3-25", "12:00-14:00", "a-b", "1-2-3", "١-٣"]
)
def test_what_is_no_span_says_what_would_be(span: str) -> None:
    with pytest.raises(ValueError, match=r'as "12-14" or "18-8"'):
        hours_of(span)


@given(first=st.integers(0, 23), last=st.integers(0, 24))
def test_the_two_halves_of_a_day_are_a_day(first: int, last: int) -> None:
    if first % HOURS != last % HOURS:
        one, other = hours_of(f"{first}-{last}"), hours_of(f"{last % HOURS}-{first}")
        assert sorted(one + other) == list(range(HOURS))


@given(hour=st.integers(0, 23), first=st.integers(0, 23), length=st.integers(1, 23), quiet=st.integers(0, 100))
def test_a_span_changes_its_own_hours_and_no_other(hour: int, first: int, length: int, quiet: int) -> None:
    span = f"{first}-{(first + length) % HOURS}"
    inside = (hour - first) % HOURS < length
    assert volume_at(hour, 60, {span: quiet}) == (quiet if inside else 60)
    assert volume_at(hour, 60, {}) == 60
