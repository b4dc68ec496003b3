"""What a power cut may leave, as a model: what was flushed is there, and nothing is there that nobody wrote."""

from __future__ import annotations

from random import Random

from crash.disk import (
    SECTORS,
    Disk,
    Flush,
    FlushNames,
    Move,
    Name,
    Operation,
    Platter,
    Resize,
    Said,
    Unname,
    Write,
    sectors,
)
from hypothesis import given
from hypothesis import strategies as st

FILES = st.integers(0, 2)
NAMES = st.sampled_from(["a", "b", "c"])
CONTENT = st.one_of(
    st.builds(Write, FILES, st.integers(0, 9000), st.binary(min_size=1, max_size=5000)),
    st.builds(Resize, FILES, st.integers(0, 9000)),
)
NAMING = st.one_of(st.builds(Name, NAMES, FILES), st.builds(Unname, NAMES), st.builds(Move, NAMES, NAMES))
OPERATIONS = st.lists(
    st.one_of(CONTENT, NAMING, st.builds(Flush, FILES), st.just(FlushNames()), st.just(Said("thanks"))), max_size=20
)
BEFORE: dict[str, bytes] = {"a": b"A" * 700, "b": b"B" * 5000}


def after(operations: list[Operation], seed: int) -> Disk:
    disk = Disk(BEFORE, Random(seed))
    for operation in operations:
        disk.happen(operation)
    return disk


@given(OPERATIONS, st.integers())
def test_flushed_is_there(operations: list[Operation], seed: int) -> None:
    disk = after([*operations, *map(Flush, range(3)), FlushNames()], seed)
    assert disk.crashed() == disk.complete()


@given(OPERATIONS)
def test_a_kill_leaves_everything(operations: list[Operation]) -> None:
    """And the flushes make no difference to that."""
    platter = Platter({0: bytearray(BEFORE["a"]), 1: bytearray(BEFORE["b"])}, {"a": 0, "b": 1})
    for operation in operations:
        if not isinstance(operation, Flush | FlushNames | Said):
            platter.take(operation)
    kept = after([one for one in operations if not isinstance(one, Flush | FlushNames)], 0)
    assert kept.complete() == platter.listing()


@given(st.lists(CONTENT, max_size=12), st.integers())
def test_every_byte_was_there_at_some_time(operations: list[Operation], seed: int) -> None:
    left = after(operations, seed).crashed()
    seen = {name: [set(content[at : at + 1]) | {0} for at in range(len(content))] for name, content in BEFORE.items()}
    numbers = dict(enumerate(BEFORE))
    for one in operations:
        if isinstance(one, Write) and one.file in numbers:
            known = seen[numbers[one.file]]
            known.extend({0} for _ in range(one.offset + len(one.data) - len(known)))
            for place, byte in enumerate(one.data, one.offset):
                known[place].add(byte)
        elif isinstance(one, Resize) and one.file in numbers:
            known = seen[numbers[one.file]]
            known.extend({0} for _ in range(one.size - len(known)))
    for name, content in left.items():
        assert len(content) <= len(seen[name])
        assert all(byte in known for byte, known in zip(content, seen[name], strict=False))


@given(OPERATIONS, st.integers())
def test_a_seed_tells_the_state(operations: list[Operation], seed: int) -> None:
    assert after(operations, seed).crashed() == after(operations, seed).crashed()


def states(*operations: Operation) -> list[dict[str, bytes]]:
    return [after(list(operations), seed).crashed() for seed in range(300)]


def test_a_name_may_come_back_until_its_directory_is_flushed() -> None:
    assert {"b" in left for left in states(Unname("b"))} == {True, False}
    assert {"b" in left for left in states(Unname("b"), FlushNames())} == {False}


def test_a_new_file_may_have_its_bytes_and_no_name() -> None:
    assert {left.get("n") for left in states(Name("n", 5), Write(5, 0, b"x"), Flush(5))} == {None, b"x"}


def test_a_later_write_may_arrive_without_an_earlier_one() -> None:
    found = {left["a"][:1] + left["a"][600:601] for left in states(Write(0, 0, b"1"), Write(0, 600, b"2"))}
    assert found >= {b"AA", b"12", b"A2", b"1A"}


def test_a_write_may_be_torn_or_leave_only_room() -> None:
    found = {left["b"][5000:] for left in states(Write(1, 5000, b"1" * 1144))}
    half = b"1" * 120 + bytes(1024)  # to the end of its first sector of 512
    assert found >= {b"", b"1" * 1144, bytes(1144), half}


def test_a_flush_that_failed_has_dropped_what_it_likes_for_good() -> None:
    found = {left["a"][:1] for left in states(Write(0, 0, b"1"), Flush(0, failed=True), Flush(0))}
    assert found == {b"A", b"1"}


@given(st.builds(Write, FILES, st.integers(0, 9000), st.binary(min_size=1, max_size=9000)), st.sampled_from(SECTORS))
def test_a_write_is_cut_where_sectors_begin(write: Write, sector: int) -> None:
    pieces = sectors(write, sector)
    assert b"".join(piece.data for piece in pieces) == write.data
    assert [piece.offset for piece in pieces[1:]] == [one.offset + len(one.data) for one in pieces[:-1]]
    assert all(piece.offset % sector == 0 for piece in pieces[1:])
    assert all(len(piece.data) <= sector for piece in pieces)
