"""Nobody who rates today waits for a million; and whatever the centre says, everybody arrives, in order, the same."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_queue import (
    Answered,
    BadBatch,
    Busy,
    Delivered,
    Drain,
    Envelope,
    Later,
    Outbox,
    Outcome,
    Pace,
    Parked,
    TooLarge,
    Unreachable,
    Verdict,
)
from offline_queue.express import Express


class Times:
    """A clock that is moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Centre:
    """Answers as the dice say while they are given to it, else takes everything."""

    def __init__(self) -> None:
        self.dice: random.Random | None = None
        self.sent: list[list[Envelope]] = []
        self.taken: set[str] = set()  # what it named as delivered

    def carry(self, envelopes: Sequence[Envelope], /) -> Outcome:
        self.sent.append(list(envelopes))
        outcome = self._answer(envelopes)
        if isinstance(outcome, Answered):
            self.taken |= {key for key, verdict in outcome.verdicts.items() if isinstance(verdict, Delivered)}
        return outcome

    def _answer(self, envelopes: Sequence[Envelope]) -> Outcome:
        dice = self.dice
        if dice is None:
            return Answered({one.rating_id: Delivered() for one in envelopes})
        others: list[Outcome] = [
            Unreachable("refused"),
            Unreachable("late", timed_out=True),
            Unreachable("502", http=True),
            Busy(dice.random() * 100),
            TooLarge(),
            BadBatch(),
            Answered({}),
        ]
        if dice.random() < 0.4:
            return dice.choice(others)
        verdicts: list[Verdict | None] = [Delivered("N"), Delivered("N"), Later("CASE_MISSING"), Parked("BAD"), None]
        said = {one.rating_id: dice.choice(verdicts) for one in envelopes}
        said["somebody-else"] = Delivered("X")
        return Answered({key: verdict for key, verdict in said.items() if verdict is not None})

    def carry_fates(self, fates: Any, /) -> Outcome:
        raise AssertionError("there are none")

    def new_epoch(self, epoch: int, reason: str, /) -> int | None:
        raise AssertionError("nobody asked for one")


class Hall:
    """A real outbox, the drain run by hand, and a centre."""

    def __init__(self, folder: Path, pace: Pace | None = None, seed: int = 0) -> None:
        self.outbox = Outbox(folder / "outbox.db")
        self.outbox.begin("D", 1)
        self.centre = Centre()
        self.clock = Times()
        rng = random.Random(seed).random
        self.drain = Drain(self.outbox, self.centre, allowed=lambda: True, clock=self.clock, rng=rng, pace=pace)
        self.count = 0

    def rate(self, number: int) -> None:
        for _ in range(number):
            self.count += 1
            key = f"r{self.count}"
            self.outbox.hold(key, None, None, {"ratingId": key})
            self.outbox.release(key)

    def turn(self) -> None:
        self.clock.now += min(self.drain.turn(), 60.0)

    def until_empty(self) -> None:
        for _ in range(3000):
            if self.outbox.pending()[0] == 0:
                return
            self.turn()
        raise AssertionError("something is stuck")

    def seqs(self) -> list[list[int]]:
        return [[one.seq for one in batch] for batch in self.centre.sent]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path, Pace(batch=5, largest_batch=5, backlog=30))
    yield hall
    hall.outbox.close()


def test_a_rating_of_today_is_there_within_five_requests(hall: Hall) -> None:
    hall.rate(60)
    while len(hall.centre.sent) < 2:
        hall.turn()
    hall.rate(2)
    hall.until_empty()
    sent = hall.seqs()
    assert sent[:5] == [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14, 15], [61, 62], [16, 17, 18, 19, 20]]
    assert list(chain.from_iterable(sent[4:])) == list(range(16, 61))  # nothing newer, so no turn is wasted


def test_more_new_ones_than_fit_have_every_fourth_request(hall: Hall) -> None:
    hall.rate(100)
    while not hall.centre.sent:
        hall.turn()
    hall.rate(12)
    while len(hall.centre.sent) < 13:
        hall.turn()
    express = {k: batch for k, batch in enumerate(hall.seqs(), 1) if batch[0] > 100}
    assert express == {4: [101, 102, 103, 104, 105], 8: [106, 107, 108, 109, 110], 12: [111, 112]}


def test_below_a_backlog_the_order_is_strict(hall: Hall) -> None:
    hall.rate(25)
    while not hall.centre.sent:
        hall.turn()
    hall.rate(9)
    hall.until_empty()
    assert list(chain.from_iterable(hall.seqs())) == list(range(1, 35))


def test_when_the_backlog_is_through_the_next_one_has_a_mark_of_its_own(hall: Hall) -> None:
    pace = Pace(backlog=10, express=2)
    express = Express(pace)
    assert [express.after(11, 100) for _ in range(4)] == [None, 100, None, 100]
    express.sent_in_order(100)
    assert [express.after(11, 200), express.after(11, 200)] == [None, 100]
    express.sent_in_order(101)  # beyond the mark only those wait who wait on their own
    assert [express.after(11, 300), express.after(11, 300)] == [None, 300]
    assert [express.after(11, 12), express.after(11, 12)] == [None, 12]  # numbered anew
    assert express.after(10, 400) is None
    express.sent_in_order(500)
    assert [express.after(11, 600), express.after(11, 600)] == [None, 600]


def ascending_piles(numbers: list[int]) -> int:
    """Into how few ascending rows these can be dealt in their order."""
    tops: list[int] = []
    for number in numbers:
        fitting = [top for top in tops if top < number]
        if fitting:
            tops.remove(max(fitting))
        tops.append(number)
    return len(tops)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32), st.integers(1, 80), st.lists(st.integers(0, 20), max_size=30), st.sampled_from([10, 10_000])
)
def test_whatever_the_centre_says_everybody_arrives_in_order_and_the_same(
    seed: int, before: int, meanwhile: list[int], backlog: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hall = Hall(Path(folder), Pace(batch=4, largest_batch=8, backlog=backlog, express=3), seed)
        hall.centre.dice = random.Random(seed)
        hall.rate(before)
        for number in meanwhile:
            hall.rate(number)
            for _ in range(5):
                hall.turn()
        hall.centre.dice = None
        hall.until_empty()
        parked = {row.rating_id for row in hall.outbox.rows("parked", limit=1000)}
        delivered = {row.rating_id for row in hall.outbox.rows("delivered", limit=1000)}
        issued = {f"r{k}" for k in range(1, hall.count + 1)}
        assert parked | delivered == issued
        assert not parked & delivered
        assert delivered <= hall.centre.taken
        for key in parked:
            story = hall.outbox.show(key)
            assert story is not None
            assert story.attempts[-1].code in ("BAD", "TOO_LARGE", "BAD_BATCH")
        hall.outbox.retry()
        hall.until_empty()
        assert {row.rating_id for row in hall.outbox.rows("delivered", limit=1000)} == issued
        sent = [one for batch in hall.centre.sent for one in batch]
        assert len({(one.rating_id, one.raw) for one in sent}) == len(issued)  # the same bytes on every try
        firsts = list(dict.fromkeys(one.seq for one in sent))
        assert ascending_piles(firsts) <= (2 if backlog == 10 else 1)
        hall.outbox.close()
