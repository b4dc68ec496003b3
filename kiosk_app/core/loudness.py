"""How loud it may be at which hour. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

HOURS = 24
_SPAN = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")


def hours_of(span: str) -> tuple[int, ...]:
    """The hours that begin within "12-14" (12 and 13) or, over midnight, "18-8"; ValueError says what is wrong."""
    found = _SPAN.fullmatch(span)
    first, last = (int(found[1]), int(found[2])) if found else (HOURS, HOURS)
    if first >= HOURS or last > HOURS or first == last:
        raise ValueError('must be two different hours from 0 to 24, as "12-14" or "18-8"')
    return tuple(hour % HOURS for hour in range(first, last if first < last else last + HOURS))


def volume_at(hour: int, volume: int, volume_hours: Mapping[str, int]) -> int:
    """Per cent at this hour of the day: the span's that has it, else `volume`."""
    return next((there for span, there in volume_hours.items() if hour in hours_of(span)), volume)
