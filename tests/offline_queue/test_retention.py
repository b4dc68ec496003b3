"""What the centre has is kept for a while and no longer; what it has not is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from offline_queue import Delivered, Keep, Later, Outbox, Parked, schema
from offline_queue.retention import SLICE
from offline_queue.when import Clock

DAY = 86400.0
FOR_EVER = 1e9  # days


class Time:
    """Wall and running time, moved by the test."""

    def __init__(self) -> None:
        self.wall, self.mono = 1.8e9, 1000.0

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.mono, "boot")


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def outbox(tmp_path: Path, time: Time) -> Iterator[Outbox]:
    with Outbox(tmp_path / "outbox.db", time.clock()) as outbox:
        outbox.begin("D", 1)
        yield outbox


def release(outbox: Outbox, *ids: str, text: str = "") -> None:
    for key in ids:
        outbox.hold(key, None, (key, 1, 1), {"ratingId": key, "text": text})
        outbox.release(key)


def deliver(outbox: Outbox, *ids: str) -> None:
    sent = outbox.claim_these(ids)
    assert outbox.settle(sent, {key: Delivered(f"N-{key}") for key in ids}) == [one.key for one in sent]


def ended(outbox: Outbox, *ids: str) -> None:
    for key in ids:
        outbox.record_fate(key, {"invitationId": key, "state": "lapsed"})


def prune(outbox: Outbox, keep: Keep) -> int:
    total = 0
    while gone := outbox.prune(keep):
        total += gone
    return total


def delivered(outbox: Outbox) -> list[str]:
    return [row.rating_id for row in outbox.rows("delivered", limit=10_000)]


def database(outbox: Outbox) -> sqlite3.Connection:
    return outbox._store.connection()


def test_age_is_running_time_whatever_the_wall_clock_says(outbox: Outbox, time: Time) -> None:
    release(outbox, "a", "b")
    outbox.settle(outbox.claim_these(["a"]), {"a": Later("CASE", "not yet")})
    deliver(outbox, "a")
    time.mono += 50 * DAY
    deliver(outbox, "b")
    time.wall += 20 * 365 * DAY
    assert prune(outbox, Keep(days=90)) == 0
    time.wall = 0.0
    time.mono += 40 * DAY + 1
    assert prune(outbox, Keep(days=90)) == 1
    assert delivered(outbox) == ["b"]
    assert (outbox.receipt("a"), outbox.receipt("b")) == (None, "N-b")
    assert database(outbox).execute("SELECT count(*) FROM attempts").fetchone() == (0,)
    assert outbox.status().delivered == 2  # what was ever delivered
    assert not outbox.is_rated(("a", 1, 1))
    assert outbox.is_rated(("b", 1, 1))


def test_of_too_many_the_longest_delivered_go_in_small_slices(outbox: Outbox, time: Time) -> None:
    ids = [f"{k:03}" for k in range(100)]
    release(outbox, *ids)
    deliver(outbox, *ids[1:])
    time.mono += 1
    deliver(outbox, ids[0])  # held up, and so the last that reached the centre
    slices = []
    while gone := outbox.prune(Keep(FOR_EVER, rows=20)):
        slices.append(gone)
    assert slices == [SLICE, SLICE, 100 - 20 - 2 * SLICE]
    assert delivered(outbox) == [ids[0], *ids[81:]]


def test_what_the_centre_has_not_is_never_removed(outbox: Outbox, time: Time) -> None:
    release(outbox, "waiting", "parked", "gone")
    outbox.hold("held", None, None, {"ratingId": "held"})
    outbox.settle(outbox.claim(9), {"parked": Parked("BAD"), "gone": Delivered()})
    outbox.open_invitation("open", {})
    ended(outbox, "unsent", "refused", "settled")
    outbox.settle_fates(outbox.claim_fates(9), {"refused": Parked("BAD"), "settled": Delivered()})
    time.mono += 1000 * DAY
    assert prune(outbox, Keep(days=1, rows=1)) == 2
    assert [row.rating_id for row in outbox.rows(limit=9)] == ["waiting", "parked", "held"]
    assert outbox.invitation_states(FOR_EVER) == {"open": "offered", "unsent": "lapsed", "refused": "lapsed"}


def test_an_invitation_is_known_for_a_day_however_many_there_are(outbox: Outbox, time: Time) -> None:
    def settle() -> None:
        sent = outbox.claim_fates(99)
        outbox.settle_fates(sent, {one.key: Delivered() for one in sent})

    ended(outbox, *(f"old-{k}" for k in range(40)))
    settle()
    time.mono += DAY - 10
    ended(outbox, *(f"new-{k}" for k in range(5)))
    settle()
    assert prune(outbox, Keep(FOR_EVER, rows=3)) == 0
    time.mono += 11
    assert prune(outbox, Keep(FOR_EVER, rows=7)) == 38
    assert set(outbox.invitation_states(FOR_EVER)) == {"old-38", "old-39", *(f"new-{k}" for k in range(5))}
    time.mono += 2 * DAY
    assert prune(outbox, Keep(days=2)) == 7


def test_the_chain_goes_on_and_is_judged_by_its_last_link(outbox: Outbox, time: Time) -> None:
    release(outbox, "a", "b")
    links = [outbox.chain_at(1), outbox.chain_at(2)]
    deliver(outbox, "a", "b")
    time.mono += 100 * DAY
    assert prune(outbox, Keep()) == 2
    assert outbox.rows() == []
    assert [outbox.chain_at(seq) for seq in (1, 2, 3)] == [None, links[1], None]
    assert outbox.agrees_with(1, 1, "cannot be judged any more")
    assert outbox.agrees_with(1, 2, links[1])
    assert not outbox.agrees_with(1, 2, links[0])
    assert not outbox.agrees_with(1, 3, links[1])
    outbox.hold("c", None, None, {"ratingId": "c"})
    assert outbox.release("c").seq == 3
    assert outbox.last()[0] == 3


def test_room_is_given_back_and_the_file_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with Outbox(path) as outbox:
        outbox.begin("D", 1)
        ids = [f"{k:03}" for k in range(300)]
        release(outbox, *ids, text="好" * 1000)
        deliver(outbox, *ids)
        outbox.checkpoint()
        full = path.stat().st_size
        prune(outbox, Keep(FOR_EVER, rows=1))
        (free,) = database(outbox).execute("PRAGMA freelist_count").fetchone()
        assert outbox.shrink(spare=10)
        assert database(outbox).execute("PRAGMA freelist_count").fetchone() == (free - SLICE,)
        while outbox.shrink(spare=10):
            pass
        assert database(outbox).execute("PRAGMA freelist_count").fetchone() == (10,)
        outbox.checkpoint()
        assert path.stat().st_size < full / 4
        assert database(outbox).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_new_file_can_give_room_back_from_its_first_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where the power goes after the last step of its making, nobody comes back for the VACUUM of an older file.
    monkeypatch.setattr(schema, "migrate", lambda db: schema._steps.apply(Database(db, execute_plugins=False)))
    with Outbox(tmp_path / "outbox.db") as outbox:
        assert database(outbox).execute("PRAGMA auto_vacuum").fetchone() == (2,)


def test_a_file_from_before_learns_to_forget(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    older = Database(path, execute_plugins=False)
    schema._steps.apply(older, stop_before="step_3_retention")
    older.conn.executescript(
        "INSERT INTO ratings(id, state, record) VALUES ('a', 'delivered', CAST('{\"ratingId\":\"a\"}' AS BLOB)),"
        " ('b', 'waiting', CAST('{\"ratingId\":\"b\"}' AS BLOB));"
        "INSERT INTO invitations(id, stage, fate, body, ended_ran) VALUES ('i', 'delivered', 'lapsed', x'7b7d', 7.0);"
        "UPDATE standing SET ran = 500.0, delivered = 1, waiting = 1;"
    )
    older.close()
    time = Time()
    with Outbox(path, time.clock()) as outbox:
        assert database(outbox).execute("PRAGMA auto_vacuum").fetchone() == (2,)
        assert database(outbox).execute("SELECT delivered_here, fates_here FROM standing").fetchone() == (1, 1)
        time.mono += 89 * DAY
        assert prune(outbox, Keep(days=90)) == 0
        time.mono += DAY + 1
        assert prune(outbox, Keep(days=90)) == 2
        assert [row.rating_id for row in outbox.rows()] == ["b"]


def test_the_oldest_are_found_not_looked_for(outbox: Outbox) -> None:
    for sql, index in [
        ("SELECT n FROM ratings WHERE state = 'delivered' ORDER BY delivered_ran LIMIT 9", "delivered"),
        ("SELECT n FROM invitations WHERE stage = 'delivered' ORDER BY ended_ran LIMIT 9", "settled_invitations"),
    ]:
        plan = " ".join(row[3] for row in database(outbox).execute("EXPLAIN QUERY PLAN " + sql))
        assert f"INDEX {index}" in plan
        assert "TEMP B-TREE" not in plan


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["deliver", "park", "leave", "wait"]), st.integers(1, 40)), min_size=1, max_size=12
    ),
    st.integers(1, 60),
    st.integers(1, 5),
)
def test_never_more_and_never_less_than_is_to_be_kept(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]], rows: int, days: int
) -> None:
    time = Time()
    at: dict[str, float] = {}
    stay: set[str] = set()
    with Outbox(tmp_path_factory.mktemp("keep") / "outbox.db", time.clock()) as outbox:
        outbox.begin("D", 1)
        for place, (what, count) in enumerate(steps):
            ids = [f"{place}-{k}" for k in range(count)]
            if what == "wait":
                time.mono += count * DAY / 10
                continue
            release(outbox, *ids)
            if what == "deliver":
                deliver(outbox, *ids)
                at.update(dict.fromkeys(ids, time.mono))
            else:
                stay.update(ids)
            if what == "park":
                outbox.settle(outbox.claim_these(ids), dict.fromkeys(ids, Parked("BAD")))
            time.mono += 1
        prune(outbox, Keep(days, rows))
        left = {row.rating_id: row.state for row in outbox.rows(limit=1000)}
        assert {key for key, state in left.items() if state != "delivered"} == stay
        kept = {key for key, state in left.items() if state == "delivered"}
        young = {key for key in at if at[key] >= time.mono - days * DAY}
        assert kept <= young
        assert len(kept) == min(rows, len(young))
        assert max((at[key] for key in young - kept), default=0.0) <= min((at[key] for key in kept), default=1e9)
        assert database(outbox).execute("SELECT delivered_here FROM standing").fetchone() == (len(kept),)
