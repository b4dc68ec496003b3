"""The day by which low ratings are answered, over week-ends, holidays and the end of what has been announced."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core.working_days import beijing_date, last_working_day, load

BEIJING = timezone(timedelta(hours=8))


def instant(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> int:
    """Beijing time → milliseconds since 1970."""
    return round(datetime(year, month, day, hour, minute, tzinfo=BEIJING).timestamp() * 1000)


@pytest.fixture(autouse=True)
def loaded() -> None:
    load()


@pytest.mark.parametrize(
    ("tapped", "days", "answered"),
    [
        (instant(2026, 11, 23), 5, date(2026, 11, 30)),  # a Monday: Tuesday to Friday, and the Monday after
        (instant(2026, 11, 28), 1, date(2026, 11, 30)),  # a Saturday
        (instant(2026, 9, 30), 1, date(2026, 10, 8)),  # the National Day's week
        (instant(2026, 11, 23, 23, 59), 1, date(2026, 11, 24)),
        (instant(2026, 11, 24, 0, 0), 1, date(2026, 11, 25)),  # in Beijing another day, in London the same
        (instant(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_the_last_of_so_many(tapped: int, days: int, answered: date) -> None:
    assert last_working_day(tapped, days) == answered


@pytest.mark.parametrize("tapped", [instant(2026, 12, 28), instant(2027, 1, 4), instant(1999, 1, 1), 10**18, -(10**18)])
def test_a_year_that_was_not_announced_is_not_guessed(tapped: int) -> None:
    assert last_working_day(tapped, 5) is None


@given(st.datetimes(datetime(1970, 1, 2), datetime(9998, 1, 1)))  # noqa: DTZ001  # given its zone below
def test_the_day_in_beijing(when: datetime) -> None:
    aware = when.replace(tzinfo=UTC, microsecond=0)
    assert beijing_date(round(aware.timestamp()) * 1000) == aware.astimezone(BEIJING).date()


@given(st.dates(date(2005, 1, 1), date(2026, 10, 31)), st.integers(1, 20))
def test_more_days_are_later(day: date, days: int) -> None:
    tapped = instant(day.year, day.month, day.day)
    first, second = last_working_day(tapped, days), last_working_day(tapped, days + 1)
    assert first is not None
    assert second is not None
    assert day < first < second
