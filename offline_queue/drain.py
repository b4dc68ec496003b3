"""The one sender: takes released ratings and invitations' fates to the centre, for ever, in the order of numbers.

One thread runs it; everybody else only wakes it. What to send next is decided in lane.py and express.py, how long to
wait in policy.py; here is what each outcome of a carry means.
"""

from __future__ import annotations

import contextlib
import logging
import math
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from .envelope import (
    Answered,
    BadBatch,
    Busy,
    Courier,
    Delivered,
    Envelope,
    Fenced,
    IdentityRefused,
    Outcome,
    Parked,
    Renumber,
    TooLarge,
    Unreachable,
    Verdict,
)
from .errors import OutboxError
from .express import Express
from .lane import Ask, Fresh, Lane
from .outbox import Outbox
from .policy import Pace, backoff, busy_wait, identity_wait, start_wait

log = logging.getLogger(__name__)

State: TypeAlias = Literal["shut", "idle", "sending", "waiting", "refused", "fenced"]

_STOP_SEEN_WITHIN = 1.0  # seconds; a stop without a wake is noticed after this
_RENUMBER_SECONDS = 0.5  # of renumbering a turn, for the same reason


class Drain:
    """Sends what the outbox holds. `allowed` says whether a heartbeat was answered since the start.

    `pause()`: seconds until the next request may be made, as budgets have it; asked before each.
    `delivered` is told (rating id, receipt number or None) of each delivered rating, from the drain's thread.
    """

    def __init__(
        self,
        outbox: Outbox,
        courier: Courier,
        *,
        allowed: Callable[[], bool],
        delivered: Callable[[str, str | None], None] | None = None,
        pause: Callable[[], float] = lambda: 0.0,
        clock: Callable[[], float] = time.monotonic,
        rng: Callable[[], float] = random.random,
        pace: Pace | None = None,
    ) -> None:
        self._outbox = outbox
        self._courier = courier
        self._allowed = allowed
        self._delivered = delivered
        self._pause = pause
        self._clock = clock
        self._rng = rng
        self._pace = pace or Pace()
        self._ratings = Lane(self._pace, rng)
        self._carried = Lane(self._pace, rng)  # what was imported from another terminal
        self._carried_next = False
        self._fates = Lane(self._pace, rng)
        self._express = Express(self._pace)
        self._streak = 0  # times in a row that the centre was not reached at all
        self._not_before = -math.inf  # until then nothing goes; a success lifts it
        self._floor = -math.inf  # asked for by Retry-After, or the spread of a beginning; nothing lifts it
        self._begun = False  # since it is allowed
        self._afresh: str | None = None  # why a new epoch is needed
        self._renumbered = 0  # times in a row, without a delivery between
        self._noted: tuple[str, str, float] | None = None
        self._changed = threading.Condition()
        self._woken = False
        self._was_reached = False
        self.state: State = "shut"
        self.problem: str | None = None  # code of what stands in the way, None while all is well

    # ---- from other threads

    def wake(self) -> None:
        """There is something new: a release, a retry, the gate is open, or the end has come."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def reached(self) -> None:
        """Something of the centre's succeeded (a heartbeat, a configuration): backoff is over."""
        with self._changed:
            self._was_reached = True
        self.wake()

    def start_afresh(self, reason: str) -> None:
        """Ask for a new epoch before anything else is sent (a restored or copied disk)."""
        with self._changed:
            self._afresh = reason
        with contextlib.suppress(OutboxError):  # in memory it holds until the end of this run
            self._outbox.need_epoch(reason)
        self.wake()

    def resume(self) -> None:
        """Send again after `fenced`: the identity has been mended."""
        with self._changed:
            self.state = "idle"
        self.reached()

    # ---- the thread

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set (then `wake`, to be heard at once)."""
        while not stop.is_set():
            try:
                wait = self.turn()
            except OutboxError as error:
                # The disk, not the centre. What was sent stays unsent and goes again; its id protects it.
                log.error("the outbox failed while sending", extra={"error": type(error).__name__})
                wait = self._back_off("OUTBOX", str(error))
            if wait > 0:
                self._sleep(wait, stop)

    def turn(self) -> float:
        """Do one thing; → 0 to go on at once, else seconds until there may be something to do (infinity: a wake)."""
        now = self._clock()
        with self._changed:
            self._woken = False
            reached, self._was_reached = self._was_reached, False
        if reached:
            # Others were answered after an outage: all terminals of a hall learn of it at the same time.
            self._begun = self._begun and self._streak == 0 and self._ratings.streak == 0
            self._lift(now)
        if self._outbox.renumber_on(_RENUMBER_SECONDS):
            return 0.0  # nothing can be claimed before that is done
        if self.state == "fenced":
            return math.inf
        if not self._allowed():
            self.state = "shut"
            return self._pace.tick
        if not self._begun:
            self._begin(now)
        clear = max(self._not_before, self._floor, now + self._pause())
        if now < clear:
            return clear - now
        afresh = self._afresh or self._outbox.needs_epoch()
        if afresh is not None:
            return self._ask_for_epoch(afresh)
        # In turns, so that neither our own nor what was carried here waits for the end of the other.
        turns = (
            (self._send_carried, self._send_ratings) if self._carried_next else (self._send_ratings, self._send_carried)
        )
        if any(send(now) for send in (*turns, self._send_fates)):
            return 0.0
        soonest = min(lane.next_time(now) for lane in (self._ratings, self._carried, self._fates))
        self.state = "idle" if self._ratings.streak == 0 else "waiting"
        # Whatever is due already and was not found just now is found at the next tick at the latest.
        return min(soonest - now, self._pace.tick) if soonest > now else self._pace.tick

    def _sleep(self, seconds: float, stop: threading.Event) -> None:
        until = time.monotonic() + seconds
        with self._changed:
            while not self._woken and not stop.is_set():
                left = until - time.monotonic()
                if left <= 0:
                    return
                self._changed.wait(min(left, _STOP_SEEN_WITHIN))

    # ---- one request; True: go on at once

    def _send_ratings(self, now: float) -> bool:
        for ask in self._ratings.asks(now):
            batch = self._claim_fresh(ask) if isinstance(ask, Fresh) else self._outbox.claim_these(ask.ids)
            if batch:
                self._carried_next = True
                outcome = self._carry(self._courier.carry, batch)
                self._judge(self._ratings, ask, batch, outcome, self._settle_ratings)
                return True
            if self._ratings.gone(ask):
                return True
        return False

    def _claim_fresh(self, ask: Fresh) -> list[Envelope]:
        after = self._express.after(*self._outbox.pending())
        if after is not None and (newest := self._outbox.claim(ask.limit, ask.without, after=after)):
            return newest
        batch = self._outbox.claim(ask.limit, ask.without)
        if batch:
            self._express.sent_in_order(batch[0].seq)
        return batch

    def _send_carried(self, now: float) -> bool:
        carriage = self._outbox.carriage
        for ask in self._carried.asks(now):
            batch = carriage.claim(ask.limit, ask.without) if isinstance(ask, Fresh) else carriage.claim_these(ask.ids)
            if batch:
                self._carried_next = False
                outcome = _as_they_are(self._carry(self._courier.carry, batch))
                self._judge(self._carried, ask, batch, outcome, self._settle_carried)
                return True
            if self._carried.gone(ask):
                return True
        return False

    def _send_fates(self, now: float) -> bool:
        for ask in self._fates.asks(now):
            if isinstance(ask, Fresh):
                batch = self._outbox.claim_fates(ask.limit, ask.without)
            else:
                batch = self._outbox.claim_these_fates(ask.ids)
            if batch:
                outcome = self._carry(self._courier.carry_fates, batch)
                self._judge(self._fates, ask, batch, outcome, self._outbox.settle_fates)
                return True
            if self._fates.gone(ask):
                return True
        return False

    def _carry(self, carry: Callable[[Any], Outcome], batch: Sequence[Any]) -> Outcome:
        self.state = "sending"
        try:
            return carry(batch)
        except Exception as error:  # noqa: BLE001 - a fault in a courier must not end the only sender
            log.error("the courier failed", extra={"error": type(error).__name__})
            return Unreachable(type(error).__name__)

    def _judge(
        self,
        lane: Lane,
        ask: Ask,
        batch: Sequence[Any],
        outcome: Outcome,
        settle: Callable[[Sequence[Any], Mapping[str, Verdict]], list[str]],
    ) -> None:
        now = self._clock()
        ids = tuple(envelope.key for envelope in batch)
        match outcome:
            case Answered(verdicts):
                named = {key: verdicts[key] for key in ids if key in verdicts}
                if not named:
                    lane.failed(ask, ids, now)
                    self._trouble("NO_VERDICT", "the answer named nothing of what was sent")
                    return
                settle(batch, named)
                # Only ratings have numbers to be taken.
                taken = [key for key, verdict in named.items() if isinstance(verdict, Renumber)]
                taken = taken if lane is self._ratings else []
                done = {key for key, verdict in named.items() if isinstance(verdict, Delivered | Parked)}
                later = set(named).difference(done, taken)
                lane.answered(ask, ids, later, set(ids).difference(named), now)
                self._lift(now)
                if taken and self._afresh is None:
                    self.start_afresh("restored")
            case TooLarge(msg):
                if lane.too_large(ask, ids):
                    settle(batch, {ids[0]: Parked("TOO_LARGE", msg)})
                    lane.parked(ask, ids)
            case BadBatch(msg):
                if lane.bad_batch(ask, ids):
                    settle(batch, {ids[0]: Parked("BAD_BATCH", msg)})
                    lane.parked(ask, ids)
            case Unreachable(reason, http=True):
                lane.failed(ask, ids, now)
                self._trouble("NOT_REACHED", reason)
            case Unreachable(reason, timed_out=timed_out):
                if timed_out:
                    lane.timed_out(ask, ids)
                self._back_off("NOT_REACHED", reason)
            case Busy(retry_after):
                self._floor = now + busy_wait(retry_after, self._rng(), self._streak, self._pace)
                self._streak += 1
                self._trouble("BUSY", "the centre asked to wait")
            case IdentityRefused(code, msg):
                self._not_before = now + identity_wait(self._rng(), self._pace)
                self._trouble(code, msg)
                self.state = "refused"
            case Fenced(msg):
                self._trouble("EPOCH_FENCED", msg)
                self.state = "fenced"

    def _settle_ratings(self, batch: Sequence[Any], named: Mapping[str, Verdict]) -> list[str]:
        done = self._outbox.settle(batch, named)
        if done:
            self._renumbered = 0
        return self._tell(done, named)

    def _settle_carried(self, batch: Sequence[Any], named: Mapping[str, Verdict]) -> list[str]:
        return self._tell(self._outbox.carriage.settle(batch, named), named)

    def _tell(self, done: list[str], named: Mapping[str, Verdict]) -> list[str]:
        if self._delivered is not None:
            for key in done:
                verdict = named[key]
                self._delivered(key, verdict.receipt_no if isinstance(verdict, Delivered) else None)
        return done

    def _ask_for_epoch(self, reason: str) -> float:
        """A new epoch, then everything that was not accepted under new numbers."""
        present = self._outbox.epoch or 0
        epoch = None
        try:
            epoch = self._courier.new_epoch(present, reason)
        except Exception as error:  # noqa: BLE001 - as in _carry
            log.error("the courier failed", extra={"error": type(error).__name__})
        if epoch is None or epoch <= present:
            return self._back_off("NO_EPOCH", "the centre gave no new epoch")
        self._outbox.renumber(epoch)
        with self._changed:
            self._afresh = None
        # A centre that refuses every numbering must not make us rewrite the backlog in a tight loop.
        wait = 0.0
        if self._renumbered:
            wait = backoff(self._renumbered, self._rng(), self._pace.first, self._pace.ceiling)
        self._renumbered += 1
        self._not_before = self._clock() + wait
        return wait

    # ---- waiting

    def _begin(self, now: float) -> None:
        """A drain begins: not in the same instant as its neighbours', and modestly."""
        self._begun = True
        for lane in (self._ratings, self._carried, self._fates):
            lane.begins()
        wait = start_wait(self._outbox.pending()[0], self._rng(), self._pace)
        self._floor = max(self._floor, now + wait)

    def _back_off(self, code: str, msg: str) -> float:
        wait = backoff(self._streak, self._rng(), self._pace.first, self._pace.ceiling)
        self._streak += 1
        self._not_before = self._clock() + wait
        self._trouble(code, msg)
        return wait

    def _lift(self, now: float) -> None:
        """Something succeeded."""
        self._streak = 0
        self._not_before = -math.inf
        for lane in (self._ratings, self._carried, self._fates):
            lane.reached(now)
        if self.state != "fenced":
            self.problem = None
            self.state = "idle"

    def _trouble(self, code: str, msg: str) -> None:
        """Tell the technician; the disk is spared the same line again and again."""
        self.problem = code
        self.state = "waiting"
        now = self._clock()
        if self._noted and self._noted[:2] == (code, msg) and now - self._noted[2] < self._pace.error_again:
            return
        self._noted = (code, msg, now)
        log.warning("not sent", extra={"code": code})
        try:
            self._outbox.note_error(code, msg)
        except OutboxError:
            log.error("the error could not be kept", extra={"code": code})


def _as_they_are(outcome: Outcome) -> Outcome:
    """Nobody can number for another device: a carried rating whose number is taken is parked, for a person to see."""
    if not isinstance(outcome, Answered):
        return outcome
    taken = Parked("SEQUENCE_TAKEN", "its number belongs to another rating of the device it comes from")
    return Answered(
        {key: taken if isinstance(verdict, Renumber) else verdict for key, verdict in outcome.verdicts.items()}
    )
