"""Who goes next: nobody is held up, nobody is lost, one batch is suspected at a time."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_queue.lane import Ask, Fresh, Lane, Loner, Part
from offline_queue.policy import Pace


def half() -> float:
    return 0.5


@pytest.fixture
def lane() -> Lane:
    return Lane(Pace(batch=8), half)


def first(lane: Lane, now: float) -> Ask:
    return next(lane.asks(now))


def fail(lane: Lane, ids: tuple[str, ...], now: float) -> float:
    """Fail what comes next; → when it may go on."""
    ask = first(lane, now)
    lane.failed(ask, ask.ids if not isinstance(ask, Fresh) else ids, now)
    return lane.not_before


def test_a_batch_that_fails_three_times_is_split_and_the_one_that_fails_alone_stands_aside(lane: Lane) -> None:
    ids = tuple("abcd")
    now = 0.0
    seen: list[tuple[str, ...]] = []
    for _ in range(60):
        now = max(now, lane.not_before)
        asked = [ask for ask in lane.asks(now) if not isinstance(ask, Fresh)]
        ask = asked[0] if asked else first(lane, now)
        sent = ids if isinstance(ask, Fresh) else ask.ids
        if isinstance(ask, Fresh) and seen:
            break  # nobody fresh is left
        seen.append(sent)
        if "c" in sent:
            lane.failed(ask, sent, now)
        else:
            lane.answered(ask, sent, (), (), now)
        if sent == ("c",) and seen.count(("c",)) == 3:
            break
    assert seen.count(ids) == 3
    assert seen.count(("c", "d")) == 3
    assert seen.count(("c",)) == 3
    assert seen.count(("a", "b")) == seen.count(("d",)) == 1
    lane.reached(now)
    fresh, alone = lane.asks(now)
    assert isinstance(fresh, Fresh)
    assert fresh.without == {"c"}
    assert alone == Loner(("c",))
    lane.failed(alone, ("c",), now)
    assert [type(ask) for ask in lane.asks(now)] == [Fresh]  # the others go on at once
    assert lane.next_time(now) == now + 0.5
    lane.failed(next(ask for ask in lane.asks(now + 0.5) if isinstance(ask, Loner)), ("c",), now + 0.5)
    assert lane.next_time(now) == now + 1.5
    lane.reached(now + 0.6)
    assert lane.next_time(now + 0.6) == now + 0.6
    alone = next(ask for ask in lane.asks(now + 0.6) if isinstance(ask, Loner))
    lane.answered(alone, ("c",), (), (), now + 0.6)
    assert first(lane, now + 1).without == set()  # type: ignore[union-attr] # it is a Fresh
    assert lane.next_time(now + 1) == math.inf


def test_backoff_doubles_while_nothing_succeeds_and_success_ends_it(lane: Lane) -> None:
    waits, now = [], 0.0
    for k in range(12):
        then = fail(lane, (f"{k}-a", f"{k}-b"), now)
        waits.append(then - now)
        assert list(lane.asks(math.nextafter(then, 0))) == []
        assert lane.next_time(now) == then
        now = then
    assert waits == [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150, 150]
    lane.reached(now)
    assert lane.streak == 0
    assert fail(lane, ("z",), now) == now + 0.5


def test_only_so_many_come_under_suspicion(lane: Lane) -> None:
    suspected = set()
    for k in range(200):
        now = lane.not_before if k else 0.0
        fresh = next(ask for ask in lane.asks(now) if isinstance(ask, Fresh))
        lane.failed(fresh, (f"{k}",), now)
        suspected = set(fresh.without)
    assert suspected == {str(k) for k in range(10)}


def test_loners_together_do_not_add_up_to_a_storm(lane: Lane) -> None:
    now = 0.0
    keys = [f"{k}" for k in range(5)]
    assert not lane.bad_batch(first(lane, 0), tuple(keys))
    while any(isinstance(ask, Part) for ask in lane.asks(now)):
        part = next(ask for ask in lane.asks(now) if isinstance(ask, Part))
        lane.failed(part, part.ids, now)
        now = lane.not_before
    tried = []
    for _ in range(40):
        now = max(now, lane.next_time(now))
        alone = next(ask for ask in lane.asks(now) if isinstance(ask, Loner))
        lane.failed(alone, alone.ids, now)
        tried.append((now, alone.ids[0]))
    assert tried[-1][0] - tried[-5][0] >= 4 * 150
    assert {key for _, key in tried[-5:]} == set(keys)  # all get their turn


def test_after_a_long_drought_the_suspects_are_whole_batches_again(lane: Lane) -> None:
    now = 0.0
    lane.failed(first(lane, now), tuple("abcdefgh"), now)
    for _ in range(80):
        now = max(now, lane.next_time(now))
        asked = next((ask for ask in lane.asks(now) if not isinstance(ask, Fresh)), None)
        if asked is not None:
            lane.failed(asked, asked.ids, now)
    now += 1000
    lane.answered(first(lane, now), ("z",), (), (), now)  # something new arrived
    part = next(ask for ask in lane.asks(now) if isinstance(ask, Part))
    assert sorted(part.ids) == list("abcdefgh")
    assert part.failures == 0


def test_parts_and_new_ones_take_turns(lane: Lane) -> None:
    fail(lane, ("a", "b"), 0)
    part = first(lane, 1)
    assert part == Part(("a", "b"), 1)
    lane.failed(part, ("a", "b"), 1)
    fresh = first(lane, 2)
    assert isinstance(fresh, Fresh)
    lane.answered(fresh, ("c",), (), (), 2)
    assert first(lane, 2) == Part(("a", "b"), 2)
    lane.failed(first(lane, 2), ("a", "b"), 2)
    assert first(lane, 3) == Part(("a",), 0)  # the parts are tried before anything new …
    lane.answered(first(lane, 3), ("a",), (), (), 3)
    assert first(lane, 3) == Part(("b",), 0)
    assert not lane.gone(Fresh(1, ()))
    assert lane.gone(first(lane, 3))
    assert isinstance(first(lane, 3), Fresh)


def test_missing_cases_come_again_with_the_others_on_their_own_backoff(lane: Lane) -> None:
    now, waits = 0.0, []
    for _ in range(9):
        lane.answered(first(lane, now), ("a", "b"), {"a"}, (), now)
        lane.reached(now)  # a success of anything else does not hurry a case that is missing
        fresh = first(lane, now)
        assert isinstance(fresh, Fresh)
        assert set(fresh.without) == {"a"}
        waits.append(lane.next_time(now) - now)
        now = lane.next_time(now)
        assert set(first(lane, now).without) == set()  # type: ignore[union-attr] # it is a Fresh
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_who_is_not_named_comes_again(lane: Lane) -> None:
    lane.answered(first(lane, 0), ("a", "b"), (), {"b"}, 0)
    assert set(first(lane, 0).without) == {"b"}  # type: ignore[union-attr] # it is a Fresh
    lane.answered(first(lane, 0.5), ("b",), (), (), 0.5)
    lane.answered(first(lane, 0.5), ("b",), (), {"b"}, 0.5)
    assert lane.next_time(0.5) == 1.0  # it began anew


def full(lane: Lane) -> tuple[str, ...]:
    return tuple(str(k) for k in range(lane.size))


def test_batches_double_and_halve_when_too_large() -> None:
    lane = Lane(Pace(), half)
    sizes = []
    for _ in range(4):
        lane.answered(first(lane, 0), full(lane), (), (), 0)
        sizes.append(lane.size)
    assert sizes == [50, 100, 200, 200]
    lane.answered(first(lane, 0), ("only one",), (), (), 0)
    assert lane.size == 200
    for size in (100, 50, 25, 12, 6, 3, 1):
        ids = tuple(str(k) for k in range(lane.size))
        assert not lane.too_large(first(lane, 0), ids)
        assert lane.size == size
    assert lane.too_large(first(lane, 0), ("0",))
    lane.parked(first(lane, 0), ("0",))
    assert lane.size == 1
    lane.answered(first(lane, 0), ("1",), (), (), 0)
    assert lane.size == 6  # what was too large once is not soon tried again


def test_a_dead_line_is_not_taken_for_a_slow_one() -> None:
    lane = Lane(Pace(), half)
    for _ in range(3):
        lane.answered(first(lane, 0), full(lane), (), (), 0)
    for size in (100, 50, 25, 12, 6, 3, 1, 1):
        lane.timed_out(first(lane, 0), full(lane))
        assert lane.size == size
    sizes = []
    for _ in range(9):
        lane.answered(first(lane, 0), full(lane), (), (), 0)
        sizes.append(lane.size)
    assert sizes == [2, 4, 8, 16, 32, 64, 100, 105, 110]
    lane.begins()
    assert lane.size == 25
    lane.timed_out(Loner(("x",)), ("x",))
    assert lane.size == 25


def test_a_part_that_is_too_large_is_split_at_once(lane: Lane) -> None:
    fail(lane, tuple("abc"), 0)
    part = first(lane, 1)
    assert not lane.too_large(part, tuple("abc"))
    assert first(lane, 1) == Part(("a", "b"), 0)
    assert lane.size == 8


def test_a_bad_batch_goes_one_by_one(lane: Lane) -> None:
    assert not lane.bad_batch(first(lane, 0), tuple("abc"))
    for key in "abc":
        part = first(lane, 0)
        assert part == Part((key,), 0)
        if key == "b":
            assert lane.bad_batch(part, (key,))
            lane.parked(part, (key,))
        else:
            lane.answered(part, (key,), (), (), 0)
    fail(lane, tuple("de"), 0)
    assert not lane.bad_batch(first(lane, 1), tuple("de"))
    assert first(lane, 1) == Part(("d",), 0)


class Centre:
    """A centre of the test's own in pure numbers: some records it will never take, for some time none at all."""

    def __init__(self, ids: list[str], poison: set[str], bad: set[str], down_until: float) -> None:
        self.waiting = list(ids)
        self.poison, self.bad, self.down_until = poison, bad, down_until
        self.delivered: list[str] = []
        self.parked: set[str] = set()

    def find(self, ask: Ask) -> tuple[str, ...]:
        if isinstance(ask, Fresh):
            return tuple([key for key in self.waiting if key not in ask.without][: ask.limit])
        return tuple(key for key in ask.ids if key in self.waiting)

    def serve(self, lane: Lane, ask: Ask, ids: tuple[str, ...], now: float) -> None:
        if now < self.down_until or self.poison.intersection(ids):
            lane.failed(ask, ids, now)
        elif self.bad.intersection(ids):
            if lane.bad_batch(ask, ids):
                self.parked.update(ids)
                self.waiting.remove(ids[0])
                lane.parked(ask, ids)
        else:
            self.delivered.extend(ids)
            self.waiting = [key for key in self.waiting if key not in ids]
            lane.answered(ask, ids, (), (), now)


def drive(lane: Lane, centre: Centre, until: Callable[[], bool]) -> tuple[float, int]:
    now, requests = 0.0, 0
    while not until():
        for ask in lane.asks(now):
            ids = centre.find(ask)
            if ids:
                centre.serve(lane, ask, ids, now)
                requests += 1
                break
            if lane.gone(ask):
                break
        else:
            assert lane.next_time(now) > now, "a busy loop"
            now = lane.next_time(now)
            assert now < math.inf, "stuck"
        assert requests < 5000, "a storm"
    return now, requests


@settings(max_examples=60)
@given(st.integers(1, 60), st.data(), st.integers(0, 2**32))
def test_whatever_is_wrong_with_some_the_others_arrive(count: int, data: st.DataObject, seed: int) -> None:
    ids = [f"{k:03}" for k in range(count)]
    some = st.sets(st.sampled_from(ids), max_size=4)
    poison, bad = data.draw(some), data.draw(some)
    centre = Centre(ids, poison, bad - poison, data.draw(st.sampled_from([0.0, 30.0, 5000.0])))
    lane = Lane(Pace(batch=data.draw(st.integers(1, 100))), random.Random(seed).random)
    drive(lane, centre, lambda: set(centre.waiting) == poison)
    assert centre.parked == bad - poison  # a record that only fails is never parked for it
    assert sorted(centre.delivered) == sorted(set(ids) - poison - bad)
    # When the centre is mended the poisoned ones go too.
    centre.poison, centre.down_until, before = set(), 0.0, len(centre.delivered)
    drive(lane, centre, lambda: not centre.waiting)
    assert sorted(centre.delivered[before:]) == sorted(poison)


@given(st.integers(0, 2**32))
def test_one_poisoned_record_does_not_hold_up_the_rest_for_long(seed: int) -> None:
    ids = [f"{k:03}" for k in range(500)]
    centre = Centre(ids, {"007"}, set(), 0.0)
    lane = Lane(Pace(), random.Random(seed).random)
    took, requests = drive(lane, centre, lambda: centre.waiting == ["007"])
    assert took < 120  # seconds of the lane's own clock
    assert requests < 60


@given(st.integers(0, 2**32))
def test_an_outage_of_a_day_is_not_a_storm(seed: int) -> None:
    ids = [f"{k:03}" for k in range(1000)]
    centre = Centre(ids, set(), set(), 86_400.0)
    lane = Lane(Pace(), random.Random(seed).random)
    took, requests = drive(lane, centre, lambda: bool(centre.delivered))
    assert took < 86_400 + 300
    assert requests < 1200  # one in two and a half minutes on average, as the backoff says
    centre.down_until = 0.0  # it is up again
    _, more = drive(lane, centre, lambda: not centre.waiting)
    assert more < 40
