"""The code for rating by phone: asked for, renewed before it expires, and taken back when it has expired all the same.

A code on the glass that no longer opens anything is a lie, so what cannot be renewed goes. It names no case: who scans
it at the window says on the page what was done for them.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk_app.central.alarm import Alarm
from kiosk_app.central.outcome import Answered, Busy, NotReached, Outcome
from kiosk_app.central.wire_token import LONGEST_ADDRESS, PLACE, Token, is_usable, page_address, parse_token
from offline_queue.policy import Pace, backoff, busy_wait

if TYPE_CHECKING:
    from kiosk_app.central.client import Client

log = logging.getLogger(__name__)

_LOOK_AGAIN = 3600.0  # nothing is wanted, or the page needs no code: until somebody wakes us
_LONGEST_LIFE = 24 * 3600.0  # a code said to be good for a year is asked for again daily all the same
_RENEWED_WITHIN = (0.5, 0.75)  # of its life: whoever has scanned it has at least a quarter of it left to open the page
_TOO_LONG = f"ratingPage with its code is longer than {LONGEST_ADDRESS} characters: none is shown"
_PAGE = f"it must be an http(s) address of ASCII with {PLACE} in it, {LONGEST_ADDRESS} characters at most"


class PhoneCode:
    """Runs in one thread. `post(address)`: what the idle scene is to show, "" for nothing; said once a change.

    `now_ms`: the centre's time as well as it is known; `clock`: running time, by which everything is decided.
    `allowed`: set when a heartbeat was answered, since nothing else is said before. `problem(key, text | None)`.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        *,
        post: Callable[[str], None],
        allowed: threading.Event,
        now_ms: Callable[[], int],
        clock: Callable[[], float],
        reached: Callable[[], None] = lambda: None,
        problem: Callable[[str, str | None], None] = lambda key, text: None,
        rng: Callable[[], float] = random.random,
        pace: Pace | None = None,
    ) -> None:
        self._client, self._post, self._allowed = client, post, allowed
        self._now_ms, self._clock, self._rng = now_ms, clock, rng
        self._reached, self._problem = reached, problem
        self._pace = pace or Pace()
        self._alarm = Alarm()
        self._page: str | None = None
        self._shown = ""
        self._token: Token | None = None
        self._expires = 0.0  # by `clock`, as is the next
        self._ask_at = clock()
        self._streak = 0
        self._barred = True  # nothing may be asked yet

    def want(self, page: str | None) -> None:
        """The configuration's `ratingPage`; None: there is none. From any thread."""
        if page != self._page:
            self._page = page
            self._alarm.wake()

    def line_is_back(self) -> None:
        """The centre was reached by something else: waiting for it is over. From any thread."""
        if self._streak:
            self._ask_at = self._clock()
        if self._streak or self._barred:
            self._alarm.wake()

    def wake(self) -> None:
        """Look now; also at the end."""
        self._alarm.wake()

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set (then `wake`, to be heard at once)."""
        while not stop.is_set():
            try:
                wait = self.turn()
            except Exception as error:  # noqa: BLE001  # a fault of ours must not leave an expired code on the glass
                log.error("the code for rating by phone failed", extra={"error": type(error).__name__})
                self._token, wait = None, self._pace.ceiling
                self._show()
            self._alarm.sleep(wait, stop)

    def turn(self) -> float:
        """Do the one thing that is due; → seconds until the next."""
        page = self._page
        if not page or not is_usable(page):
            self._problem("phone code", f"ratingPage is not used: {_PAGE}" if page else None)
            self._token, self._ask_at, self._streak = None, self._clock(), 0
            self._show()
            return _LOOK_AGAIN
        now = self._clock()
        if self._token is not None and now >= self._expires:
            self._token = None
        self._show()
        self._barred = not self._allowed.is_set()
        if now >= self._ask_at and not self._barred:
            wait = self._asked()
            self._ask_at = self._clock() + wait
            self._show()
        # Who is barred is told by `line_is_back`.
        dues = [now + _LOOK_AGAIN if self._barred else self._ask_at]
        if self._token is not None:
            dues.append(self._expires)
        return max(0.0, min(dues) - self._clock())

    def _asked(self) -> float:
        """Ask for a code; → seconds until that is to be done again."""
        outcome = self._client().token()
        token = parse_token(outcome.data) if isinstance(outcome, Answered) else None
        life = 0.0 if token is None else min((token.expires_ms - self._now_ms()) / 1000, _LONGEST_LIFE)
        if token is None or life <= 0:
            return self._without(outcome)
        fits = page_address(self._page or "", token.text) != ""
        self._problem("phone code", None if fits else _TOO_LONG)
        self._token, self._expires, self._streak = token, self._clock() + life, 0
        self._reached()
        low, high = _RENEWED_WITHIN
        # A code that is good for a moment only must not make a storm of us.
        return max(self._pace.first, life * (low + (high - low) * self._rng()))

    def _without(self, outcome: Outcome) -> float:
        match outcome:
            case NotReached(http=False):
                # The feed says on the technician's board that the centre is not reached, and tells us when it is.
                wait = backoff(self._streak, self._rng(), self._pace.first, self._pace.ceiling)
                self._streak += 1
                return wait
            case Busy(retry_after):
                wait = busy_wait(retry_after or None, self._rng(), self._streak, self._pace)
                self._streak += 1
                return wait
        # There is a centre, and it has no code for us: that changes when somebody has changed something there.
        self._problem("phone code", "the centre gives no code for rating by phone: none is shown")
        return self._pace.ceiling * (1 + self._rng()) / 2

    def _show(self) -> None:
        address = page_address(self._page, self._token.text) if self._page and self._token else ""
        if address != self._shown:
            self._shown = address
            self._post(address)
