"""By which day low ratings are answered. The one door to the calendar of the State Council's holidays.

The calendar knows the years that have been announced. Beyond them nothing is guessed: then the number of days is said.
"""

from __future__ import annotations

from datetime import date, timedelta

_BEIJING_MS = 8 * 3600 * 1000
_DAY_MS = 24 * 3600 * 1000
_EPOCH = date(1970, 1, 1)


def load() -> None:
    """Load the calendar, so that no tap waits for it."""
    import chinese_calendar  # noqa: F401  # 30 ms


def beijing_date(instant_ms: int) -> date:
    """The day in Beijing; OverflowError beyond the year 9999."""
    return _EPOCH + timedelta(days=(instant_ms + _BEIJING_MS) // _DAY_MS)


def last_working_day(instant_ms: int, days: int) -> date | None:
    """The last of so many working days after that of the instant; None where the calendar does not know them all."""
    from chinese_calendar import is_workday

    try:
        day = beijing_date(instant_ms)
        while days > 0:
            day += timedelta(days=1)
            days -= bool(is_workday(day))
    # What the library says of a year that is not announced yet, and Python of a day after the last there is.
    except (NotImplementedError, OverflowError):
        return None
    return day
