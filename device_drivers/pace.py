"""How much attention a line gets (pure): a pad that babbles must not take the machine away from the screen."""

from __future__ import annotations

READS = 500  # a second; a finger needs five, a response box that streams at 19200 baud brings 1920 single bytes
BURST = 100  # reads in a row before the line is made to wait: whatever a person does fits in
WEIGHT = 256  # bytes that count as one more read: 120 kB a second, ten times a line of 115200 baud
SHORTEST = 0.004  # s: a shorter rest would cost more than it saves

WINDOW = 1.0  # s over which noise is counted
MOST = 100  # bytes of noise in a window: a bad contact gives some, a line of 1200 baud at full rate 120
STAYS = 10.0  # s that a line counts as babbling after it was seen to: long enough for a technician


class Pace:
    """Counts what is read, and says how long the line has to wait: not at all, unless it brings far more than keys."""

    def __init__(self) -> None:
        self._left = float(BURST)
        self._at = 0.0

    def rest(self, size: int, at: float) -> float:
        """Seconds to leave the line alone after `size` bytes were read at `at`."""
        self._left = min(BURST, self._left + (at - self._at) * READS) - 1 - size / WEIGHT
        self._at = at
        return 0.0 if self._left >= 0 else max(SHORTEST, -self._left / READS)


class Babble:
    """Whether a line brings so much that means nothing that somebody should look at it."""

    def __init__(self, noise: int) -> None:
        self._begun = float("-inf")
        self._before = noise
        self.until: float | None = None  # it counts as babbling up to then

    def seen(self, noise: int, at: float) -> bool:
        """It babbles, now that so many bytes of noise have been counted in all."""
        if noise - self._before >= MOST:
            self.until = at + STAYS
        if at - self._begun >= WINDOW or noise - self._before >= MOST:
            self._begun, self._before = at, noise
        if self.until is not None and at >= self.until:
            self.until = None
        return self.until is not None
