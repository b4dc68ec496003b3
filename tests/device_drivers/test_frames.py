"""Bytes → frames: any chunking, any noise, every undamaged frame exactly once and in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import device_drivers as drivers
from device_drivers.frames import Answer, Frame, KeyFrame
from device_drivers.framings.codes import Codes
from device_drivers.framings.sieve import Sieve

A, AB, BELL = KeyFrame("A"), KeyFrame("AB"), KeyFrame("bell")
# One byte; two that begin alike; one hidden inside the beginning of another.
WORDS: dict[bytes, Frame] = {b"a": A, b"xyz": AB, b"xq": BELL, b"y": Answer()}


def words(gap: float = 0.05) -> Sieve:
    return Sieve([Codes(WORDS)], ignored_after=b"\r\n", gap=gap)


def test_every_key_of_ascii5() -> None:
    decoder = drivers.load("ascii5").decoder()
    assert decoder.feed(b"1\r2\n3\r\n45!", 0.0) == [KeyFrame(key) for key in "12345"] + [Answer()]
    assert decoder.noise == 0


def test_a_line_end_is_ignored_only_behind_a_frame() -> None:
    decoder = drivers.load("ascii5").decoder()
    assert decoder.feed(b"\r5\r\n\n", 0.0) == [KeyFrame("5")]
    assert decoder.noise == 2


def test_a_frame_behind_a_broken_one_is_found() -> None:
    decoder = words()
    assert decoder.feed(b"xya", 0.0) == [Answer(), A]  # x is noise; y and a are not
    assert decoder.noise == 1


def test_a_half_frame_waits_for_the_gap_and_no_longer() -> None:
    decoder = words(gap=0.05)
    assert decoder.feed(b"xy", 1.0) == []
    assert decoder.deadline() == 1.05
    assert decoder.expire(1.04) == []
    assert decoder.expire(1.06) == [Answer()]
    assert decoder.deadline() is None
    assert decoder.noise == 1


def test_a_half_frame_left_in_the_line_does_not_swallow_the_next() -> None:
    decoder = words(gap=0.05)
    assert decoder.feed(b"x", 1.0) == []
    assert decoder.feed(b"q", 3.0) == []
    assert decoder.noise == 2


def test_a_slow_frame_within_the_gap_is_one() -> None:
    decoder = words(gap=0.05)
    assert decoder.feed(b"x", 1.0) + decoder.feed(b"y", 1.04) + decoder.feed(b"z", 1.08) == [AB]


def test_opened_anew_a_half_frame_is_forgotten() -> None:
    decoder = words()
    decoder.feed(b"x", 0.0)
    decoder.reset()
    assert decoder.feed(b"q", 0.0) == []


def test_the_mask_takes_a_bit_away() -> None:
    assert Sieve([Codes({b"1": A})], mask=0x7F).feed(b"\xb1", 0.0) == [A]


@given(st.lists(st.sampled_from([b"a", b"xyz", b"xq", b"\x00", b"\xff", b"k"])), st.data())
def test_chunks_do_not_matter_and_noise_takes_nothing_with_it(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    decoder, frames, at = words(), [], 0
    while at < len(stream):
        size = data.draw(st.integers(1, len(stream) - at))
        frames += decoder.feed(stream[at : at + size], 0.0)
        at += size
    assert frames == [WORDS[part] for part in parts if part in WORDS]
    assert decoder.noise == sum(part not in WORDS for part in parts)


@given(st.binary(max_size=200), st.lists(st.floats(0, 0.2), max_size=200))
def test_any_bytes_at_any_time_are_taken_and_none_is_kept_for_long(data: bytes, pauses: list[float]) -> None:
    decoder, now = words(), 0.0
    taken = 0
    for byte, pause in zip(data, pauses, strict=False):
        now += pause
        taken += len(decoder.feed(bytes((byte,)), now))
    taken += len(decoder.expire(now + 1))
    assert decoder.deadline() is None
    assert taken + decoder.noise <= len(data)
    decoder.feed(b"!", now + 2)  # noise: ends what a line end could follow
    assert decoder.feed(b"a", now + 2) == [A]


def test_a_hundred_thousand_bytes_of_garbage_leave_nothing_behind() -> None:
    decoder = drivers.load("ascii5").decoder()
    assert decoder.feed(b"\xa5" * 100_000 + b"5", 0.0) == [KeyFrame("5")]
    assert decoder.noise == 100_000
    assert decoder.deadline() is None
