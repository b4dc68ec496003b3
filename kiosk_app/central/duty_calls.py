"""Calls for the duty manager: to the centre at once, tried for two minutes, then given up and said.

Somebody stands at the counter and waits, so a call is no fact for the outbox: after two minutes it would only bring a
manager to an empty place. The rating says that one was wished for, and that is never lost.

No log says that there was one: with its moment it would tell a low level from the others. The technician's board has it
without.
"""

from __future__ import annotations

import itertools
import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kiosk_app.central.errors import CentralError
from kiosk_app.central.outcome import Answered, Busy, Fenced, IdentityRefused, NotReached, Outcome, Refused
from offline_queue.policy import backoff

if TYPE_CHECKING:
    # Its libraries are loaded by whoever asks first, not by the start.
    from kiosk_app.central.client import Client

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 120.0
"""Contract: tried for two minutes."""
_FIRST, _CEILING = 0.5, 8.0  # seconds of a backoff that a person waits beside: some twenty tries before it is given up
_HEARTBEAT_SECONDS = 1.0  # how long configuration and heartbeat are given before they are asked for again


class DutyCalls:
    """Each call has a thread of its own and waits for no other. All callables are called from there.

    `allowed`: set once a heartbeat was answered, since nothing else is said before; until then `hurry()` asks for one.
    `reached()` after a success; `problem(key, text | None)`: the technician's board. `stop` ends what is under way.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        *,
        allowed: threading.Event,
        stop: threading.Event,
        hurry: Callable[[], None] = lambda: None,
        reached: Callable[[], None] = lambda: None,
        problem: Callable[[str, str | None], None] = lambda key, text: None,
        clock: Callable[[], float] = time.monotonic,
        rng: Callable[[], float] = random.random,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._client, self._allowed, self._stop = client, allowed, stop
        self._hurry, self._reached, self._problem = hurry, reached, problem
        self._clock, self._rng, self._patience = clock, rng, patience

    def call(self, body: Mapping[str, Any]) -> None:
        """Send one, from now on; returns at once."""
        until = self._clock() + self._patience
        threading.Thread(target=self._run, args=(body, until), name="duty-call", daemon=True).start()

    def _run(self, body: Mapping[str, Any], until: float) -> None:
        try:
            reason = self._tried(body, until)
        except CentralError as error:
            reason = str(error)
        except Exception as error:  # noqa: BLE001  # whatever it is, somebody has to be told that nobody will come
            log.error("a part failed", extra={"part": "errands", "error": type(error).__name__})
            reason = f"a fault of this program ({type(error).__name__})"
        if reason is None:
            self._problem("duty", None)
            return
        self._problem("duty", f"the last call for the duty manager was given up: {reason}; its rating says it too")

    def _tried(self, body: Mapping[str, Any], until: float) -> str | None:
        """None when the centre has it, else why it has not."""
        reason = "the centre has answered no heartbeat of this device yet"
        for attempt in itertools.count():
            pause = backoff(attempt, self._rng(), _FIRST, _CEILING)
            if self._allowed.is_set():
                outcome = self._client().duty_call(body)
                if isinstance(outcome, Answered):
                    self._reached()
                    return None
                reason = _reason(outcome)
                if isinstance(outcome, Fenced):
                    break
                pause = max(pause, self._client().gate.remaining())
            left = until - self._clock()
            if left <= 0:
                break
            if self._allowed.is_set():
                self._stop.wait(min(pause, left))
            else:
                self._hurry()
                self._allowed.wait(min(pause + _HEARTBEAT_SECONDS, left))
            if self._stop.is_set():
                return "the terminal was ended"
        return reason


def _reason(outcome: Outcome) -> str:
    match outcome:
        case NotReached(reason):
            return f"not reached: {reason}"
        case Refused(status, code):
            return f"answered {code[:40]} (HTTP {status})"
        case IdentityRefused(code):
            return f"this device's identity was not accepted ({code})"
        case Fenced():
            return "another device took this identity over"
        case Busy():
            return "the centre asked to wait"
    return "an answer that does not fit what was asked"
