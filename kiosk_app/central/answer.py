"""The bytes of an answer → its JSON, strictly; and the header that says how long to wait. Pure."""

from __future__ import annotations

import json
import math
import re
from email.utils import mktime_tz, parsedate_tz
from typing import Any, NoReturn

from kiosk_app.central.wording import scrubbed

# The contract's bound on a wait: whatever the centre says, it is asked again after an hour.
LONGEST_WAIT = 3600.0
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def object_of(body: bytes) -> dict[str, Any] | None:
    """The JSON object in `body`; None where it is anything else. NaN and Infinity are not JSON here.

    Lone surrogates are replaced, so that no text of the centre's can fail to be written later.
    """
    try:
        text = body.decode("utf-8")
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
        # Only an escape can bring a surrogate in: the decoder above takes none.
        if "\\ud" in text.lower():
            value = _scrub(value)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def retry_after(header: str | None, now_ms: int, date: str | None = None) -> float:
    """Seconds to wait by `Retry-After` (seconds, fractional too, or an HTTP date), 0 to an hour; 0 where it says none.

    A date is taken against the answer's own `Date` where there is one (then our clock does not matter), else `now_ms`.
    """
    if header is None:
        return 0.0
    header = header.strip()
    if _SECONDS.fullmatch(header):
        return min(float(header), LONGEST_WAIT)
    if header.isdigit():
        return LONGEST_WAIT
    until = _seconds_of(header)
    if until is None:
        return 0.0
    sent = _seconds_of(date) if date is not None else None
    return min(max(until - (now_ms / 1000 if sent is None else sent), 0.0), LONGEST_WAIT)


def _seconds_of(http_date: str) -> float | None:
    try:
        parts = parsedate_tz(http_date)
        # No zone is GMT: an HTTP date has no other.
        return None if parts is None else float(mktime_tz((*parts[:9], parts[9] or 0)))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError("a number beyond what can be held")
    return value


def _scrub(value: Any) -> Any:
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, dict):
        return {scrubbed(name): _scrub(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_scrub(inner) for inner in value]
    return value
