"""How long to wait and how much to send: numbers with their reasons, and pure functions of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The sender's numbers; seconds, and records a request."""

    first: float = 1.0  # the contract's backoff: 1 s …
    ceiling: float = 300.0  # … to 5 min
    case_ceiling: float = 60.0  # a case that has not arrived yet usually does within the minute
    identity: tuple[float, float] = (30.0, 60.0)  # refused identity: a person has to act, so slowly
    longest_busy: float = 3600.0  # Retry-After is believed up to an hour
    batch: int = 25  # a modest start, a few KiB compressed: a line or a centre that has just come back is fragile
    largest_batch: int = 200  # the contract's limit; reached by doubling, in three full successes
    growth: int = 5  # added a full success from where a batch was too much: another costs an upload, so back slowly
    spread: float = 10.0  # a drain with a backlog begins within this, so that a hall does not begin in one instant
    backlog: int = 1000  # several full batches: above this the newest are not left behind the rest …
    express: int = 4  # … but get every fourth request: minutes for them, a third more time for the rest
    tries: int = 3  # the same batch with an HTTP answer, then it is split
    suspects: int = 10  # batches and parts of them under suspicion at a time: enough to get past what is bad
    doubt: int = 12  # failures without any delivery, a quarter of an hour: no few bad records explain that
    tick: float = 60.0  # nothing to do: look again anyway, whatever was not heard
    error_again: float = 600.0  # the same error is written to the disk again only after this


def backoff(attempt: int, share: float, first: float, ceiling: float) -> float:
    """Full jitter: `share` (0 ≤ share < 1, random) of first · 2^attempt, at most `ceiling`. First attempt: 0."""
    return share * min(ceiling, first * 2.0 ** min(attempt, 62))


def busy_wait(retry_after: float | None, share: float, attempt: int, pace: Pace) -> float:
    """After 429 or 503: at least what the centre asked (an hour at most), else the usual backoff."""
    if retry_after is None or not retry_after > 0:  # `not >` also catches NaN
        return backoff(attempt, share, pace.first, pace.ceiling)
    # A little more than asked, so that a hall of terminals does not come back in the same instant.
    return min(retry_after, pace.longest_busy) + share * pace.first


def identity_wait(share: float, pace: Pace) -> float:
    """After a refused identity."""
    low, high = pace.identity
    return low + share * (high - low)


def start_wait(unsent: int, share: float, pace: Pace) -> float:
    """Before a drain begins, with full jitter; 0 where one request carries all there is, for nobody to feel."""
    return share * pace.spread if unsent > pace.largest_batch else 0.0


def grown(size: int, doubles_to: int, pace: Pace) -> int:
    """The next batch after a full success: double while below `doubles_to`, then by small steps."""
    step = size if size < doubles_to else pace.growth
    limit = doubles_to if size < doubles_to else pace.largest_batch
    return min(size + step, limit)


def halves(ids: Sequence[str]) -> list[tuple[str, ...]]:
    """Two parts in the same order, the first not smaller; needs two ids or more."""
    middle = (len(ids) + 1) // 2
    return [tuple(ids[:middle]), tuple(ids[middle:])]
