"""How a rating of today gets past a backlog: every fourth request carries what was released since it began. Pure.

A terminal that was cut off for weeks may hold a million ratings; in strict order the next citizen's would be hours
behind them. Below a backlog of a few batches the order is strict: it is drained within seconds anyway.
"""

from __future__ import annotations

from .policy import Pace


class Express:
    """Which requests are express turns. One drain's, asked once for every request of new ratings."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._mark: int | None = None  # the last number given when the drain of the present backlog began
        self._turns = 0

    def after(self, unsent: int, last_seq: int) -> int | None:
        """The number after which this request's ratings come, None where it goes in order."""
        if unsent <= self._pace.backlog:
            self._mark = None
            return None
        # A last number below the mark: the ratings were numbered anew.
        if self._mark is None or last_seq < self._mark:
            self._mark, self._turns = last_seq, 0
        self._turns += 1
        return self._mark if self._turns % self._pace.express == 0 else None

    def sent_in_order(self, first_seq: int) -> None:
        """A request in order began with this number: beyond the mark there is no backlog left, only what waits."""
        if self._mark is not None and first_seq > self._mark:
            self._mark = None
