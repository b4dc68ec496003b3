"""How much may be said to the centre in a minute: requests and KiB, as a technician allows. `TokenBucket` is pure.

Everything that is asked is counted; only the sender of ratings waits for it. A heartbeat or a configuration is never
held back: the sender pays for it afterwards.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

_MINUTE = 60.0
# What was saved may be spent at once, up to this share of a minute's worth: a rating need not wait for its turn after
# a quiet minute, and nobody sends the whole of it in one second.
_SAVED = 0.25

# Pictures have time: half of what ratings may take.
_SHARE_OF_PICTURES = 0.5


class TokenBucket:
    """So many tokens a minute; never more than `burst` are saved. Times are monotonic seconds.

    With spends of one token that waited for one, a minute sees `per_minute` of them at most, wherever it begins.
    Spending more than there is leaves a debt, which the next one waits for.
    """

    def __init__(self, per_minute: float, burst: float, now: float) -> None:
        self.burst = burst
        # A full bucket and what flows in during a minute together make a minute's worth; the one token of the burst
        # that flows in only as the minute ends does not count.
        self._rate = (per_minute + min(1.0, burst) - burst) / _MINUTE
        self._level = burst
        self._at = now

    @classmethod
    def of_requests(cls, per_minute: int, now: float) -> TokenBucket:
        """One token a request."""
        return cls(per_minute, 1 + int((per_minute - 1) * _SAVED), now)

    @classmethod
    def of_bytes(cls, per_minute: int, now: float) -> TokenBucket:
        """One token a byte. How large an answer is shows afterwards, so a single request may overdraw it."""
        return cls(per_minute, per_minute * _SAVED, now)

    def wait(self, now: float, wanted: float) -> float:
        """Seconds until there is `wanted` (a whole burst at most); 0 where there is."""
        lacking = min(wanted, self.burst) - self._level_at(now)
        # A millionth of a token is rounding, not a reason to wait.
        return max(0.0, lacking / self._rate) if lacking > 1e-6 else 0.0

    def spend(self, now: float, amount: float) -> None:
        """Take `amount`, whether it is there or not."""
        self._level = self._level_at(now) - amount
        self._at = max(self._at, now)

    def _level_at(self, now: float) -> float:
        return min(self.burst, self._level + max(0.0, now - self._at) * self._rate)


class Budget:
    """Both budgets of one client; 0 is no limit. Safe from any thread."""

    def __init__(self, requests_per_minute: int, kib_per_minute: int, mono: Callable[[], float]) -> None:
        now = mono()
        self._mono = mono
        self._lock = threading.Lock()
        self._requests = TokenBucket.of_requests(requests_per_minute, now) if requests_per_minute else None
        self._pictures = kib_per_minute * 1024 / 60 * _SHARE_OF_PICTURES
        self._bytes = TokenBucket.of_bytes(kib_per_minute * 1024, now) if kib_per_minute else None

    def wait(self) -> float:
        """Seconds until the sender may make its next request."""
        now = self._mono()
        with self._lock:
            requests = self._requests.wait(now, 1) if self._requests else 0.0
            return max(requests, self._bytes.wait(now, 0) if self._bytes else 0.0)

    def pause(self, size: int) -> float:
        """Seconds to rest after so many bytes of a picture, which are not counted: ratings would wait for them."""
        return size / self._pictures if self._pictures else 0.0

    def spend(self, size: int) -> None:
        """One request was made; `size`: bytes of it and of its answer."""
        now = self._mono()
        with self._lock:
            if self._requests:
                self._requests.spend(now, 1)
            if self._bytes:
                self._bytes.spend(now, size)
