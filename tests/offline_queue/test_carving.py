"""Rows are read out of SQLite's own files without SQLite; damaged ones cost what is damaged, never the program."""

from __future__ import annotations

import math
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from offline_queue.carving import (
    FRAME_HEAD,
    LOG_HEAD,
    Frame,
    Pages,
    checksum,
    frames,
    head_is_sound,
    history,
    is_broken,
    local_bytes,
    page_size,
    record,
    salt_of,
    varint,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
VALUES = st.one_of(
    st.none(), st.integers(-(1 << 63), (1 << 63) - 1), st.floats(allow_nan=False), TEXT, st.binary(max_size=200)
)
ROWS = st.lists(st.tuples(VALUES, VALUES, st.binary(max_size=12_000)), max_size=25)


def pages_of(database: bytes, log: bytes = b"") -> Pages:
    return Pages(lambda at, size: database[at : at + size] or None, len(database), log)


def written(rows: list[tuple[object, ...]], size: int, *, wal: bool, vacuum: str = "NONE") -> tuple[bytes, bytes]:
    """(database, log) of a file that SQLite itself wrote, one commit a row, as a crash leaves it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.db"
        db = sqlite3.connect(path, isolation_level=None)
        db.execute(f"PRAGMA page_size = {size}")
        db.execute(f"PRAGMA auto_vacuum = {vacuum}")
        if wal:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("CREATE TABLE t(a, b, c)")
        for row in rows:
            db.execute("INSERT INTO t VALUES (?, ?, ?)", row)
        log = path.with_name("t.db-wal").read_bytes() if wal else b""
        found = path.read_bytes()
        db.close()
        return found, log


def carved(database: bytes, log: bytes = b"") -> dict[int, tuple[object, ...]]:
    return {row.rowid: row.values for row in pages_of(database, log).rows() if len(row.values) == 3}


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, int | float):
        return math.isclose(one, other) or one == other  # a whole real is stored as an integer
    return type(one) is type(other) and one == other


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rows=ROWS, size=st.sampled_from([512, 4096, 65536]), wal=st.booleans(), vacuum=st.sampled_from(["NONE", "FULL"]))
@example(rows=[(0, 1, b"x" * 20_000)], size=512, wal=True, vacuum="FULL")
def test_what_sqlite_wrote_is_read(rows: list[tuple[object, ...]], size: int, wal: bool, vacuum: str) -> None:
    database, log = written(rows, size, wal=wal, vacuum=vacuum)
    found = carved(database, log)
    assert set(found) == set(range(1, len(rows) + 1))
    for rowid, row in enumerate(rows, 1):
        assert all(same(one, other) for one, other in zip(found[rowid], row, strict=True)), (found[rowid], row)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), wal=st.booleans())
def test_whatever_is_damaged_nothing_raises_and_the_rest_is_read(data: st.DataObject, wal: bool) -> None:
    rows = [(n, f"row {n}", b"\x07" * 300) for n in range(60)]
    database, log = written(rows, 4096, wal=wal)
    where = bytearray(log if wal else database)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(where) - 1))
        junk = data.draw(st.binary(min_size=1, max_size=64))
        where[at : at + len(junk)] = junk
    if data.draw(st.booleans()):
        del where[data.draw(st.integers(0, len(where))) :]
    found = carved(database if wal else bytes(where), bytes(where) if wal else b"")
    assert all(len(values) == 3 for values in found.values())


@given(st.binary(max_size=5000), st.binary(max_size=9000))
@settings(deadline=None)
def test_no_bytes_at_all_raise(database: bytes, log: bytes) -> None:
    list(pages_of(database, log).rows())
    list(pages_of(b"SQLite format 3\0\x10\0" + database, log).rows())
    is_broken(log)


@given(st.integers(0, (1 << 64) - 1))
def test_varints(value: int) -> None:
    if value < 1 << 56:
        groups = [value >> shift & 0x7F for shift in range(49, -1, -7)]
        while len(groups) > 1 and groups[0] == 0:
            groups.pop(0)
        raw = bytes(group | 0x80 for group in groups[:-1]) + bytes(groups[-1:])
    else:
        raw = bytes((value >> shift & 0x7F) | 0x80 for shift in range(57, 7, -7)) + bytes([value & 0xFF])
    assert varint(raw + b"rest", 0) == (value, len(raw))


@pytest.mark.parametrize(
    "raw", [b"\x05\x01", b"\x02\x0a", b"\x02\x01", b"\x02\x00\x01", b"\x03\x81", b"\x02\x0f\xff", b""]
)
def test_what_is_no_record(raw: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        record(raw)


@given(st.integers(0, 1 << 20), st.integers(480, 65536))
def test_a_cell_never_leaves_its_page(length: int, usable: int) -> None:
    here = local_bytes(length, usable)
    assert 0 <= here <= min(length, usable - 35)
    assert (length - here) % (usable - 4) == 0 or here == length or here == (usable - 12) * 32 // 255 - 23


def test_a_row_taken_back_does_not_come_again() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.db"
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("PRAGMA secure_delete = OFF")  # Debian's SQLite wipes what is freed, others do not
        db.execute("CREATE TABLE t(a, b, c)")
        for n in range(40):
            db.execute("INSERT INTO t VALUES (?, 'x', zeroblob(900))", (n,))
        db.execute("DELETE FROM t WHERE a = 7 OR a > 30")
        database, log = path.read_bytes(), path.with_name("t.db-wal").read_bytes()
        assert set(carved(database, log)) == set(range(1, 32)) - {8}
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # pages without a row are on the freelist now
        assert set(carved(path.read_bytes())) == set(range(1, 32)) - {8}
        db.close()


def test_the_free_list_may_be_damaged_too() -> None:
    database, _ = written([(n, "x", b"y" * 900) for n in range(40)], 4096, wal=False)
    for trunk, words in ((2, b""), (9999, b""), (3, b"\0\0\0\x03\xff\xff\xff\xff"), (3, b"\0\0\0\x03\0\0\0\0")):
        broken = bytearray(database)
        broken[32:36] = trunk.to_bytes(4, "big")
        broken[8192 : 8192 + len(words)] = words
        assert len(carved(bytes(broken))) >= 30


def test_a_page_that_the_disk_does_not_give_costs_only_itself() -> None:
    database, _ = written([(n, "x", b"y" * 900) for n in range(40)], 4096, wal=False)
    pages = Pages(lambda at, size: None if at == 8192 else database[at : at + size], len(database), b"")
    assert 30 <= len(list(pages.rows())) < 41
    assert pages.unreadable == 1


# ---- the log


def a_log(commits: int = 6) -> tuple[bytes, list[int]]:
    """A log, and the index of each commit's frame."""
    _, log = written([(n, "x", b"y" * 5000) for n in range(commits)], 4096, wal=True)
    found = list(frames(log, 4096, salt_of(log)))
    return log, [frame.index for frame in found if frame.commit]


def place(index: int) -> int:
    return LOG_HEAD + index * (FRAME_HEAD + 4096)


def test_a_whole_log_is_sound_and_goes_on_from_commit_to_commit() -> None:
    log, ends = a_log()
    assert head_is_sound(log)
    assert page_size(b"", log) == 4096
    found = list(frames(log, 4096, salt_of(log)))
    assert all(frame.sound for frame in found)
    assert history(found, from_the_start=True) == (ends[-1], len(ends) - 1)
    assert not is_broken(log)
    assert not is_broken(log[: place(ends[2] + 1)])
    assert not is_broken(b"")


@pytest.mark.parametrize("what", ["payload", "head", "checksum", "zeros"])
def test_a_commit_that_another_was_begun_upon_was_acknowledged(what: str) -> None:
    log, ends = a_log()
    bad = ends[2]
    damaged = bytearray(log)
    at = {"payload": place(bad) + 1000, "head": place(bad) + 2, "checksum": place(bad) + 17, "zeros": place(bad)}[what]
    width = FRAME_HEAD + 4096 if what == "zeros" else 1
    damaged[at : at + width] = bytes(width) if what == "zeros" else bytes([damaged[at] ^ 0x40])
    assert is_broken(bytes(damaged))


def test_one_commit_beyond_a_bad_place_is_a_torn_tail_and_nothing() -> None:
    log, ends = a_log()
    torn = bytearray(log)
    torn[place(ends[-1]) - 4096] ^= 1  # in the last transaction, before its last frame
    assert not is_broken(bytes(torn))
    torn = bytearray(log)
    torn[place(ends[-1]) + 100] ^= 1  # in its last frame
    assert not is_broken(bytes(torn))


def test_a_commit_behind_a_bad_place_counts_only_with_another_upon_it() -> None:
    def frame(index: int, commit: bool, sound: bool) -> Frame:
        return Frame(index, index + 1, commit, sound, memoryview(b""))

    begin = [frame(0, True, True), frame(1, False, False)]
    assert history([*begin, frame(2, True, True)], from_the_start=True) == (0, 0)
    assert history([*begin, frame(2, True, True), frame(3, False, True)], from_the_start=True) == (2, 1)
    assert history([*begin, frame(2, True, True), frame(4, True, True)], from_the_start=True) == (0, 0)
    assert history([*begin, frame(2, True, False), frame(3, True, True)], from_the_start=True) == (3, 1)


def test_what_a_cut_off_commit_left_is_not_taken_for_a_loss() -> None:
    """A long commit is cut off; a shorter one is written over its beginning; that one's successor is cut off too."""
    log, ends = a_log()
    begin = ends[2] + 1
    other, _ = a_log(3)
    # The same salt and place, another content: as a second life writes it, linked to what was acknowledged.
    again = bytearray(log)
    image = other[place(1) + FRAME_HEAD : place(2)]
    head = bytearray(again[place(begin) : place(begin) + 8])
    head[4:8] = (9).to_bytes(4, "big")
    big = log[3] == 0x83
    before = tuple(
        int.from_bytes(log[place(begin) - 4096 - 8 + k : place(begin) - 4096 - 4 + k], "big") for k in (0, 4)
    )
    told = checksum(image, checksum(bytes(head), (before[0], before[1]), big=big), big=big)
    frame = bytes(head) + log[16:24] + told[0].to_bytes(4, "big") + told[1].to_bytes(4, "big") + image
    again[place(begin) : place(begin + 1)] = frame
    short = bytes(again[: place(ends[3] + 1)])
    found = list(frames(short, 4096, salt_of(short)))
    assert found[begin].sound
    assert found[begin].commit
    assert not is_broken(short)  # the rest of the old commit stands behind it, with its own end


def test_without_its_head_the_log_still_says_its_salt() -> None:
    log, ends = a_log()
    headless = b"\xee" * 16 + log[16:24] + b"\xee" * 8 + log[LOG_HEAD:]
    assert not head_is_sound(headless)
    assert salt_of(headless) == log[16:24]
    assert is_broken(headless)
    database, _ = written([], 4096, wal=True)
    assert len(carved(database, log)) == len(carved(database, headless)) == len(ends) - 1


def test_a_big_endian_log_is_read_alike() -> None:
    words = bytes(range(16))
    swapped = b"".join(words[k : k + 4][::-1] for k in range(0, 16, 4))
    assert checksum(words, (1, 2), big=True) == checksum(swapped, (1, 2), big=False)


def test_a_page_whose_own_words_are_damaged_is_left_out() -> None:
    database, _ = written([(n, "x", b"y" * 900) for n in range(40)], 4096, wal=False)
    broken = bytearray(database)
    broken[8192 + 3 : 8192 + 5] = b"\xff\xff"  # how many cells it has
    pages = pages_of(bytes(broken))
    assert 30 <= len(list(pages.rows())) < 41
    assert pages.unreadable == 1
    assert page_size(b"", b"") == page_size(b"SQLite format 3\0\x11\x11", b"") == 4096
