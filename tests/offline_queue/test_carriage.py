"""From one outbox to another: loaded, taken in, sent as it is; on real files."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from offline_queue import (
    Answered,
    Delivered,
    Drain,
    Envelope,
    FateEnvelope,
    Later,
    Outbox,
    OutboxError,
    Outcome,
    Pace,
    Parked,
    Renumber,
    Verdict,
    renumbering,
)
from offline_queue.cargo import Cargo, Unfit
from offline_queue.carried import Arrived
from offline_queue.loading import NumbersChanged, Place
from offline_queue.parcel import Item, Reader, Tally, written
from offline_queue.retention import Keep
from offline_queue.when import Clock

CASE = ("P-1", 1, 1)


@pytest.fixture
def elder(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "elder.db") as opened:
        opened.begin("D", 1)
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "other.db") as opened:
        opened.begin("E", 5)
        yield opened


def release(outbox: Outbox, *keys: str, case: tuple[str, int, int] | None = None) -> None:
    for key in keys:
        outbox.hold(key, None, case, {"ratingId": key, "projectNo": case[0] if case else None})
        outbox.release(key)


def end(outbox: Outbox, *keys: str) -> None:
    for key in keys:
        outbox.record_fate(key, {"invitationId": key, "state": "lapsed"})


def load(outbox: Outbox, page: int = 3) -> list[Item]:
    found: list[Item] = []
    place: Place | None = None
    while True:
        items, place = outbox.carriage.load(place, page)
        found += items
        if place is None:
            return found


def bring(items: Sequence[Item], outbox: Outbox) -> Arrived:
    """By way of a file's lines."""
    head = {"program": "x", "deviceId": "D", "epoch": 1, "exportedAt": "t"}
    told = list(Reader(written(head, items, Tally())))
    parcel = outbox.carriage.begin()
    for item in told:
        outbox.carriage.take(parcel, [item])
    return outbox.carriage.finish(parcel)


def keys(items: Sequence[Item]) -> list[str]:
    return [item.rating_id if isinstance(item, Cargo) else item.invitation_id for item in items]


def test_everything_that_did_not_arrive_goes_along_and_stays(elder: Outbox) -> None:
    release(elder, *"abcdefg")
    end(elder, "i", "j", "k")
    elder.settle(elder.claim(7), {"a": Delivered(), "c": Parked("INVALID", "no"), "d": Delivered(), "e": Later("CASE")})
    elder.settle_fates(elder.claim_fates(9), {"i": Delivered(), "j": Parked("INVALID", "neither")})
    elder.hold("h", None, None, {"ratingId": "h"})
    for page in (1, 2, 3, 99):
        items = load(elder, page)
        assert keys(items) == [*"bcefg", "j", "k"]
    assert [item.state for item in items] == ["unsent", "parked", "unsent", "unsent", "unsent", "parked", "unsent"]
    story = elder.show("c")
    assert story is not None
    assert isinstance(items[1], Cargo)
    assert items[1].attempts == story.attempts
    assert (items[5].as_json()["code"], items[5].as_json()["msg"]) == ("INVALID", "neither")
    assert elder.status().unsent == 4


def test_what_comes_keeps_its_numbers_and_counts(elder: Outbox, other: Outbox) -> None:
    release(elder, *"abcdef")
    end(elder, "i")
    elder.settle(elder.claim(3), {"b": Delivered(), "c": Parked("INVALID", "no")})
    release(other, "z")
    before = {one.key: one.raw for one in elder.claim(9)}
    assert bring(load(elder), other) == Arrived(new=5, parked=1, known=0, fates=1, known_fates=0)
    status = other.status()
    assert (status.unsent, status.parked, status.last_seq) == (5, 1, 1)
    assert [one.key for one in other.claim(9)] == ["z"]
    sent = other.carriage.claim(9)
    assert {one.key: one.raw for one in sent} == before
    assert [one.key for one in other.carriage.claim(2, {"a", "e"})] == ["d", "f"]
    assert [one.key for one in other.carriage.claim_these(["f", "a", "c", "z"])] == ["a", "f"]
    rows = other.carriage.rows("unsent", 9)
    assert [(row.rating_id, row.seq, row.carried_from) for row in rows][:2] == [
        ("a", 1, "D epoch 1"),
        ("d", 4, "D epoch 1"),
    ]
    (parked,) = other.carriage.rows("parked", 9)
    assert (parked.code, parked.msg) == ("INVALID", "no")
    assert len(other.carriage.rows(None, 9)) == 5
    story = other.show("c")
    assert story is not None
    assert (story.row.carried_from, story.record["deviceSeq"], story.attempts[0].code) == ("D epoch 1", 3, "INVALID")
    assert other.show("nobody") is None
    assert [fate.key for fate in other.claim_fates(9)] == ["i"]
    assert [fate.key for fate in other.claim_these_fates(["i", "nobody"])] == ["i"]


def test_twice_doubles_nothing_whatever_became_of_it(elder: Outbox, other: Outbox) -> None:
    release(elder, *"abc")
    end(elder, "i", "j")
    parcel = load(elder)
    assert bring(parcel, elder) == Arrived(0, 0, 3, 0, 2)  # where it comes from
    bring(parcel, other)
    assert bring(parcel, other) == Arrived(0, 0, 3, 0, 2)
    other.carriage.settle(other.carriage.claim(9), {"a": Delivered("N"), "b": Parked("X")})
    other.settle_fates(other.claim_fates(9), {"i": Delivered(), "j": Parked("X", "y")})
    assert bring([*parcel, *parcel], other) == Arrived(0, 0, 6, 0, 4)
    status = other.status()
    assert (status.unsent, status.parked, status.delivered) == (1, 1, 1)
    assert other.claim_fates(9) == []


def test_a_case_that_was_rated_here_blocks_nothing(elder: Outbox, other: Outbox) -> None:
    release(elder, "a", case=CASE)
    release(other, "b", case=CASE)
    assert bring(load(elder), other).new == 1
    assert other.status().unsent == 2
    (row,) = other.carriage.rows("unsent", 9)
    assert row.project_no == "P-1"


def test_it_can_be_exported_again_with_its_own_chain(elder: Outbox, other: Outbox, tmp_path: Path) -> None:
    release(elder, *"abcd")
    end(elder, "i")
    elder.settle(elder.claim(2), {"b": Delivered()})
    release(other, "z")
    end(other, "j")
    bring(load(elder), other)
    onward = load(other)
    assert keys(onward) == ["z", "a", "c", "d", "j", "i"]
    assert onward[1:4] == load(elder)[:3]
    with Outbox(tmp_path / "third.db") as third:
        assert bring(onward, third).new == 4
        assert [one.key for one in third.carriage.claim(9)] == ["z", "a", "c", "d"]
        third.carriage.settle(third.carriage.claim(1), {"z": Delivered()})
        assert bring(load(elder), third).known == 3


def test_a_link_that_nobody_knows_any_more(elder: Outbox, other: Outbox) -> None:
    release(elder, *"abc")
    elder.settle(elder.claim(2), {"a": Delivered(), "b": Delivered()})
    with elder._store.write() as db:  # as retention does
        db.execute("DELETE FROM ratings WHERE id = 'b'")
    (cargo,) = load(elder)
    assert isinstance(cargo, Cargo)
    assert cargo.previous is None
    assert bring([cargo], other).new == 1


def test_our_renumbering_leaves_it_alone_and_a_parked_one_is_sent_again(elder: Outbox, other: Outbox) -> None:
    release(elder, *"abc")
    release(other, *"xyz")
    bring(load(elder), other)
    raws = [one.raw for one in other.carriage.claim(9)]
    other.carriage.settle(other.carriage.claim(9), {"b": Parked("X"), "c": Parked("X")})
    other.renumber(6)
    assert other.retry(["b"]) == 1
    assert other.retry() == 1
    assert [one.raw for one in other.carriage.claim(9)] == raws
    assert (other.status().unsent, other.status().parked) == (6, 0)


def test_verdicts_on_what_was_carried(elder: Outbox, other: Outbox) -> None:
    release(elder, *"abcde")
    bring(load(elder), other)
    sent = other.carriage.claim(4)
    verdicts: dict[str, Verdict] = {"a": Delivered("N-1"), "b": Parked("X", "y"), "c": Later("CASE"), "e": Delivered()}
    assert other.carriage.settle(sent, verdicts) == ["a"]
    assert other.carriage.settle(sent, verdicts) == []
    status = other.status()
    assert (status.unsent, status.parked, status.delivered) == (3, 1, 1)
    assert status.last_error is not None
    assert status.last_error.code == "CASE"
    story = other.show("c")
    assert story is not None
    assert story.attempts[0].times == 2


def test_a_parcel_counts_when_it_is_whole_and_not_before(elder: Outbox, other: Outbox, tmp_path: Path) -> None:
    release(elder, *"abc")
    end(elder, "i")
    elder.settle(elder.claim(1), {"a": Parked("X")})
    parcel = other.carriage.begin()
    other.carriage.take(parcel, load(elder)[:2])
    other.carriage.take(parcel, load(elder)[2:])
    status = other.status()
    assert (status.unsent, status.parked, status.oldest_unsent_seconds) == (0, 0, None)
    assert other.carriage.claim(9) == []
    assert other.carriage.claim_these(list("abc")) == []
    assert other.carriage.rows(None, 9) == []
    assert (other.claim_fates(9), other.claim_these_fates(["i"]), other.show("a"), other.retry()) == ([], [], None, 0)
    assert load(other) == []
    # Another one begins: the first is gone, and cannot go on.
    second = other.carriage.begin()
    with pytest.raises(OutboxError, match="another import was begun"):
        other.carriage.take(parcel, load(elder))
    with pytest.raises(OutboxError, match="another import was begun"):
        other.carriage.finish(parcel)
    assert other.carriage.finish(second) == Arrived(0, 0, 0, 0, 0)
    with pytest.raises(OutboxError, match="another import was begun"):
        other.carriage.finish(second)
    third = other.carriage.begin()
    other.carriage.take(third, load(elder))
    other.carriage.drop()
    with pytest.raises(OutboxError):
        other.carriage.finish(third)
    other.close()
    with Outbox(tmp_path / "other.db") as again:
        assert again.status().unsent == 0
        assert bring(load(elder), again) == Arrived(3, 1, 0, 1, 0)
        story = again.show("a")
        assert story is not None
        assert len(story.attempts) == 1


def test_nothing_of_a_part_with_a_wrong_link_is_taken(elder: Outbox, other: Outbox) -> None:
    release(elder, *"ab")
    first, second = load(elder)
    wrong = Cargo.of({**second.as_json(), "previous": "1" * 64})
    parcel = other.carriage.begin()
    with pytest.raises(Unfit, match="chain"):
        other.carriage.take(parcel, [first, wrong])
    assert other.carriage.finish(parcel).new == 0


def test_new_numbers_in_the_middle_of_an_export_are_noticed(elder: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renumbering, "SLICE", 2)
    release(elder, *"abcdef")
    _, place = elder.carriage.load(None, 2)
    elder.renumber(2)
    with pytest.raises(NumbersChanged, match="export again"):
        elder.carriage.load(place, 2)
    assert [json.loads(one.record)["epoch"] for one in load(elder) if isinstance(one, Cargo)] == [2] * 6


def test_a_rating_that_is_freed_in_the_middle_of_an_export_is_not_missed(elder: Outbox) -> None:
    release(elder, *"abcdef")
    elder.settle(elder.claim(6), {"e": Parked("X")})
    items, place = elder.carriage.load(None, 3)
    elder.retry()
    more, _ = elder.carriage.load(place, 9)
    assert keys([*items, *more]) == list("abcdef")


def test_the_age_goes_along(tmp_path: Path, other: Outbox) -> None:
    wall, mono = [1000.0], [10.0]
    with Outbox(tmp_path / "old.db", Clock(lambda: wall[0], lambda: mono[0], "boot")) as old:
        old.begin("D", 1)
        release(old, "a")
        mono[0] += 5000.5
        (cargo,) = load(old)
    assert isinstance(cargo, Cargo)
    assert cargo.age == 5000
    bring([cargo], other)
    release(other, "z")
    age = other.status().oldest_unsent_seconds
    assert age is not None
    assert 5000 <= age < 5060


def test_what_the_centre_has_goes_in_time_and_nothing_else(elder: Outbox, tmp_path: Path) -> None:
    mono = [10.0]
    release(elder, *"abcdef")
    end(elder, "i", "j")
    elder.settle(elder.claim(1), {"a": Later("CASE")})
    with Outbox(tmp_path / "new.db", Clock(lambda: 1e9, lambda: mono[0], "boot")) as heir:
        heir.begin("E", 1)
        bring(load(elder), heir)
        sent = heir.carriage.claim(9)
        heir.carriage.settle(sent, {key: Delivered() for key in "abc"} | {"d": Parked("X")})
        heir.settle_fates(heir.claim_fates(9), {"i": Delivered()})
        assert heir.prune(Keep()) == 0
        assert heir.prune(Keep(rows=4)) == 2  # a and b came before the last four; of two fates none did
        mono[0] += 89 * 86400.0
        assert heir.prune(Keep()) == 0
        mono[0] += 2 * 86400.0
        assert heir.prune(Keep()) == 2
        assert heir.prune(Keep(0.0, 0)) == 0
        assert (heir.show("a"), heir.show("c")) == (None, None)
        status = heir.status()
        assert (status.unsent, status.parked, status.delivered) == (2, 1, 3)
        heir.carriage.settle(heir.carriage.claim(9), {"e": Delivered(), "f": Delivered()})
        heir.retry()
        heir.carriage.settle(heir.carriage.claim(9), {"d": Delivered()})
        mono[0] += 91 * 86400.0
        assert heir.prune(Keep()) == 3
        # All are gone: what comes now must still arrive above what had arrived.
        parcel = heir.carriage.begin()
        heir.carriage.take(parcel, load(elder))
        assert heir.carriage.claim(9) == []
        assert heir.carriage.finish(parcel).new == 6
        story = heir.show("a")
        assert story is not None
        assert len(story.attempts) == 1


# ---- on the way to the centre


class Centre:
    """A courier that is its own centre."""

    def __init__(self) -> None:
        self.rule: Callable[[Envelope], Verdict] = lambda one: Delivered("N")
        self.sent: list[list[str]] = []
        self.epochs = 0

    def carry(self, envelopes: Sequence[Envelope], /) -> Outcome:
        self.sent.append([one.key for one in envelopes])
        return Answered({one.key: self.rule(one) for one in envelopes})

    def carry_fates(self, fates: Sequence[FateEnvelope], /) -> Outcome:
        return Answered({one.key: Delivered() for one in fates})

    def new_epoch(self, epoch: int, reason: str, /) -> int | None:
        self.epochs += 1
        return epoch + 1


def drained(outbox: Outbox, centre: Centre, done: Callable[[], bool]) -> None:
    drain = Drain(outbox, centre, allowed=lambda: True, rng=lambda: 0.0, pace=Pace(batch=2, largest_batch=2))
    stop = threading.Event()
    thread = threading.Thread(target=drain.run, args=(stop,))
    thread.start()
    try:
        give_up = time.monotonic() + 30
        while not done():
            assert time.monotonic() < give_up
            time.sleep(0.002)
    finally:
        stop.set()
        drain.wake()
        thread.join()


def test_ours_and_theirs_go_in_turns(elder: Outbox, other: Outbox) -> None:
    release(elder, *"abcdef")
    end(elder, "i")
    release(other, *"uvwxyz")
    bring(load(elder), other)
    centre = Centre()
    drained(other, centre, lambda: other.status().unsent == 0 and not other.claim_fates(1))
    assert ["".join(batch) for batch in centre.sent] == ["uv", "ab", "wx", "cd", "yz", "ef"]
    assert other.status().delivered == 12


def test_a_number_that_is_taken_parks_theirs_and_asks_for_no_epoch(elder: Outbox, other: Outbox) -> None:
    release(elder, *"abc")
    bring(load(elder), other)
    release(other, *"xyz")
    centre = Centre()
    centre.rule = lambda one: Renumber() if one.key == "b" else Delivered()
    drained(other, centre, lambda: other.status().delivered == 5)
    (row,) = other.carriage.rows("parked", 9)
    assert (row.rating_id, row.code) == ("b", "SEQUENCE_TAKEN")
    assert centre.epochs == 0
    other.retry()
    centre.rule = lambda one: Later("CASE_MISSING") if one.key == "b" else Delivered()
    release(other, "w")
    drained(other, centre, lambda: other.status().delivered == 6)
    assert other.status().unsent == 1


def test_a_million_is_not_looked_through(other: Outbox) -> None:
    """What has arrived is found on its index, however much was delivered."""
    with other._store.read() as db:
        for table, column in (("carried", "state"), ("carried_fates", "stage")):
            plan = db.execute(
                f"EXPLAIN QUERY PLAN SELECT id FROM {table} WHERE {column} = 'waiting' AND {column} <> 'delivered'"
                " AND n <= (SELECT ratings_until FROM arrivals) ORDER BY n LIMIT 5"
            ).fetchall()
            assert f"unsettled_{table} ({column}=? AND n<?)" in plan[0][3]
