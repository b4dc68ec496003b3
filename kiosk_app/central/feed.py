"""The wishes and the heartbeat: what the centre wants of us, and how we are, in a thread of its own.

Configuration first, then the heartbeat; nothing else may be sent before a heartbeat was answered, nor once another
device took this identity over (`allowed`).
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kiosk_app.central.identity import Identity
from kiosk_app.central.outcome import (
    Answered,
    Busy,
    Fenced,
    IdentityRefused,
    NotModified,
    NotReached,
    Outcome,
    Refused,
    TooLarge,
)
from kiosk_app.central.wishes import Wishes
from kiosk_app.core.model import Configuration, Form
from offline_queue import Shelf
from offline_queue.policy import Pace, backoff, busy_wait, identity_wait

if TYPE_CHECKING:
    # At run time it would load `requests` with `restore`, before the first frame.
    from kiosk_app.central.client import Client

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 300.0
"""Without a configuration; the contract's example."""
CONFIGURATION_SECONDS = 3600.0
"""Contract: hourly."""
_FENCED_LOOK_AGAIN = 60.0  # whether another identity has been put in place; nothing is sent meanwhile
_REFUSED_WHOLE_AGAIN = 300.0  # what could not be used is asked for again: the backoff's slowest pace
_STOP_SEEN_WITHIN = 1.0  # seconds; a stop without a wake is noticed after this


class Feed:
    """Runs in one thread; `restore` may be called before it starts. All callables are called from its thread.

    `client()` → the client, the same on every call; asked for first when there is something to send.
    `heartbeat_body()` → the whole body. `agrees(epoch, last_seq, last_chain)`: whether the centre's last number is of
    our making; if not, `on_copied_disk()`. `on_reached()` after every success (the drain's backoff ends);
    `on_mended()` when the centre takes us again after it had refused or fenced us. `problem(key, text | None)`.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        shelf: Shelf,
        *,
        shipped_form: bytes,
        on_configured: Callable[[Configuration, Form], None],
        heartbeat_body: Callable[[], dict[str, Any]],
        on_heartbeat: Callable[[Mapping[str, Any]], None] = lambda data: None,
        problem: Callable[[str, str | None], None] = lambda key, text: None,
        agrees: Callable[[int, int, str | None], bool] = lambda epoch, seq, chain: True,
        on_copied_disk: Callable[[], None] = lambda: None,
        on_reached: Callable[[], None] = lambda: None,
        on_mended: Callable[[], None] = lambda: None,
        allowed: threading.Event | None = None,
        clock: Callable[[], float],
        rng: Callable[[], float] = random.random,
        pace: Pace | None = None,
    ) -> None:
        self._client = client
        self._wishes = Wishes(shelf, shipped_form, problem)
        self._on_configured, self._heartbeat_body, self._on_heartbeat = on_configured, heartbeat_body, on_heartbeat
        self._problem, self._agrees, self._on_copied_disk = problem, agrees, on_copied_disk
        self._on_reached, self._on_mended = on_reached, on_mended
        self.allowed = allowed or threading.Event()
        self._clock, self._rng, self._pace = clock, rng, pace or Pace()
        self._streak = 0
        self._announced: tuple[Configuration, Form] | None = None
        self._barred: Identity | None = None  # the identity that was fenced
        self._was_refused = False
        now = clock()
        self._configuration_due = self._heartbeat_due = now
        self._form_due = now
        self._not_before = now
        self._changed = threading.Condition()
        self._woken = False

    @property
    def heartbeat_seconds(self) -> float:
        """How often a heartbeat is due; two without an answer and a rating counts as captured offline."""
        configuration = self._wishes.configuration
        return HEARTBEAT_SECONDS if configuration is None else configuration.heartbeat_seconds

    def restore(self) -> bool:
        """Announce the kept configuration and form, if there are any; needs no network."""
        if not self._wishes.restore():
            return False
        self._announce()
        return True

    def wake(self) -> None:
        """Ask now, whatever the backoff says: the network came back, an identity was put in place, or the end."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def reached(self) -> None:
        """Something else of ours has reached the centre: backoff is over."""
        if self._streak:
            self.wake()

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set (then `wake`, to be heard at once)."""
        while not stop.is_set():
            try:
                wait = self.turn()
            except Exception as error:  # noqa: BLE001 - a fault in a callback must not end the heartbeat for ever
                log.error("the feed failed", extra={"error": type(error).__name__})
                wait = self._back_off()
            self._sleep(wait, stop)

    def turn(self) -> float:
        """Do the one thing that is due; → seconds until the next (0: at once)."""
        with self._changed:
            woken, self._woken = self._woken, False
        now = self._clock()
        if self._barred is not None:
            if self._client().identity == self._barred:
                return _FENCED_LOOK_AGAIN
            self._barred = None
        if woken:
            self._not_before = now
        clear = max(self._not_before, now + self._client().gate.remaining())
        if now < clear:
            return clear - now
        # In this order: the first signed calls after a start are configuration and heartbeat.
        if now >= self._configuration_due:
            return self._ask_configuration()
        if now >= self._heartbeat_due:
            return self._send_heartbeat()
        if now >= self._form_due and self._wishes.wants_form():
            return self._ask_form()
        dues = [self._configuration_due, self._heartbeat_due]
        if self._form_due > now and self._wishes.wants_form():
            dues.append(self._form_due)
        return max(0.0, min(dues) - now)

    def _ask_configuration(self) -> float:
        outcome = self._client().config(self._wishes.configuration_etag)
        match outcome:
            case Answered(data, etag=etag):
                self._configuration_due = self._clock() + CONFIGURATION_SECONDS
                if self._wishes.take_configuration(data, etag):
                    self._form_due = self._clock()
                    self._announce()
                else:
                    self._configuration_due = self._clock() + _REFUSED_WHOLE_AGAIN
                return self._succeeded()
            case NotModified():
                self._configuration_due = self._clock() + CONFIGURATION_SECONDS
                self._problem("configuration", None)
                return self._succeeded()
            case Refused(status, code):
                # The centre is there but has none for us: the heartbeat must still say how we are.
                self._problem("configuration", f"the centre gave none: {code[:40]} (HTTP {status})")
                self._configuration_due = self._clock() + self._later()
                return 0.0
            case NotReached(reason, http=True):
                self._problem("configuration", f"the centre gave none: {reason}")
                self._configuration_due = self._clock() + self._later()
                return 0.0
        return self._failed(outcome)

    def _send_heartbeat(self) -> float:
        body = self._heartbeat_body()
        outcome = self._client().heartbeat(body)
        if not isinstance(outcome, Answered):
            return self._failed(outcome)
        self._heartbeat_due = self._clock() + self.heartbeat_seconds
        data = outcome.data
        refresh = data.get("refresh")
        if isinstance(refresh, list) and "config" in refresh:
            self._configuration_due = self._form_due = self._clock()
        # Before `allowed`: nothing may be numbered under an epoch that a copy of this disk uses too.
        if not self._ours(body.get("epoch"), data):
            log.warning("the centre knows numbers that are not ours: a new epoch is needed")
            self._on_copied_disk()
        self.allowed.set()
        self._on_heartbeat(data)
        return self._succeeded()

    def _ours(self, epoch: object, data: Mapping[str, Any]) -> bool:
        seq, chain = data.get("lastSeq"), data.get("lastChain")
        if not isinstance(epoch, int) or isinstance(seq, bool) or not isinstance(seq, int):
            return True  # the centre said nothing about it
        return self._agrees(epoch, seq, chain if isinstance(chain, str) else None)

    def _ask_form(self) -> float:
        configuration = self._wishes.configuration
        if configuration is None:
            return 0.0
        outcome = self._client().form(configuration.form_url)
        match outcome:
            case Answered(data, etag=etag):
                if self._wishes.take_form(data, etag):
                    self._announce()
                else:
                    self._form_due = self._clock() + _REFUSED_WHOLE_AGAIN
                return self._succeeded()
            case Refused(status, code):
                self._problem("form", f"the centre gave none: {code[:40]} (HTTP {status})")
            case NotReached(reason, http=True):
                self._problem("form", f"the centre gave none: {reason}")
            case _:
                return self._failed(outcome)
        # One page is missing; that holds up nothing else.
        self._form_due = self._clock() + self._later()
        return 0.0

    def _announce(self) -> None:
        """Hand out what is in force, once."""
        configuration = self._wishes.configuration
        if configuration is None:
            return
        in_force = (configuration, self._wishes.form)
        if in_force != self._announced:
            self._announced = in_force
            self._on_configured(*in_force)

    def _succeeded(self) -> float:
        self._streak = 0
        self._problem("central", None)
        if self._was_refused:
            self._was_refused = False
            self._on_mended()
        self._on_reached()
        return 0.0

    def _failed(self, outcome: Outcome) -> float:
        match outcome:
            case Busy(retry_after):
                # The gate is shut by the client already; the share of a second spreads a hall's terminals.
                wait = busy_wait(retry_after or None, self._rng(), self._streak, self._pace)
                self._streak += 1
                self._not_before = self._clock() + wait
                return wait
            case IdentityRefused(code):
                self._was_refused = True
                self._problem("central", _IDENTITY_REMEDY.get(code, _REFUSED.format(code=code)))
                wait = identity_wait(self._rng(), self._pace)
                self._not_before = self._clock() + wait
                return wait
            case Fenced():
                self._was_refused = True
                self._barred = self._client().identity
                self.allowed.clear()
                self._problem("central", _TAKEN_OVER)
                return _FENCED_LOOK_AGAIN
            case NotReached(reason):
                self._problem("central", f"not reached: {reason}")
            case Refused(status, code):
                self._problem("central", f"answered {code[:40]} (HTTP {status})")
            case TooLarge() | Answered() | NotModified():
                self._problem("central", "gave an answer that does not fit what was asked")
        return self._back_off()

    def _back_off(self) -> float:
        wait = self._later()
        self._not_before = self._clock() + wait
        return wait

    def _later(self) -> float:
        wait = backoff(self._streak, self._rng(), self._pace.first, self._pace.ceiling)
        self._streak += 1
        return wait

    def _sleep(self, seconds: float, stop: threading.Event) -> None:
        until = self._clock() + seconds
        with self._changed:
            while not self._woken and not stop.is_set():
                left = until - self._clock()
                if left <= 0:
                    return
                self._changed.wait(min(left, _STOP_SEEN_WITHIN))


_REFUSED = "the centre does not accept this device's identity ({code}): enrol it again, or ask the centre"
_TAKEN_OVER = (
    "another device took this identity over: nothing is sent from here any more; `hcp-kiosk queue export FILE`,"
    " and `hcp-kiosk queue import FILE` there"
)
_IDENTITY_REMEDY = {
    "NO_IDENTITY": "this device has no identity yet: hcp-kiosk enrol --url URL --code CODE",
}
