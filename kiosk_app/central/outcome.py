"""What one request came to: the contract's table of answers as a small tree of values. Pure.

No repr shows what the centre said: a message may quote what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Answered:
    """Code "0". `data`: the answer's; `etag`: of a wish."""

    data: Mapping[str, Any] = field(repr=False)
    status: int = 200
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: what we have is the newest."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The centre answered, with another code than "0"; what that means depends on what was asked."""

    status: int
    code: str
    msg: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TooLarge:
    """413: fewer at a time."""


@dataclass(frozen=True, slots=True)
class Busy:
    """429 or 503. `retry_after`: seconds to wait at least, up to an hour; 0 where nothing was said."""

    retry_after: float = 0.0


@dataclass(frozen=True, slots=True)
class IdentityRefused:
    """401 or 403 · BAD_SIGNATURE, UNKNOWN_DEVICE, REVOKED; or this device has no identity yet (NO_IDENTITY)."""

    code: str


@dataclass(frozen=True, slots=True)
class Fenced:
    """403 · EPOCH_FENCED: another device took this identity over."""


@dataclass(frozen=True, slots=True)
class NotReached:
    """No answer of the centre's. `http`: an HTTP error did come (a gateway's page with 404, 5xx …).
    `timed_out`: it was connected, and the request or its answer took too long."""

    reason: str
    http: bool = False
    timed_out: bool = False


Outcome: TypeAlias = Answered | NotModified | Refused | TooLarge | Busy | IdentityRefused | Fenced | NotReached


@dataclass(frozen=True, slots=True)
class Judged:
    """An outcome and the centre's time in the answer (milliseconds since 1970), where it said one."""

    outcome: Outcome
    server_time_ms: int | None = None
