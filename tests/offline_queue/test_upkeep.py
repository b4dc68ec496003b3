"""The log goes into the database, what is settled goes, room is given back; and nothing in it ends anything else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_queue import Delivered, Keep, Outbox, OutboxUnusable, Upkeep
from offline_queue.store import HARD_LIMIT
from offline_queue.upkeep import LAID_OUT, LONG_LOG, TOO_LONG_LOG
from offline_queue.wal import log_pages


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "outbox.db") as outbox:
        outbox.begin("D", 1)
        yield outbox


class Watched:
    """An upkeep on a clock that the test moves, and what it told the technician."""

    def __init__(self, outbox: Outbox, keep: Keep | None = None, **more: object) -> None:
        self.now = 0.0
        self.told: list[tuple[str, str | None]] = []
        self.upkeep = Upkeep(
            outbox, keep, problem=lambda key, text: self.told.append((key, text)), clock=lambda: self.now,
            more=more,  # type: ignore[arg-type] # steps, by name
        )  # fmt: skip

    def turn(self) -> float:
        wait = self.upkeep.turn()
        self.now += wait
        return wait


def grow(outbox: Outbox, pages: int, prefix: str = "r") -> None:
    k = 0
    while outbox.log_pages() < pages:
        key = f"{prefix}-{k}"
        outbox.hold(key, None, None, {"ratingId": key, "text": "好" * 200})
        outbox.release(key)
        k += 1


def test_a_long_log_waits_for_a_quiet_moment(outbox: Outbox) -> None:
    watched = Watched(outbox)
    outbox.open_invitation("i", {})
    grow(outbox, LONG_LOG)
    assert watched.turn() < 1
    assert outbox.log_pages() >= LONG_LOG
    outbox.record_fate("i", {"invitationId": "i", "state": "lapsed"})
    outbox.hold("now", None, None, {"ratingId": "now"})
    watched.turn()
    assert outbox.log_pages() >= LONG_LOG
    outbox.release("now")
    assert watched.turn() > 1
    assert outbox.log_pages() == 0


def test_a_short_log_is_left_alone(outbox: Outbox) -> None:
    grow(outbox, 20)
    Watched(outbox).turn()
    assert outbox.log_pages() >= 20


def test_a_log_that_is_too_long_does_not_wait(outbox: Outbox) -> None:
    outbox.open_invitation("i", {})
    grow(outbox, TOO_LONG_LOG)
    Watched(outbox).turn()
    assert outbox.log_pages() == 0


def test_without_any_upkeep_the_log_is_bounded(outbox: Outbox) -> None:
    log = outbox._store.path.with_name("outbox.db-wal")
    largest = 0
    for k in range(2 * HARD_LIMIT // 6):
        key = str(k)
        outbox.hold(key, None, None, {"ratingId": key, "text": "好" * 200})
        outbox.release(key)
        largest = max(largest, log_pages(log))
    assert HARD_LIMIT * 0.9 < largest < HARD_LIMIT * 1.1
    assert log.stat().st_size < HARD_LIMIT * 1.1 * 4120


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_the_length_of_the_log_is_what_sqlite_says(tmp_path_factory: pytest.TempPathFactory, rounds: list[int]) -> None:
    path = tmp_path_factory.mktemp("log") / "outbox.db"
    log = path.with_name("outbox.db-wal")
    with Outbox(path) as outbox:
        outbox.checkpoint()
        for place, count in enumerate(rounds):
            for k in range(count):
                outbox.hold(f"{place}-{k}", None, None, {"ratingId": f"{place}-{k}"})
            told = log_pages(log)
            _, pages, _ = outbox._store.connection().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            assert told == pages
    assert log_pages(log) == 0  # gone with the last connection
    log.write_bytes(b"short")
    assert log_pages(log) == 0


def test_what_is_settled_goes_and_its_room_with_it(outbox: Outbox) -> None:
    ids = [f"{k:04}" for k in range(1200)]
    for key in ids:
        outbox.hold(key, None, None, {"ratingId": key, "text": "好" * 500})
        outbox.release(key)
    while sent := outbox.claim(100):
        outbox.settle(sent, {one.key: Delivered() for one in sent})
    watched = Watched(outbox, Keep(rows=10))
    while watched.now < 120:
        watched.turn()
    assert len(outbox.rows("delivered", limit=99)) == 10
    assert outbox._store.connection().execute("PRAGMA freelist_count").fetchone() == (256,)
    assert watched.told == []


def test_a_step_that_fails_is_told_and_the_others_go_on(outbox: Outbox) -> None:
    ways: list[Exception | None] = [ValueError("of a citizen"), OutboxUnusable("no disk", "buy one"), None, None]
    healthy: list[float] = []

    def faulty() -> float:
        way = ways.pop(0)
        if way is not None:
            raise way
        return 60.0

    watched = Watched(outbox, faulty=faulty, healthy=lambda: healthy.append(watched.now) or 60.0)
    while ways:
        watched.turn()
    assert watched.told == [
        ("upkeep.faulty", "ValueError"),
        ("upkeep.faulty", "no disk; buy one"),
        ("upkeep.faulty", None),
    ]
    assert len(healthy) == 4


def test_it_ends_when_it_is_told_to(outbox: Outbox) -> None:
    stop = threading.Event()
    been = threading.Event()

    def look() -> float:
        been.set()
        return 3600.0

    thread = threading.Thread(target=Upkeep(outbox, more={"look": look}).run, args=(stop,))
    thread.start()
    assert been.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def laid_out(outbox: Outbox) -> Path:
    """Room for the log, made by upkeep beside a whole reserve; the log's file."""
    watched = Watched(outbox, reserve=outbox.restock)
    log = outbox._store.path.with_name("outbox.db-wal")
    while watched.now < 15 and log.stat().st_size < LAID_OUT * 4120:
        watched.turn()
    return log


def test_commits_find_room_in_the_log(outbox: Outbox) -> None:
    log = laid_out(outbox)
    length = log.stat().st_size
    assert length == 32 + LAID_OUT * 4120
    grow(outbox, LAID_OUT - 50)
    assert log.stat().st_size == length
    outbox.checkpoint()
    grow(outbox, 50, "second round")
    assert log.stat().st_size == length


def test_room_that_was_laid_out_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with Outbox(path) as outbox:
        outbox.begin("D", 1)
    for rounds in range(3):
        outbox = Outbox(path)
        laid_out(outbox)
        if rounds:
            outbox.hold(f"{rounds}", None, None, {"ratingId": f"{rounds}"})
            outbox.release(f"{rounds}")
        # As a crash leaves it: database and log as they lie there, the first time with zeros alone in the log.
        left = {part: Path(f"{path}{part}").read_bytes() for part in ("", "-wal")}
        outbox.close()
        for part, content in left.items():
            Path(f"{path}{part}").write_bytes(content)
        assert left["-wal"].endswith(bytes(4096))
        with Outbox(path) as again:
            assert len(again.rows(limit=9)) == rounds
        assert not (tmp_path / "quarantine").exists()


def test_no_room_is_laid_out_while_room_is_scarce(outbox: Outbox) -> None:
    watched = Watched(outbox)  # nobody makes a reserve
    while watched.now < 30:
        watched.turn()
    assert outbox._store.path.with_name("outbox.db-wal").stat().st_size < LAID_OUT * 4120


def test_a_closed_outbox_is_a_problem_not_an_end(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    outbox.close()
    watched = Watched(outbox)
    assert watched.turn() > 0
    assert {key for key, _ in watched.told} == {"upkeep.retention", "upkeep.shrink"}
    assert all(text and "closed" in text for _, text in watched.told)
