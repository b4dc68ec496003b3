"""What each outcome of a carry means, with the real outbox, the real thread, and a courier of the tests' own."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from waiting import until

from offline_queue import (
    Answered,
    BadBatch,
    Busy,
    Delivered,
    Drain,
    Envelope,
    FateEnvelope,
    Fenced,
    IdentityRefused,
    Later,
    Outbox,
    Outcome,
    Pace,
    Parked,
    Renumber,
    TooLarge,
    Unreachable,
    Verdict,
)

QUICK = Pace(first=0.001, ceiling=0.01, case_ceiling=0.01, identity=(0.01, 0.02), tick=30.0)
Rule = Callable[[Envelope], Verdict | None]


def delivered(_: Envelope) -> Verdict:
    return Delivered("N")


class Centre:
    """A courier that is its own centre: `outcomes` come first, then every record is judged by `rule`."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome | Exception] = []
        self.batch_rule: Callable[[Sequence[Envelope]], Outcome | None] = lambda _: None
        self.rule: Rule = delivered
        self.fate_outcomes: list[Outcome] = []
        self.sent: list[list[Envelope]] = []
        self.fates: list[list[str]] = []
        self.order: list[str] = []
        self.epochs: list[int | Exception | None] = []
        self.asked: list[tuple[int, str]] = []

    def carry(self, envelopes: Sequence[Envelope], /) -> Outcome:
        self.sent.append(list(envelopes))
        self.order.append("ratings")
        if self.outcomes:
            outcome = self.outcomes.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        judged = self.batch_rule(envelopes)
        if judged is not None:
            return judged
        verdicts = {one.rating_id: self.rule(one) for one in envelopes}
        return Answered({key: verdict for key, verdict in verdicts.items() if verdict is not None})

    def carry_fates(self, fates: Sequence[FateEnvelope], /) -> Outcome:
        self.fates.append([fate.invitation_id for fate in fates])
        self.order.append("fates")
        if self.fate_outcomes:
            return self.fate_outcomes.pop(0)
        return Answered({fate.invitation_id: Delivered() for fate in fates})

    def new_epoch(self, epoch: int, reason: str, /) -> int | None:
        self.asked.append((epoch, reason))
        answer = self.epochs.pop(0) if self.epochs else epoch + 1
        if isinstance(answer, Exception):
            raise answer
        return answer


class Hall:
    """An outbox, a centre and the drain between, run by hand or as a thread."""

    def __init__(
        self,
        path: Path,
        clock: Callable[[], float] = time.monotonic,
        pace: Pace = QUICK,
        pause: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.outbox = Outbox(path)
        self.outbox.begin("D", 1)
        self.centre = Centre()
        self.open = True
        self.receipts: list[tuple[str, str | None]] = []
        self.drain = Drain(
            self.outbox,
            self.centre,
            allowed=lambda: self.open,
            delivered=lambda key, receipt: self.receipts.append((key, receipt)),
            pause=pause,
            clock=clock,
            rng=lambda: 0.5,
            pace=pace,
        )
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.drain.run, args=(self._stop,))

    def rate(self, *ids: str) -> None:
        for key in ids:
            self.outbox.hold(key, None, None, {"ratingId": key})
            self.outbox.release(key)
        self.drain.wake()

    def end(self, *ids: str) -> None:
        for key in ids:
            self.outbox.record_fate(key, {"invitationId": key, "state": "lapsed"})
        self.drain.wake()

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self.drain.wake()
        if self._thread.is_alive():
            self._thread.join(10)
            assert not self._thread.is_alive()
        self.outbox.close()

    def ids(self) -> list[str]:
        return ["".join(one.rating_id for one in batch) for batch in self.centre.sent]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path / "outbox.db")
    yield hall
    hall.close()


class Time:
    """A clock that is moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def slow(tmp_path: Path, clock: Time) -> Iterator[Hall]:
    """The contract's own numbers, by hand."""
    hall = Hall(tmp_path / "outbox.db", clock, Pace())
    yield hall
    hall.close()


def test_a_release_is_sent_at_once_and_in_order(hall: Hall) -> None:
    hall.start()
    until(lambda: hall.drain.state == "idle")
    hall.rate(*"abc")
    until(lambda: hall.outbox.status().delivered == 3)
    assert "".join(hall.ids()) == "abc"
    assert hall.receipts == [("a", "N"), ("b", "N"), ("c", "N")]
    assert hall.outbox.receipt("a") == "N"


def test_nothing_before_a_heartbeat_was_answered(hall: Hall) -> None:
    hall.open = False
    hall.rate("a")
    hall.end("i")
    hall.start()
    until(lambda: hall.drain.state == "shut" and hall.drain._woken is False)
    assert hall.centre.order == []
    hall.open = True
    hall.drain.reached()
    until(lambda: hall.outbox.status().delivered == 1)


def test_the_same_bytes_on_every_try_until_it_is_answered(hall: Hall) -> None:
    hall.centre.outcomes = [Unreachable("reset"), Unreachable("500", http=True), Busy(0.01), RuntimeError("bug")]
    hall.rate("a", "b")
    hall.start()
    until(lambda: hall.outbox.status().delivered == 2)
    assert hall.ids() == ["ab"] * 5
    assert len({tuple(one.raw for one in batch) for batch in hall.centre.sent}) == 1


def test_only_ids_that_were_sent_are_believed(hall: Hall) -> None:
    hall.centre.outcomes = [
        Answered({"zzz": Delivered("N")}),
        Answered({}),
        Answered({"a": Delivered("N"), "zzz": Delivered("N")}),
    ]
    hall.rate("a", "b")
    hall.start()
    until(lambda: hall.outbox.status().delivered == 2)
    assert hall.ids() == ["ab", "ab", "ab", "b"]
    assert [key for key, _ in hall.receipts] == ["a", "b"]
    assert hall.outbox.rows("delivered")[0].receipt_no == "N"


def test_who_is_refused_is_parked_and_who_waits_holds_up_nobody(hall: Hall) -> None:
    cases: set[str] = set()

    def rule(one: Envelope) -> Verdict:
        if one.rating_id == "b":
            return Parked("BAD_NORM", "110?")
        if one.rating_id == "a" and "a" not in cases:
            return Later("CASE_MISSING", "not yet")
        return Delivered("N")

    hall.centre.rule = rule
    hall.rate(*"abc")
    hall.start()
    until(lambda: hall.outbox.status().delivered == 1)
    hall.rate("d")
    until(lambda: hall.outbox.status().delivered == 2)
    assert hall.outbox.status().unsent == 1
    cases.add("a")
    until(lambda: hall.outbox.status().delivered == 3)
    assert [row.rating_id for row in hall.outbox.rows("parked")] == ["b"]
    hall.centre.rule = delivered
    assert hall.outbox.retry() == 1
    hall.drain.wake()
    until(lambda: hall.outbox.status().delivered == 4)


def test_one_that_breaks_the_centre_stands_aside_and_is_never_parked(hall: Hall) -> None:
    poison = {"d"}
    hall.centre.batch_rule = lambda batch: (
        Unreachable("500", http=True) if poison & {one.rating_id for one in batch} else None
    )
    hall.rate(*"abcdefgh")
    hall.start()
    until(lambda: hall.outbox.status().delivered == 7)
    hall.rate("z")
    until(lambda: hall.outbox.status().delivered == 8)
    status = hall.outbox.status()
    assert (status.unsent, status.parked) == (1, 0)
    assert hall.ids().count("abcdefgh") == 3
    poison.clear()
    until(lambda: hall.outbox.status().delivered == 9)


def test_too_large_halves_and_parks_only_who_is_too_large_alone(hall: Hall) -> None:
    def rule(batch: Sequence[Envelope]) -> Outcome | None:
        return TooLarge("big") if len(batch) > 3 or any(one.rating_id == "c" for one in batch) else None

    hall.centre.batch_rule = rule
    hall.rate(*"abcdefgh")
    hall.start()
    until(lambda: hall.outbox.status().delivered == 7)
    (row,) = hall.outbox.rows("parked")
    assert (row.rating_id, row.code, row.msg) == ("c", "TOO_LARGE", "big")


def test_a_bad_batch_goes_one_by_one_and_parks_only_the_bad_one(hall: Hall) -> None:
    def rule(batch: Sequence[Envelope]) -> Outcome | None:
        return BadBatch("torn") if any(one.rating_id == "b" for one in batch) else None

    hall.centre.batch_rule = rule
    hall.rate(*"abc")
    hall.start()
    until(lambda: hall.outbox.status().delivered == 2)
    until(lambda: hall.outbox.status().parked == 1)
    assert hall.ids() == ["abc", "a", "b", "c"]
    (row,) = hall.outbox.rows("parked")
    assert (row.rating_id, row.code) == ("b", "BAD_BATCH")


def test_fates_leave_after_ratings_and_do_not_wait_for_those_that_wait(tmp_path: Path) -> None:
    hall = Hall(tmp_path / "outbox.db", Time())
    hall.centre.rule = lambda _: Later("CASE_MISSING")
    hall.rate("a")
    hall.end("i", "j")
    assert hall.drain.turn() == 0
    assert hall.drain.turn() == 0
    assert hall.centre.order == ["ratings", "fates"]
    assert hall.centre.fates == [["i", "j"]]
    assert hall.outbox.claim_fates(9) == []
    hall.close()


def test_trouble_with_fates_does_not_hold_up_ratings(slow: Hall, clock: Time) -> None:
    slow.end("i", "j", "k")
    slow.centre.fate_outcomes = [
        Unreachable("404", http=True),
        Answered({"i": Parked("X"), "j": Later("Y"), "k": Renumber()}),
    ]
    assert slow.drain.turn() == 0
    slow.rate("a")
    assert slow.drain.turn() == 0
    assert slow.centre.order == ["fates", "ratings"]
    clock.now += 1.0
    assert slow.drain.turn() == 0
    assert slow.centre.asked == []
    clock.now += 60
    while slow.outbox.claim_fates(9):
        slow.drain.turn()
        clock.now += 1
    assert slow.centre.asked == []  # a fate has no number that could be taken
    assert slow.centre.fates == [["i", "j", "k"], ["i", "j", "k"], ["j", "k"]]
    assert slow.outbox.status().delivered == 1


def test_a_taken_number_asks_for_an_epoch_and_goes_on_under_it(hall: Hall) -> None:
    hall.rate(*"abc")

    def rule(one: Envelope) -> Verdict:
        told = json.loads(one.raw)
        return Renumber() if told["epoch"] == 1 and told["deviceSeq"] > 1 else Delivered()

    hall.centre.rule = rule
    hall.centre.epochs = [None, RuntimeError("bug"), 1, 2]
    hall.start()
    until(lambda: hall.outbox.status().delivered == 3)
    assert hall.centre.asked == [(1, "restored")] * 4
    assert hall.ids() == ["abc", "bc"]
    assert [json.loads(one.raw)["deviceSeq"] for one in hall.centre.sent[1]] == [1, 2]
    assert hall.outbox.epoch == 2


def test_a_centre_that_refuses_every_number_is_not_a_tight_loop(slow: Hall, clock: Time) -> None:
    slow.rate("a")
    slow.centre.rule = lambda _: Renumber()
    waits = []
    for _ in range(30):
        wait = slow.drain.turn()
        if wait:
            waits.append(wait)
            clock.now += wait
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    slow.centre.rule = delivered
    while slow.outbox.status().unsent:
        clock.now += slow.drain.turn()


def test_a_restored_disk_starts_afresh_before_anything_is_sent(hall: Hall) -> None:
    hall.rate("a")
    hall.drain.start_afresh("restored")
    hall.start()
    until(lambda: hall.outbox.status().delivered == 1)
    assert hall.centre.asked == [(1, "restored")]
    assert json.loads(hall.centre.sent[0][0].raw)["epoch"] == 2


def test_not_reached_doubles_up_to_five_minutes_and_any_success_ends_it(slow: Hall, clock: Time) -> None:
    slow.rate("a")
    slow.end("i")
    slow.centre.outcomes = [Unreachable("refused") for _ in range(99)]
    waits = []
    for _ in range(12):
        assert slow.drain.turn() == 0
        wait = slow.drain.turn()
        waits.append(wait)
        assert slow.drain.state == "waiting"
        slow.drain.wake()  # something new does not shorten it
        assert slow.drain.turn() == wait
        clock.now += wait
    assert waits == [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150, 150]
    assert set(slow.centre.order) == {"ratings"}  # nobody else tries meanwhile
    assert slow.drain.turn() == 0
    assert slow.drain.turn() == 150
    slow.drain.reached()
    slow.centre.outcomes = []
    assert slow.drain.turn() == 0
    assert slow.outbox.status().delivered == 1
    assert slow.drain.problem is None


def test_retry_after_is_waited_for_whatever_else_succeeds(slow: Hall, clock: Time) -> None:
    slow.rate("a")
    slow.centre.outcomes = [Busy(120.0), Busy(10_000.0), Busy(None)]
    assert slow.drain.turn() == 0
    slow.drain.reached()
    assert slow.drain.turn() == 120.5
    clock.now += 120.5
    assert slow.drain.turn() == 0
    assert slow.drain.turn() == 3600.5
    clock.now += 3600.5
    assert slow.drain.turn() == 0
    assert 0 < slow.drain.turn() <= 2
    assert slow.drain.problem == "BUSY"


def test_a_refused_identity_holds_everything_and_tries_slowly(slow: Hall, clock: Time) -> None:
    slow.rate("a")
    slow.centre.outcomes = [IdentityRefused("REVOKED", "gone"), IdentityRefused("REVOKED", "gone")]
    assert slow.drain.turn() == 0
    assert slow.drain.turn() == 45
    assert (slow.drain.state, slow.drain.problem) == ("refused", "REVOKED")
    clock.now += 45
    assert slow.drain.turn() == 0
    slow.drain.reached()  # a signed call was answered: the identity is good again
    assert slow.drain.turn() == 0
    status = slow.outbox.status()
    assert status.delivered == 1
    assert status.last_error is not None
    assert (status.last_error.code, status.last_error.msg) == ("REVOKED", "gone")


def test_a_fenced_device_sends_nothing_until_told(slow: Hall, clock: Time) -> None:
    slow.rate("a")
    slow.centre.outcomes = [Fenced("replaced")]
    assert slow.drain.turn() == 0
    for _ in range(3):
        assert slow.drain.turn() == float("inf")
        clock.now += 10_000
        slow.drain.reached()
    assert (slow.drain.state, slow.drain.problem) == ("fenced", "EPOCH_FENCED")
    assert slow.outbox.status().unsent == 1
    slow.drain.resume()
    assert slow.drain.turn() == 0
    assert slow.outbox.status().delivered == 1


def test_an_outbox_that_fails_meanwhile_is_not_the_end(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    hall.rate("a")
    db = hall.outbox._store.connection()
    assert db is not None
    db.execute("PRAGMA query_only = 1")  # the disk went read-only
    with caplog.at_level(logging.ERROR):
        hall.start()
        until(lambda: len(hall.centre.sent) >= 2)
    assert hall.drain.problem == "OUTBOX"
    db.execute("PRAGMA query_only = 0")
    until(lambda: hall.outbox.status().delivered == 1)
    assert {one.raw for batch in hall.centre.sent for one in batch} == {hall.centre.sent[0][0].raw}


def test_the_same_error_spares_the_disk(slow: Hall, clock: Time) -> None:
    slow.rate("a")
    slow.centre.outcomes = [Unreachable("refused") for _ in range(99)]
    seen = set()
    start = clock.now
    while clock.now < start + 1000:
        clock.now += slow.drain.turn()
        error = slow.outbox._store.connection().execute("SELECT error_at FROM standing").fetchone()
        seen.add(error)
    assert len(seen) <= 3


def test_an_end_is_noticed_without_a_wake(hall: Hall) -> None:
    hall.start()
    until(lambda: hall.drain.state == "idle")
    hall._stop.set()
    hall._thread.join(10)
    assert not hall._thread.is_alive()


def test_batches_are_modest_at_first_and_double(slow: Hall, clock: Time) -> None:
    slow.rate(*[f"{k:03}" for k in range(420)])
    while slow.outbox.status().unsent:
        clock.now += slow.drain.turn()
    assert [len(batch) for batch in slow.centre.sent] == [25, 50, 100, 200, 45]
    assert [one.seq for batch in slow.centre.sent for one in batch] == list(range(1, 421))


def test_a_drain_with_a_backlog_does_not_begin_in_the_same_instant_as_its_neighbours(slow: Hall, clock: Time) -> None:
    slow.rate(*[f"{k:03}" for k in range(201)])
    assert slow.drain.turn() == 5.0  # half of ten seconds, at the start …
    clock.now += 5
    slow.centre.outcomes = [Unreachable("refused")]
    assert slow.drain.turn() == 0
    slow.drain.reached()  # … and when others were answered after an outage
    assert slow.drain.turn() == 5.0
    slow.drain.reached()  # which a second answer does not shorten
    assert slow.drain.turn() == 5.0
    clock.now += 5
    assert slow.drain.turn() == 0
    slow.drain.reached()  # all is well: nothing begins anew
    assert slow.drain.turn() == 0
    assert [len(batch) for batch in slow.centre.sent] == [25, 25, 50]


def test_who_has_little_unsent_feels_nothing(slow: Hall) -> None:
    slow.rate(*[f"{k:03}" for k in range(200)])
    assert slow.drain.turn() == 0
    assert len(slow.centre.sent) == 1


def test_time_outs_halve_and_a_dead_line_does_not_leave_small_batches_behind(slow: Hall, clock: Time) -> None:
    slow.rate(*[f"{k:03}" for k in range(999)])

    def sizes(outcomes: list[Outcome | Exception], requests: int) -> list[int]:
        slow.centre.outcomes, slow.centre.sent = outcomes, []
        while len(slow.centre.sent) < requests:
            clock.now += slow.drain.turn()
        return [len(batch) for batch in slow.centre.sent]

    late = Unreachable("no answer in time", timed_out=True)
    assert sizes([], 3) == [25, 50, 100]
    assert sizes([late], 4) == [200, 100, 105, 110]  # the line bears a hundred: slowly on from there
    assert sizes([late, late, late, late], 8) == [115, 57, 28, 14, 7, 14, 28, 56]
    assert sizes([], 2) == [57, 62]


def test_a_part_that_takes_too_long_is_split_too(slow: Hall, clock: Time) -> None:
    slow.rate(*[f"{k:03}" for k in range(30)])
    slow.drain._ratings.size = 30
    slow.drain._begun = True
    late = Unreachable("no answer in time", timed_out=True)
    slow.centre.outcomes = [Unreachable("502", http=True), late, late]
    while slow.outbox.status().unsent:
        clock.now += slow.drain.turn()
    assert [len(batch) for batch in slow.centre.sent] == [30, 30, 15, 15, 15]


def test_a_budget_is_waited_for_before_every_request(tmp_path: Path, clock: Time) -> None:
    budget = [3.0]
    hall = Hall(tmp_path / "outbox.db", clock, Pace(), pause=lambda: budget[0])
    hall.rate("a")
    assert hall.drain.turn() == 3.0
    assert hall.centre.sent == []
    budget[0] = 0.0
    assert hall.drain.turn() == 0
    assert hall.outbox.status().delivered == 1
    hall.close()


def test_ratings_retried_by_hand_meanwhile_are_found_again(slow: Hall, clock: Time) -> None:
    """A pinned batch whose records went another way leaves no hole and no loop."""
    slow.rate("a", "b")
    slow.centre.outcomes = [Unreachable("500", http=True)]
    slow.drain.turn()
    sent = slow.outbox.claim(9)
    slow.outbox.settle(sent, {"a": Parked("X"), "b": Parked("X")})
    clock.now += 1
    assert slow.drain.turn() == 0  # the pinned batch is gone
    assert slow.drain.turn() > 0
    slow.outbox.retry()
    assert slow.drain.turn() == 0
    assert slow.outbox.status().delivered == 2
