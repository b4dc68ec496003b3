"""Commands on their way: in order, paced, bounded, dropped when nobody takes them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

import device_drivers as drivers
from device_drivers.outgoing import MOST, PATIENCE, Outgoing

LINE = drivers.load("ascii5").line


def test_a_command_is_due_whole_and_at_once() -> None:
    out = Outgoing(LINE)
    assert not out
    assert out.due(0.0) == b""
    assert out.deadline(0.0) is None
    out.put([b"abc", b"d"], 0.0)
    assert out.due(0.0) == b"abc"
    out.taken(0, 0.0)
    out.taken(2, 0.0)
    assert out.due(0.0) == b"c"
    out.taken(1, 0.0)
    assert out.due(0.0) == b"d"


def test_a_command_waits_for_the_answer_to_the_one_before_or_for_its_time() -> None:
    out = Outgoing(replace(LINE, frame_delay=0.004, answer_within=0.1))
    out.put([b"ab", b"cd", b"ef"], 1.0)
    out.taken(2, 1.0)
    assert (out.due(1.09), out.deadline(1.09)) == (b"", 1.1)
    out.answered(1.02)
    assert (out.due(1.023), out.due(1.024)) == (b"", b"cd")
    out.answered(1.03)  # an answer to nothing delays nothing
    assert out.due(1.03) == b"cd"
    out.taken(2, 1.03)
    assert (out.due(1.12), out.overdue(1.12)) == (b"", False)
    assert (out.due(1.131), out.overdue(1.131), out.overdue(1.131)) == (b"ef", True, False)  # never answered
    out.taken(2, 1.2)
    assert 1.3 <= (out.deadline(1.2) or 0) < 1.301
    out.clear()
    assert (out.deadline(1.2), out.overdue(9.0)) == (None, False)


def test_whoever_need_not_wait_is_not_held_back_by_what_comes() -> None:
    out = Outgoing(LINE)
    out.put([b"a", b"b"], 1.0)
    out.taken(1, 1.0)
    out.answered(1.0)
    assert out.due(1.0) == b"b"


def test_bytes_and_commands_are_paced() -> None:
    out = Outgoing(replace(LINE, byte_delay=0.001, frame_delay=0.01))
    out.put([b"ab", b"c"], 1.0)
    assert out.due(1.0) == b"a"
    out.taken(1, 1.0)
    assert out.due(1.0005) == b""
    assert out.deadline(1.0005) == 1.001
    assert out.due(1.001) == b"b"
    out.taken(1, 1.001)
    assert out.due(1.002) == b""
    assert out.due(1.012) == b"c"


def test_what_nobody_takes_is_dropped() -> None:
    out = Outgoing(LINE)
    out.put([b"a"], 0.0)
    assert out.deadline(0.0) == PATIENCE
    out.put([b"b"], 1.0)  # later commands do not prolong it
    assert not out.stalled(PATIENCE - 0.1)
    assert out.stalled(PATIENCE)
    out.clear()
    assert not out.stalled(9.0)


@given(st.lists(st.lists(st.binary(min_size=1, max_size=3), max_size=9), max_size=9))
def test_it_never_holds_more_than_its_bound_and_keeps_the_order(batches: list[list[bytes]]) -> None:
    out = Outgoing(LINE)
    for batch in batches:
        out.put(batch, 0.0)
    kept = [command for batch in batches for command in batch][:MOST]
    for command in kept:
        assert out.due(0.0) == command
        out.taken(len(command), 0.0)
    assert not out
