"""Commands on their way to a pad (pure): one after another, with the pauses the line needs, never piling up."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from device_drivers.profile import Line

MOST = 16  # commands: a cue has a few and is drawn only when the line is free; more means that nobody reads
PATIENCE = 3.0  # s without a byte taken, after which what waits is dropped; the present cue is drawn again later


class Outgoing:
    """What waits to be written. Bounded: when it is full the newest command is refused."""

    def __init__(self, line: Line) -> None:
        self._byte_delay = line.byte_delay
        self._frame_delay = line.frame_delay
        self._answer_within = line.answer_within
        self._waiting: deque[bytes] = deque()
        self._since = 0.0  # when something was last taken, or began to wait
        self._not_before = 0.0
        self._overdue_at: float | None = None  # when the answer to the last command is overdue

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def put(self, commands: Iterable[bytes], now: float) -> None:
        """Add commands; those beyond the bound are dropped."""
        if not self._waiting:
            self._since = now
        self._waiting.extend(list(commands)[: MOST - len(self._waiting)])

    def due(self, now: float) -> bytes:
        """What may be written now, b"" when nothing may."""
        if not self._waiting or now < self._not_before:
            return b""
        return self._waiting[0][:1] if self._byte_delay else self._waiting[0]

    def taken(self, count: int, now: float) -> None:
        """The line took `count` bytes of what was due."""
        if not count:
            return
        rest = self._waiting.popleft()[count:]
        if rest:
            self._waiting.appendleft(rest)
        self._since = now
        if rest:
            self._not_before = now + self._byte_delay
        else:
            self._not_before = now + max(self._byte_delay, self._frame_delay, self._answer_within)
            self._overdue_at = now + self._answer_within if self._answer_within else None

    def answered(self, now: float) -> None:
        """The device has said something: a command that waited for that need wait for the pause only."""
        if self._answer_within:
            self._not_before = min(self._not_before, now + self._frame_delay)
            self._overdue_at = None

    def overdue(self, now: float) -> bool:
        """The last command has not been answered in its time; said once."""
        if self._overdue_at is None or now < self._overdue_at:
            return False
        self._overdue_at = None
        return True

    def stalled(self, now: float) -> bool:
        """The line has taken nothing for so long that what waits is worthless."""
        return bool(self._waiting) and now - self._since >= PATIENCE

    def deadline(self, now: float) -> float | None:
        """When there is something to do besides writing as soon as the line takes it; None when there is not."""
        if not self._waiting:
            return self._overdue_at
        return self._not_before if now < self._not_before else self._since + PATIENCE

    def clear(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()
        self._not_before = 0.0
        self._overdue_at = None
