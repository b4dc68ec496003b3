"""Bytes to texts: whatever stands around a text, however the bytes are cut, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.scans import GAP, LONGEST, SPOILT, Scans, bare
from device_drivers.us_keys import PLAIN, SHIFTED, UsKeys

TEXTS = st.text("ABCXYZ0189-/:.", min_size=1, max_size=50)
ENDS = st.sampled_from([b"\r", b"\n", b"\r\n", b"\x03", b"\x03\r\n"])


def read(data: bytes, **around: str) -> list[str]:
    scans = Scans(**around)
    return scans.feed(data, 0.0) + scans.expire(GAP)


@given(st.lists(st.tuples(TEXTS, ENDS), max_size=5), st.data())
def test_however_the_bytes_are_cut_the_texts_come_out(sent: list[tuple[str, bytes]], data: st.DataObject) -> None:
    whole = b"".join(text.encode() + end for text, end in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    scans, found = Scans(), []
    for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        found += scans.feed(whole[begin:end], 1.0)
    assert found == [text for text, _ in sent]
    assert scans.noise == 0
    assert scans.deadline() is None


@given(st.binary(max_size=1000), st.lists(st.floats(0, 1), max_size=20))
def test_whatever_comes_a_text_is_short_and_printable_and_nothing_waits_for_ever(
    data: bytes, pauses: list[float]
) -> None:
    scans, now, found = Scans(), 0.0, []
    size = 1 + len(data) // (len(pauses) + 1)
    for place, pause in enumerate([*pauses, 0.0]):
        found += scans.feed(data[place * size : (place + 1) * size], now)
        now += pause
    found += scans.expire(now + GAP)
    assert scans.deadline() is None
    for text in found:
        assert 0 < len(text) <= LONGEST
        assert text == text.strip()
        assert not any(ord(sign) < 32 for sign in text)


@given(TEXTS, st.binary(max_size=300))
def test_a_good_text_behind_a_line_of_rubbish_is_not_lost(text: str, rubbish: bytes) -> None:
    assert read(rubbish + b"\r" + text.encode() + b"\r")[-1] == text


def test_a_pause_ends_a_text_without_a_line_end() -> None:
    scans = Scans()
    assert scans.feed(b"A-1", 5.0) == []
    assert scans.deadline() == 5.0 + GAP
    assert scans.expire(5.0 + GAP / 2) == []
    assert scans.feed(b"B-2", 6.0) == ["A-1"]
    assert scans.expire(6.0 + GAP) == ["B-2"]
    assert scans.expire(99.0) == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x02A-1\x03", "A-1"),
        (b"\x02A-1\x03\r\n", "A-1"),
        (b"]C0A-1\r", "A-1"),
        (b"\x02]Q3A-1\x03", "A-1"),
        (b"]C1\x1d01A-1\x1d\r", "01A-1"),
        (b"  A-1 \t\r", "A-1"),
        ("受理号 7\n".encode(), "受理号 7"),
        ("受理号 7\n".encode("gb18030"), "受理号 7"),
        (b"]CA-1\r", ""),  # C and A are a kind as well: an identifier has three characters
    ],
)
def test_what_stands_around_a_text_is_taken_off(data: bytes, text: str) -> None:
    if text:
        assert read(data) == [text]
    else:
        assert read(data) == ["-1"]


def test_this_machine_s_own_prefix_and_suffix() -> None:
    assert read(b";6222001=9912?\r", prefix=";", suffix="?") == ["6222001=9912"]
    assert bare("CARD:77", "CARD:") == "77"
    assert bare("77", "CARD:", "#") == "77"


def test_what_is_no_text_is_counted() -> None:
    scans = Scans()
    assert scans.feed(b"x" * LONGEST + b"\r", 0.0) == ["x" * LONGEST]
    assert scans.feed(b"x" * (LONGEST + 7) + b"\rA-1\r", 0.0) == ["A-1"]
    assert scans.noise == LONGEST + 7
    assert scans.feed(b"\xff\xff\xff\r\x1d\x1d\r\r\r", 0.0) == []
    assert scans.noise == LONGEST + 12
    assert scans.feed(b"ab\x02C\r", 0.0) == ["C"]
    assert scans.noise == LONGEST + 14


def test_a_text_of_which_something_was_lost_is_none() -> None:
    scans = Scans()
    assert scans.feed(b"12" + SPOILT + b"34", 0.0) == []
    assert scans.deadline() is not None
    assert scans.expire(GAP) == []
    assert scans.feed(b"12" + SPOILT + b"34\r56\r", 1.0) == ["56"]
    assert scans.feed(b"12" + SPOILT, 2.0) == []
    scans.reset()
    assert scans.feed(b"56\r", 2.0) == ["56"]


def test_half_a_text_is_none_after_the_port_was_opened_anew() -> None:
    scans = Scans()
    scans.feed(b"1234", 0.0)
    scans.reset()
    assert scans.noise == 4
    assert scans.feed(b"56\r", 0.0) == ["56"]


# ---- keys ----

SHIFT, CTRL, CAPS, ENTER = 42, 29, 58, 28
CODES = {sign: (code, False) for code, sign in reversed(PLAIN.items())} | {
    sign: (code, True) for code, sign in reversed(SHIFTED.items()) if sign not in PLAIN.values()
}


def typed(text: str) -> bytes:
    keys, said = UsKeys(), b""
    for sign in text:
        code, shifted = CODES[sign]
        if shifted:
            said += keys.down(SHIFT)
        said += keys.down(code)
        keys.up(code)
        keys.up(SHIFT)
    return said


@given(st.text("".join(map(chr, range(32, 127)))))
def test_every_printable_ascii_character_can_be_typed(text: str) -> None:
    assert typed(text) == text.encode()


def test_keys_by_their_numbers() -> None:
    """linux/input-event-codes.h: KEY_Q 16, KEY_A 30, KEY_Z 44, KEY_MINUS 12, KEY_SLASH 53, KEY_DOT 52, KEY_KP7 71."""
    keys = UsKeys()
    assert b"".join(map(keys.down, (16, 30, 44, 12, 53, 52, 71, 82, 83, 74, 98, 57, ENTER, 96))) == b"qaz-/.70.-/ \r\r"
    keys.down(54)
    assert b"".join(map(keys.down, (16, 39, 12, 2, 71))) == b"Q:_!7"
    keys.up(54)
    assert keys.down(CAPS) == b""
    assert b"".join(map(keys.down, (16, 12))) == b"Q-"
    keys.down(SHIFT)
    assert keys.down(16) == b"q"


def test_what_is_no_text_types_nothing() -> None:
    keys = UsKeys()
    assert keys.down(1) == keys.down(183) == b""
    keys.down(CTRL)
    assert keys.down(30) == keys.down(ENTER) == b""
    keys.up(CTRL)
    assert keys.down(30) == b"a"
    assert not keys.counts(SHIFT)
    assert not keys.counts(CAPS)
    assert keys.counts(30)
