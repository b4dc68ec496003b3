"""How text and instants are written on the centre's wire. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=BEIJING) + timedelta(hours=8)


def scrubbed(text: str) -> str:
    """`text` with every lone surrogate replaced by U+FFFD, so that it can be written as UTF-8."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def scrubbed_or_none(text: str | None) -> str | None:
    """`scrubbed`, or None as it came."""
    return None if text is None else scrubbed(text)


def beijing_time(instant_ms: int) -> str:
    """`yyyy-MM-dd HH:mm:ss` in Beijing, from milliseconds since 1970."""
    return _beijing(instant_ms).strftime("%Y-%m-%d %H:%M:%S")


def rfc3339(instant_ms: int) -> str:
    """The same instant with milliseconds and the offset +08:00."""
    return _beijing(instant_ms).isoformat(timespec="milliseconds")


def milliseconds_of(text: object) -> int | None:
    """Milliseconds since 1970 of an RFC 3339 text with offset; None where it is none."""
    if not isinstance(text, str):
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        return None
    # Whole milliseconds by integer division: a float of this size would already round.
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _beijing(instant_ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=instant_ms)
