"""A damaged outbox never keeps a terminal away: the files are kept whole, what can be read is saved, once."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from offline_queue import START_OF_CHAIN, AlreadyRated, Outbox, OutboxUnusable, canonical, integrity, quarantine
from offline_queue.carving import FRAME_HEAD, LOG_HEAD, frames, salt_of
from tests.offline_queue.lived import (
    DELIVERED,
    EVERYTHING,
    HELD,
    PARKED,
    WAITING,
    live,
    record,
    states,
    take,
    wreck,
)

PAGE = 4096
EXPECTED = {
    **dict.fromkeys(HELD, "held"),
    **dict.fromkeys(PARKED, "parked"),
    **dict.fromkeys(DELIVERED, "delivered"),
    **dict.fromkeys(WAITING, "waiting"),
}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an outbox that was closed: all of it in the database file."""
    folder = tmp_path_factory.mktemp("closed")
    live(folder / "outbox.db")
    return folder


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an outbox as a crash leaves it: all of it in the log."""
    folder = tmp_path_factory.mktemp("crashed")
    live(folder / "outbox.db", folder / "taken")
    return folder / "taken"


@pytest.fixture
def path(tmp_path: Path, closed: Path) -> Path:
    take(closed / "outbox.db", tmp_path / "state")
    return tmp_path / "state" / "outbox.db"


@pytest.fixture
def log_path(tmp_path: Path, crashed: Path) -> Path:
    take(crashed / "outbox.db", tmp_path / "state")
    return tmp_path / "state" / "outbox.db"


def digests(folder: Path, name: str = "outbox.db") -> dict[str, str]:
    return {
        part: sha256(Path(f"{folder / name}{part}").read_bytes()).hexdigest()
        for part in ("", "-wal")
        if Path(f"{folder / name}{part}").exists() and Path(f"{folder / name}{part}").stat().st_size
    }


def the_case(path: Path) -> quarantine.Case:
    (case,) = quarantine.cases(path)
    assert case.stage == "done"
    return case


def goes_on(outbox: Outbox, known: int = 120) -> None:
    """Ratings are taken, nothing is sent before the new epoch, which numbers everything from 1."""
    assert outbox.needs_epoch() == "restored"
    outbox.begin("D-1", 3)
    recovery = outbox.recover("t")
    assert outbox.epoch == 3
    outbox.hold("new", None, ("P-new", 1, 1), record("new"))
    released = outbox.release("new")
    assert released.seq >= known + len(recovery.released) + 1
    outbox.renumber(4)
    assert outbox.needs_epoch() is None
    raws = [envelope.raw for envelope in outbox.claim(1000)]
    seqs = [json.loads(raw)["deviceSeq"] for raw in raws]
    assert seqs == sorted(set(seqs))
    assert {json.loads(raw)["epoch"] for raw in raws} == {4}
    assert outbox.last()[0] == len(raws) + len(outbox.rows("parked", limit=1000))
    verify_chain(outbox)
    assert "new" in {json.loads(raw)["ratingId"] for raw in raws}


def verify_chain(outbox: Outbox) -> None:
    with outbox._store.read() as db:
        rows = db.execute(
            "SELECT record FROM ratings, standing WHERE ratings.series = standing.series ORDER BY ratings.seq"
        ).fetchall()
    previous = START_OF_CHAIN
    for (raw,) in rows:
        told = json.loads(raw)
        link = told.pop("chain")
        assert link == sha256(previous.encode() + canonical(told)).hexdigest()
        previous = link
    assert outbox.last() == (len(rows), previous)


# ---- the database file


def page_of(path: Path, name: str) -> int:
    db = sqlite3.connect(path)
    (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    db.close()
    return int(root)


WRECKS: dict[str, Callable[[Path], object]] = {
    "page 1 is gone": lambda path: wreck(path, 0, bytes(PAGE)),
    "the header is junk": lambda path: wreck(path, 0, b"\xa5" * 100),
    "not a database": lambda path: wreck(path, 0, b"this is something else".ljust(16)),
    "the page size is wrong": lambda path: wreck(path, 16, b"\x11\x11"),
    "of a version far away": lambda path: wreck(path, 60, b"\x7f\xff\xff\xff"),
    "read-only, says its header": lambda path: wreck(path, 18, b"\x09\x09"),
    "the schema is junk": lambda path: wreck(path, 108, b"\xff" * 200),
    "how things stand is gone": lambda path: wreck(path, (page_of(path, "standing") - 1) * PAGE, bytes(PAGE)),
    "the index of ids is gone": lambda path: wreck(path, (page_of(path, "rating_id") - 1) * PAGE, bytes(PAGE)),
    "the root of the ratings is gone": lambda path: wreck(path, (page_of(path, "ratings") - 1) * PAGE, b"\xff" * PAGE),
}


@pytest.mark.parametrize("what", WRECKS)
def test_everything_is_saved_where_no_rating_was_hit(path: Path, what: str) -> None:
    WRECKS[what](path)
    before = digests(path.parent)
    for _ in range(2):  # and a second start finds nothing more to do
        with Outbox(path) as outbox:
            assert states(outbox) == EXPECTED
            assert outbox.kept("clerk") == {"staffNo": "0715"}
            assert outbox.tokens() == {"desk": "salted"}
            assert outbox.invitation_state("open") == "offered"
            assert outbox.invitation_state("i005") == "rated"
            assert outbox.receipt("r003") == "N-r003"
            story = outbox.show("r010")
            assert story is not None
            assert [(said.code, said.msg) for said in story.attempts] == [("BAD", "refused")]
            status = outbox.status()
            assert (status.unsent, status.parked, status.held) == (len(WAITING), len(PARKED), len(HELD))
            assert outbox.device_id == "D-1"
            assert outbox.last()[0] == 120
            with pytest.raises(AlreadyRated):
                outbox.hold("again", None, ("P-7", 1, 1), record("again"))
    case = the_case(path)
    assert digests(case.folder) == before, "the damaged files are kept as they were found"
    with Outbox(path) as outbox:
        (line,) = outbox.troubles()
        assert f"{len(EVERYTHING)} ratings were saved" in line
        assert f"quarantine/{case.folder.name}" in line
        goes_on(outbox)


def test_pages_with_ratings_cost_only_what_stood_on_them(path: Path) -> None:
    pages = path.stat().st_size // PAGE
    chance = random.Random(5)
    hit = chance.sample(range(2, pages), 4)
    for page in hit:
        wreck(path, page * PAGE, chance.randbytes(PAGE))
    wreck(path, 0, bytes(PAGE))
    with Outbox(path) as outbox:
        saved = states(outbox)
        assert len(saved) > len(EVERYTHING) * 0.8
        assert all(EXPECTED[key] == state for key, state in saved.items())
        goes_on(outbox, 0)
    assert not the_case(path).whole


# How many ratings stand on the pages that are left.
@pytest.mark.parametrize(("share", "left"), [(0.0, 0), (0.001, 0), (0.3, 0), (0.7, 25), (0.95, 100)])
def test_a_file_that_was_cut_off(path: Path, share: float, left: int) -> None:
    os.truncate(path, int(path.stat().st_size * share))
    with Outbox(path) as outbox:
        saved = states(outbox)
        assert len(saved) >= left
        assert all(EXPECTED[key] == state for key, state in saved.items())
        goes_on(outbox, 0)
    case = the_case(path)
    assert not case.whole
    assert case.found is not None
    if case.found["whole"] is False and share == 0.95:
        assert case.found["missing"] + len(saved) >= len(EVERYTHING) - len(DELIVERED) - 2


LONG = b"this is not a database, but it is long enough to look like one" * 20


@pytest.mark.parametrize("junk", [b"x", b"\0" * 5000, LONG])
def test_a_file_that_never_was_one(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "outbox.db"
    path.write_bytes(junk)
    with Outbox(path) as outbox:
        assert outbox.status().unsent == 0
        goes_on(outbox, 0)
    assert digests(the_case(path).folder)[""] == sha256(junk).hexdigest()


def test_random_damage_never_keeps_a_terminal_away(tmp_path: Path, closed: Path, crashed: Path) -> None:
    chance = random.Random(11)
    for n in range(40):
        folder = tmp_path / str(n)
        take((closed if n % 2 else crashed) / "outbox.db", folder)
        path = folder / "outbox.db"
        for _ in range(chance.randint(1, 5)):
            target = chance.choice([found for found in (path, folder / "outbox.db-wal") if found.exists()])
            at = chance.randrange(target.stat().st_size)
            wreck(target, at, chance.randbytes(chance.choice([1, 16, 512, 4096])))
            if chance.random() < 0.2:
                os.truncate(target, chance.randrange(target.stat().st_size))
        with Outbox(path) as outbox:
            for key, state in states(outbox).items():
                assert key in EVERYTHING, f"round {n}: a rating that never was"
                assert state in {"held", "waiting", "parked", "delivered"}
            outbox.begin("D-1", 3)
            outbox.recover("t")
            outbox.hold("new", None, None, record("new"))
            outbox.release("new")
        with Outbox(path) as outbox:
            assert outbox.show("new") is not None


# ---- the log


def frame_place(log: Path, index: int) -> int:
    return LOG_HEAD + index * (FRAME_HEAD + PAGE)


def ends(log: Path) -> list[int]:
    content = log.read_bytes()
    return [frame.index for frame in frames(content, PAGE, salt_of(content)) if frame.commit]


@pytest.mark.parametrize("where", [0.0, 0.2, 0.5, 0.9])
def test_a_bad_place_in_the_log_does_not_cost_what_comes_behind_it(log_path: Path, where: float) -> None:
    log = log_path.with_name("outbox.db-wal")
    commits = ends(log)
    wreck(log, frame_place(log, int(commits[-1] * where)) + 2000, b"\xa5" * 40)
    with Outbox(log_path) as outbox:
        assert "log is damaged" in outbox.troubles()[0]
        saved = states(outbox)
        lost = EVERYTHING - set(saved)
        assert len(lost) <= 4, "more than could stand on one page"
        assert set(HELD) <= set(saved)
        goes_on(outbox, 0)


def test_a_log_without_its_head_and_a_database_that_is_gone(tmp_path: Path, crashed: Path) -> None:
    take(crashed / "outbox.db", tmp_path / "one")
    wreck(tmp_path / "one" / "outbox.db-wal", 0, b"\xee" * 16)
    take(crashed / "outbox.db", tmp_path / "two")
    (tmp_path / "two" / "outbox.db").unlink()
    for name in ("one", "two"):
        with Outbox(tmp_path / name / "outbox.db") as outbox:
            assert states(outbox) == EXPECTED
            goes_on(outbox)


def test_a_torn_tail_is_the_ordinary_end_of_a_power_cut(log_path: Path) -> None:
    """Nobody had been told of the last commit; it is gone whole, quietly, and no new epoch is needed."""
    log = log_path.with_name("outbox.db-wal")
    wreck(log, frame_place(log, ends(log)[-1]) + 2000, b"\xa5" * 40)
    with Outbox(log_path) as outbox:
        assert outbox.troubles() == []
        assert outbox.needs_epoch() is None
        assert set(states(outbox)) == EVERYTHING - {HELD[-1]}
    assert quarantine.cases(log_path) == []


def test_a_whole_log_is_simply_read(log_path: Path) -> None:
    with Outbox(log_path) as outbox:
        assert states(outbox) == EXPECTED
        assert outbox.troubles() == []


def test_cut_off_while_pages_are_still_in_the_log(tmp_path: Path, crashed: Path) -> None:
    """A checkpoint that the power ended: the file is shorter than its count says, the rest is in the log."""
    take(crashed / "outbox.db", tmp_path / "state")
    path = tmp_path / "state" / "outbox.db"
    db = sqlite3.connect(path)
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    take(path, tmp_path / "open")
    db.close()
    taken = tmp_path / "open" / "outbox.db"
    # Its first page says how long it will be.
    wreck(taken, 28, int(pages).to_bytes(4, "big"))
    with Outbox(taken) as outbox:
        assert outbox.troubles() == []
        assert states(outbox) == EXPECTED


def test_cut_off_beside_a_log_that_has_other_pages(path: Path, tmp_path: Path) -> None:
    with Outbox(path) as outbox:
        outbox.keep("clerk", {"staffNo": "0001"})  # a page or two in the log
        take(path, tmp_path / "open")
    taken = tmp_path / "open" / "outbox.db"
    os.truncate(taken, taken.stat().st_size - 3 * PAGE)
    with Outbox(taken) as outbox:
        assert "cut off (3 pages of" in outbox.troubles()[0]
        assert outbox.kept("clerk") == {"staffNo": "0001"}
        assert len(states(outbox)) > 100


# ---- power cuts in the middle

DYING = """
import os, sys
left = int(sys.argv[2])
def dying(name, call):
    def die(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return call(*args, **kwargs)
    setattr(os, name, die)
for name in ("replace", "fsync", "mkdir", "open", "unlink"):
    dying(name, getattr(os, name))
from offline_queue import Outbox
Outbox(sys.argv[1]).close()
"""


@pytest.mark.parametrize("log_too", [False, True])
def test_a_salvage_goes_on_wherever_it_was_ended(tmp_path: Path, closed: Path, crashed: Path, log_too: bool) -> None:
    steps = int(log_too)  # every step is tried in one of the two
    while True:
        folder = tmp_path / str(steps)
        take((crashed if log_too else closed) / "outbox.db", folder)
        path = folder / "outbox.db"
        wreck(path, 0, bytes(100))
        before = digests(folder)
        died = subprocess.run([sys.executable, "-c", DYING, str(path), str(steps)], check=False).returncode
        assert died in {0, 9}
        with Outbox(path) as outbox:
            assert states(outbox) == EXPECTED
            assert outbox.needs_epoch() == "restored"
        assert digests(the_case(path).folder) == before
        if died == 0:
            break
        steps += 2
    assert steps > 15


def test_a_salvage_that_never_ends_does_not_keep_the_terminal_away(path: Path) -> None:
    wreck(path, 0, bytes(100))
    case = quarantine.begin(path, "damaged")
    for _ in range(2):
        case = quarantine.another_try(case)
    with Outbox(path) as outbox:
        assert outbox.status().unsent == 0
        assert "did not come to its end" in outbox.troubles()[0]
        goes_on(outbox, 0)
    assert not the_case(path).whole


# ---- while it runs


def test_damage_met_by_a_statement_is_mended_at_once(path: Path) -> None:
    with Outbox(path) as outbox:
        root = page_of(path, "one_rating_a_case")
        outbox._store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        outbox._store.connection().execute("PRAGMA cache_size = 0")
        wreck(path, (root - 1) * PAGE, b"\xff" * PAGE)
        outbox._store.connection().execute("PRAGMA shrink_memory")
        outbox.hold("met", None, ("P-met", 1, 1), record("met"))
        assert states(outbox) == EXPECTED | {"met": "held"}
        assert len(outbox.troubles()) == 1
        assert outbox.needs_epoch() == "restored"


def test_the_whole_is_looked_through_without_anyone_waiting(path: Path) -> None:
    with Outbox(path) as outbox:
        outbox.look_through(threading.Event())
        assert outbox.troubles() == []
    db = sqlite3.connect(path)
    db.execute("UPDATE standing SET waiting = waiting + 1")
    db.commit()
    db.close()
    with Outbox(path) as outbox:
        outbox.look_through(threading.Event())
        assert "restart the terminal" in outbox.troubles()[0]
        assert states(outbox) == EXPECTED
    with Outbox(path) as outbox:  # the next opening mends it
        assert outbox.status().unsent == len(WAITING)
        assert "it counts 107 unsent" in outbox.troubles()[0]
        outbox.look_through(threading.Event())
        assert len(outbox.troubles()) == 1


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE ratings SET record = {} WHERE id = 'r050'", "chain is broken at number 51"),
        ("UPDATE ratings SET record = x'00' WHERE id = 'r030'", "cannot be read"),
        ("UPDATE ratings SET state = 'parked' WHERE id = 'r040'", "it counts"),
    ],
)
def test_what_a_look_at_all_of_it_finds(path: Path, sql: str, told: str) -> None:
    db = sqlite3.connect(path)
    db.execute(sql.format("CAST(replace(CAST(record AS TEXT), 'D-1', 'D-2') AS BLOB)"))
    db.commit()
    db.close()
    assert any(told in line for line in integrity.whole(path, threading.Event()))
    stopped = threading.Event()
    stopped.set()
    assert list(integrity.whole(path, stopped)) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE standing SET chain = 'x'",
        "UPDATE standing SET seq = 119",
        f"UPDATE standing SET chain = '{'0' * 64}'",
        "DELETE FROM standing",
        "INSERT INTO standing(one, series, seq, chain) VALUES (2, 0, 0, '')",
        "UPDATE ratings SET record = x'7b7d' WHERE id = 'held-1'",
        "UPDATE ratings SET state = 'gone' WHERE id = 'held-1'",
        "DROP TABLE kept",
    ],
)
def test_what_a_glance_finds(path: Path, sql: str) -> None:
    db = sqlite3.connect(path)
    db.execute(sql)
    db.commit()
    db.close()
    with Outbox(path) as outbox:
        assert len(outbox.troubles()) == 1
        assert set(EVERYTHING) - {"held-1"} <= set(states(outbox))


# ---- the quarantine


def test_what_gave_everything_is_let_go_of_and_nothing_else_ever(path: Path, closed: Path) -> None:
    for n in range(6):
        if n == 2:
            path.write_bytes(b"junk")  # nothing can be saved: kept for ever
            Outbox(path).close()
            path.write_bytes((closed / "outbox.db").read_bytes())
        else:
            quarantine.want(path, "a drill")
            Outbox(path).close()
    found = quarantine.cases(path)
    assert [case.folder.name for case in found] == ["0003", "0005", "0006"]
    assert [case.whole for case in found] == [False, True, True]


def test_a_case_is_told_for_a_week_of_running_or_until_it_is_taken_away(path: Path) -> None:
    from offline_queue.damage import damages

    quarantine.want(path, "a drill")
    with Outbox(path) as outbox:
        assert len(outbox.troubles()) == 1
    assert damages(path, 6 * 86400.0)
    assert not damages(path, 8 * 86400.0)
    assert "nothing is missing" in damages(path)[0].remedy
    (the_case(path).folder / "case.json").write_text("junk")
    assert damages(path, 1e9), "what is unknown is told until somebody takes it away"


def test_everything_is_made_for_its_owner_only(path: Path) -> None:
    path.chmod(0o644)
    quarantine.want(path, "a drill")
    with Outbox(path) as outbox:
        outbox.probe()
        for found in path.parent.rglob("*"):
            mode = stat.S_IMODE(found.stat().st_mode)
            assert mode == (0o700 if found.is_dir() else 0o600), (found, oct(mode))
    with Outbox(path.with_name("other.db")):
        for found in path.parent.glob("other.*"):
            assert stat.S_IMODE(found.stat().st_mode) == 0o600


def test_a_disk_that_takes_nothing_is_said_and_nothing_is_moved(path: Path) -> None:
    wreck(path, 0, bytes(100))
    (path.parent / "quarantine").write_text("in the way")
    with pytest.raises(OutboxUnusable) as caught:
        Outbox(path)
    assert caught.value.remedy
    assert path.exists()
    (path.parent / "quarantine").unlink()
    with Outbox(path) as outbox:
        assert states(outbox) == EXPECTED
