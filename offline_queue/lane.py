"""What to send next, of one kind of fact: pure bookkeeping of who waits, who is suspected, and the pace.

A batch that fails with an HTTP answer is pinned as a part; after three failures it is split, until the one that
fails alone stands aside and waits on its own backoff, behind the others. Parts and new batches take turns, so
nobody is held up for long. If nothing at all succeeded for a long time the centre was at fault, not the records:
with the first success the suspects are gathered into whole batches again.
Nothing here is kept over a restart.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from .policy import Pace, backoff, grown, halves

Ids: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """The next ones in order, without those that stand aside."""

    limit: int
    without: Collection[str]


@dataclass(frozen=True, slots=True)
class Part:
    """These and only these, once more: a pinned batch, a part of one, or a single record of a bad batch."""

    ids: Ids
    failures: int


@dataclass(frozen=True, slots=True)
class Loner:
    """One that failed alone."""

    ids: Ids


Ask: TypeAlias = Fresh | Part | Loner


class Lane:
    """The order of sending for one kind of fact. Times are monotonic seconds; `rng` gives 0 ≤ share < 1."""

    def __init__(self, pace: Pace, rng: Callable[[], float]) -> None:
        self._pace = pace
        self._rng = rng
        self.size = pace.batch
        self._doubles_to = pace.largest_batch
        self._flowed = False  # something was answered since the last time-out
        self.streak = 0  # failures in a row without a success of anything
        self.not_before = -math.inf
        self._parts: deque[Part] = deque()
        self._part_next = False
        self._loners: dict[str, tuple[int, float]] = {}  # id → tries, due
        self._lonely = (0, -math.inf)  # all of them together: failures in a row, not before
        self._drought = 0  # failures since this lane last delivered
        self._tries: dict[str, int] = {}  # answered “not yet” so many times
        self._due: list[tuple[float, str]] = []  # a heap: when they go with the others again
        self._aside: set[str] = set()

    # ---- what next

    def asks(self, now: float) -> Iterator[Ask]:
        """What may be sent now, best first; the first that still finds records is the one to send."""
        if now < self.not_before:
            return
        while self._due and self._due[0][0] <= now:
            self._aside.discard(heapq.heappop(self._due)[1])
        fresh = Fresh(self.size, self._aside)
        part = self._parts[0] if self._parts else None
        if part is not None and (part.failures == 0 or self._part_next):
            yield part
            yield fresh
        else:
            yield fresh
            if part is not None:
                yield part
        due = [(when, key) for key, (_, when) in self._loners.items() if when <= now]
        if due and now >= self._lonely[1]:
            yield Loner((min(due)[1],))

    def next_time(self, now: float) -> float:
        """When there may be something to send again; infinity where only something new can change that."""
        if now < self.not_before:
            return self.not_before
        times = [max(when, self._lonely[1]) for _, when in self._loners.values()]
        if self._due:
            times.append(self._due[0][0])
        return min(times, default=math.inf)

    # ---- what became of it

    def gone(self, ask: Ask) -> bool:
        """None of these waits any more; True where there may be others to ask for."""
        if isinstance(ask, Part):
            self._aside.difference_update(self._parts.popleft().ids)
        elif isinstance(ask, Loner):
            self.settled(ask.ids)
        return not isinstance(ask, Fresh)

    def answered(self, ask: Ask, ids: Ids, later: Collection[str], unanswered: Collection[str], now: float) -> None:
        """The centre answered. `later` come again on their own backoff, `unanswered` likewise; the rest is done."""
        self._part_next = isinstance(ask, Fresh)
        self.gone(ask)
        if isinstance(ask, Fresh) and len(ids) >= self.size:
            self.size = grown(self.size, self._doubles_to, self._pace)
        self._flowed = True
        self.settled([key for key in ids if key not in later and key not in unanswered])
        for key in ids:
            if key in later:
                self._later(key, now, self._pace.case_ceiling)
            elif key in unanswered:
                self._later(key, now, self._pace.ceiling)
        if self._drought >= self._pace.doubt:
            self._gather()
        self._drought = 0
        self.reached(now)

    def failed(self, ask: Ask, ids: Ids, now: float) -> None:
        """An HTTP answer that says nothing about the records: the batch may be the cause, or the centre."""
        if isinstance(ask, Loner):
            tries, together = self._loners[ids[0]][0], self._lonely[0]
            self._loners[ids[0]] = (tries + 1, now + self._wait(tries))
            # Each on its own, but many of them must not add up to a storm.
            self._lonely = (together + 1, now + self._wait(together))
            return
        self._drought += 1
        self._part_next = isinstance(ask, Fresh)
        self.not_before = now + self._wait(self.streak)
        self.streak += 1
        if isinstance(ask, Part):
            self._failed_part(self._parts.popleft(), now)
        elif len(self._parts) < self._pace.suspects:
            self._parts.append(Part(ids, 1))
            self._aside.update(ids)

    def too_large(self, ask: Ask, ids: Ids) -> bool:
        """413: the next are fewer. True: it was a single record, it has to be parked."""
        if len(ids) == 1:
            return True
        if isinstance(ask, Part):
            self._split_first(ids)
        else:
            self.size = self._doubles_to = len(ids) // 2
        return False

    def timed_out(self, ask: Ask, ids: Ids) -> None:
        """No answer in time: the next are fewer, for a slow line. A dead one is told from it by what flowed before."""
        if isinstance(ask, Part):
            # Not below a modest batch: an outage must not leave a crowd of single records behind.
            if len(ids) > self._pace.batch:
                self._split_first(ids)
            return
        if isinstance(ask, Fresh):
            self.size = max(1, min(self.size, len(ids)) // 2)
            if self._flowed:
                self._doubles_to = self.size
            self._flowed = False

    def begins(self) -> None:
        """A drain begins (a start, or the end of an outage): modestly."""
        self.size = min(self.size, self._pace.batch)

    def bad_batch(self, ask: Ask, ids: Ids) -> bool:
        """BAD_BATCH: one by one from now. True: it was a single record, it has to be parked."""
        if len(ids) == 1:
            return True
        if isinstance(ask, Part):
            self._parts.popleft()
        self._aside.update(ids)
        self._parts.extendleft(Part((key,), 0) for key in reversed(ids))
        return False

    def parked(self, ask: Ask, ids: Ids) -> None:
        """It was parked for what the centre said of the batch."""
        self.gone(ask)
        self.settled(ids)

    def reached(self, now: float) -> None:
        """Something of the centre's succeeded: no backoff holds any more (a missing case keeps its own)."""
        self.streak = 0
        self.not_before = -math.inf
        self._lonely = (0, -math.inf)
        for key in self._loners:
            self._loners[key] = (0, now)

    def settled(self, ids: Collection[str]) -> None:
        """Forget these."""
        for key in ids:
            self._aside.discard(key)
            self._tries.pop(key, None)
            self._loners.pop(key, None)

    # ---- inside

    def _split_first(self, ids: Ids) -> None:
        self._parts.popleft()
        self._parts.extendleft(Part(half, 0) for half in reversed(halves(ids)))

    def _failed_part(self, part: Part, now: float) -> None:
        failures = part.failures + 1
        if failures < self._pace.tries:
            self._parts.append(Part(part.ids, failures))
        elif len(part.ids) > 1:
            self._parts.extend(Part(half, 0) for half in halves(part.ids))
        else:
            self._loners[part.ids[0]] = (failures, now + self._wait(failures))

    def _gather(self) -> None:
        """Suspects become whole batches again; they stay apart from the new ones, should they be guilty after all."""
        ids = [key for part in self._parts for key in part.ids] + list(self._loners)
        self._loners.clear()
        self._parts = deque(Part(tuple(ids[k : k + self.size]), 0) for k in range(0, len(ids), self.size))

    def _later(self, key: str, now: float, ceiling: float) -> None:
        tries = self._tries.get(key, 0)
        self._tries[key] = tries + 1
        self._aside.add(key)
        heapq.heappush(self._due, (now + backoff(tries, self._rng(), self._pace.first, ceiling), key))

    def _wait(self, attempt: int) -> float:
        return backoff(attempt, self._rng(), self._pace.first, self._pace.ceiling)
