"""Each framing under a hostile wire: any chunking, noise between and inside frames, silence; nothing undamaged is lost.

What stands in a stream is judged here a second time, plainly and slowly, from what is known of the devices.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import device_drivers as drivers
from device_drivers.frames import Answer, Frame, Held, KeyFrame, Sign
from device_drivers.framings.checksum import SUMS, Checksum, crc16_modbus
from device_drivers.framings.fixed import FixedFraming
from device_drivers.framings.mask import MaskFraming
from device_drivers.framings.modbus import ModbusFraming
from device_drivers.framings.prefixed import PrefixedFraming
from device_drivers.framings.sieve import Sieve

NAMES = drivers.shipped()
PROFILES = {name: drivers.load(name) for name in NAMES}
GAP = 0.05


# ---- the second opinion ------------------------------------------------------------------------------------------


def slow_crc(data: bytes) -> bytes:
    """CRC-16/MODBUS bit by bit, from its polynomial."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return bytes((crc & 0xFF, crc >> 8))


def jt905_at(data: bytes, at: int) -> int:
    """How long the frame at `at` is; 0 for none."""
    if data[at : at + 2] != b"\x55\xaa":
        return 0
    contents = int.from_bytes(data[at + 2 : at + 4], "big")
    size = 2 + 2 + contents + 1 + 2
    frame = data[at : at + size]
    if contents < 4 or size > 64 or len(frame) < size or frame[-2:] != b"\x55\xaa":
        return 0
    sum_ = 0
    for byte in frame[2:-3]:
        sum_ ^= byte
    return size if sum_ == frame[-3] else 0


def modbus_at(data: bytes, at: int) -> int:
    """How long the answer of unit 1 at `at` is; 0 for none."""
    for function, size in ((2, 6), (5, 8), (15, 8)):
        frame = data[at : at + size]
        if len(frame) == size and frame[:2] == bytes((1, function)) and slow_crc(frame[:-2]) == frame[-2:]:
            return size if function != 2 or frame[2] == 1 else 0
    return 0


def codes_at(name: str) -> Callable[[bytes, int], int]:
    """For the profiles whose frames are fixed sequences."""
    profile = PROFILES[name]
    codes: Any = profile.framing.codes  # of these framings: the bytes of a key's presses
    sent = [code for key in codes for code in codes[key]]
    sent += [profile.probe.answer] if profile.probe is not None and profile.probe.answer else []
    return lambda data, at: next((len(code) for code in sent if data.startswith(code, at)), 0)


def xid_at(data: bytes, at: int) -> int:
    """A response, or the answer to the probe."""
    if data.startswith(b"_xid0", at):
        return 5
    return 6 if len(data) - at >= 6 and data[at] == 0x6B and not data[at + 1] & 0x0C else 0


WHOLE_AT = {
    "jt905": jt905_at,
    "modbus-rtu": modbus_at,
    "xid": xid_at,
    **{name: codes_at(name) for name in ("ascii5", "pinpad-8x", "pinpad-esc")},
}


# ---- streams -----------------------------------------------------------------------------------------------------


def sent(name: str, key: str, pressed: bool = True) -> bytes:
    """What the device sends for a key."""
    framing = PROFILES[name].framing
    if isinstance(framing, ModbusFraming):
        answer = bytes((framing.unit, 2, 1, (1 << framing.codes[key]) if pressed else 0))
        return answer + slow_crc(answer)
    assert not isinstance(framing, MaskFraming)
    return framing.sends(key, pressed, random.Random(key).random() * 1e6)  # type: ignore[attr-defined,no-any-return]  # all but two


def damaged(frame: bytes) -> st.SearchStrategy[bytes]:
    """A frame with one byte changed, cut short, or with a byte lost."""
    place = st.integers(0, len(frame) - 1)
    return st.one_of(
        st.tuples(place, st.integers(1, 255)).map(
            lambda hit: frame[: hit[0]] + bytes((frame[hit[0]] ^ hit[1],)) + frame[hit[0] + 1 :]
        ),
        place.map(lambda at: frame[:at]),
        place.map(lambda at: frame[:at] + frame[at + 1 :]),
    )


def parts(name: str) -> st.SearchStrategy[list[tuple[bool, bytes]]]:
    """Undamaged frames (True) and what is none: anything, beginnings, damaged frames."""
    keys = list(PROFILES[name].framing.codes)
    good = st.sampled_from(keys).map(lambda key: (True, sent(name, key)))
    example = sent(name, keys[0])
    noise = st.one_of(
        st.binary(min_size=1, max_size=8),
        st.binary(max_size=6).map(lambda tail: example[:1] + tail),
        st.binary(max_size=6).map(lambda tail: example[: len(example) // 2] + tail),
        st.sampled_from(keys).flatmap(lambda key: damaged(sent(name, key))),
    )
    return st.lists(st.one_of(good, noise.map(lambda data: (False, data))), max_size=14)


def only_these(name: str, told: list[tuple[bool, bytes]]) -> bool:
    """No frame stands in the stream but those that were put there: noise may happen to be one."""
    mask = PROFILES[name].line.mask
    stream = bytes(byte & mask for _, data in told for byte in data)
    begins = [0, *accumulate(len(data) for _, data in told)]
    wanted = {at for (good, _), at in zip(told, begins, strict=False) if good}
    return {at for at in range(len(stream)) if WHOLE_AT[name](stream, at)} == wanted | inner(name, told, begins)


def inner(name: str, told: list[tuple[bool, bytes]], begins: list[int]) -> set[int]:
    """Places inside the good frames where a frame stands too, as the digit between STX and ETX."""
    found = set()
    for (good, data), begin in zip(told, begins, strict=False):
        if good:
            found |= {begin + at for at in range(1, len(data)) if WHOLE_AT[name](data, at)}
    return found


def expected(name: str, told: list[tuple[bool, bytes]]) -> list[Frame]:
    """What the undamaged frames say."""
    decoder = PROFILES[name].decoder()
    frames: list[Frame] = []
    for good, data in told:
        frames += decoder.feed(data, 0.0) if good else []
    return frames


EXACT = ["ascii5", "pinpad-8x", "pinpad-esc", "jt905", "modbus-rtu"]  # noise can be told from frames, see README


@pytest.mark.parametrize("name", EXACT)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_undamaged_frame_once_in_order_and_in_any_chunks(name: str, data: st.DataObject) -> None:
    told = data.draw(parts(name))
    assume(only_these(name, told))
    stream, decoder = b"".join(part for _, part in told), PROFILES[name].decoder()
    frames: list[Frame] = []
    at = 0
    while at < len(stream):
        size = data.draw(st.integers(1, min(16, len(stream) - at)))
        frames += decoder.feed(stream[at : at + size], 0.0)
        at += size
    frames += decoder.expire(GAP)
    assert frames == expected(name, told)
    if name != "ascii5" or not {13, 10} & set(stream):  # a line end behind a key is no noise
        assert decoder.noise == sum(len(part) for good, part in told if not good)
    assert decoder.deadline() is None


@pytest.mark.parametrize("name", EXACT)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_late_by_no_more_than_the_gap(name: str, data: st.DataObject) -> None:
    told = data.draw(parts(name))
    assume(only_these(name, told))
    decoder, now, frames = PROFILES[name].decoder(), 0.0, []
    for place, (_, part) in enumerate(told, 1):
        frames += decoder.feed(part, now)
        if data.draw(st.booleans()):  # the line falls silent
            deadline = decoder.deadline()
            assert deadline is None or deadline <= now + GAP
            frames += decoder.expire(now + GAP)
            assert frames == expected(name, told[:place])
            now += GAP + 0.001
    assert [*frames, *decoder.expire(now + GAP)] == expected(name, told)


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from("12345678"), st.booleans()),
            st.binary(max_size=9).map(lambda noise: bytes(byte for byte in noise if byte not in b"k_")),
        )
    ),
    st.data(),
)
def test_xid_noise_that_does_not_look_like_a_beginning_hides_nothing(
    told: list[tuple[str, bool] | bytes], data: st.DataObject
) -> None:
    stream = b"".join(part if isinstance(part, bytes) else sent("xid", *part) for part in told)
    decoder, frames, at = PROFILES["xid"].decoder(), [], 0
    while at < len(stream):
        size = data.draw(st.integers(1, len(stream) - at))
        frames += decoder.feed(stream[at : at + size], 0.0)
        at += size
    assert frames == [KeyFrame(*part) for part in told if not isinstance(part, bytes)]
    assert decoder.noise == sum(len(part) for part in told if isinstance(part, bytes))


@pytest.mark.parametrize("name", ["xid", "jt905", "modbus-rtu", "pinpad-esc"])
def test_a_half_frame_then_silence_hides_nothing_behind_it(name: str) -> None:
    whole = sent(name, "1" if name != "jt905" else "01")
    for cut in range(1, len(whole)):
        decoder = PROFILES[name].decoder()
        assert decoder.feed(whole[:cut], 1.0) == []
        assert decoder.deadline() == 1.0 + GAP
        assert decoder.expire(1.0 + GAP / 2) == []
        assert decoder.feed(b"", 1.0 + GAP) == []
        assert decoder.feed(whole, 1.1) != []
        assert decoder.noise == cut


@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_kilobytes_of_garbage_in_bounded_memory(name: str) -> None:
    rng, decoder = random.Random(7), PROFILES[name].decoder()
    longest = 64
    for size in (100_000, *(1 for _ in range(2000)), 100_000):
        decoder.feed(rng.randbytes(size), 0.0)
        if isinstance(decoder, Sieve):
            assert len(decoder._half) < longest  # all that it keeps
    for byte in (0x55, 0x01, 0x02, 0x6B, 0xFF):  # and of one that never ends
        decoder.feed(bytes((byte,)) * 100_000, 0.0)
        if isinstance(decoder, Sieve):
            assert len(decoder._half) < longest
    decoder.expire(1.0)
    decoder.reset()
    assert decoder.deadline() is None


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=120), st.lists(st.integers(1, 9), max_size=120))
def test_any_bytes_in_any_chunks_are_the_same_bytes(name: str, data: bytes, sizes: list[int]) -> None:
    whole, cut = PROFILES[name].decoder(), PROFILES[name].decoder()
    frames, at = [], 0
    for size in [*sizes, len(data)]:
        frames += cut.feed(data[at : at + size], 0.0)
        at += size
    frames += cut.expire(1.0)
    once = whole.feed(data, 0.0) + whole.expire(1.0)
    assert [frame for frame in frames if frame != Answer()] == [frame for frame in once if frame != Answer()]
    assert cut.noise == whole.noise


def test_a_corrupted_length_costs_the_cap_or_the_gap() -> None:
    decoder, good = PROFILES["jt905"].decoder(), sent("jt905", "01")
    claims_64 = b"\x55\xaa\x00\x39" + good[4:]
    assert decoder.feed(claims_64 + good, 0.0) == []
    assert decoder.expire(GAP) == [KeyFrame("01")]  # by the gap
    assert decoder.feed(claims_64 + good * 5, 1.0) == [KeyFrame("01")] * 5  # by the cap
    claims_65 = b"\x55\xaa\x00\x3a" + good[4:]
    assert decoder.feed(claims_65 + good, 2.0) == [KeyFrame("01")]  # at once


# ---- small parts -------------------------------------------------------------------------------------------------


@given(st.binary(max_size=40))
def test_the_fast_crc_is_the_slow_one(data: bytes) -> None:
    assert crc16_modbus(data) == slow_crc(data)
    assert crc16_modbus(b"123456789") == b"\x37\x4b"  # the published check value 4B37


@pytest.mark.parametrize(("kind", "sum_"), [("xor", b"\x00"), ("sum", b"\x06"), ("crc16-modbus", slow_crc(b"\1\2\3"))])
def test_a_checksum_sealed_holds_and_one_bit_breaks_it(kind: str, sum_: bytes) -> None:
    assert SUMS[kind](b"\1\2\3") == sum_
    checksum = Checksum(kind, 0, 2, 3)
    sealed = checksum.sealed(b"\1\2\3" + bytes(checksum.width) + b"\xee")
    assert (sealed, checksum.holds(sealed)) == (b"\1\2\3" + sum_ + b"\xee", True)
    assert not checksum.holds(b"\0" + sealed[1:])


@settings(deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 4, 16, 17, 31, 0x20, 0xFF]), max_size=60))
def test_a_mask_stream_is_its_rising_and_falling_edges(samples: list[int]) -> None:
    decoder = PROFILES["srbox"].decoder()
    frames = [frame for frame in decoder.feed(bytes(samples), 0.0) if frame != Answer()]
    good = [sample for sample in samples if sample < 32]
    wanted: list[Frame] = [Held(str(key)) for key in range(1, 6) if good and good[0] >> (key - 1) & 1]
    for before, after in pairwise(good):
        for key in range(1, 6):
            was, is_ = before >> (key - 1) & 1, after >> (key - 1) & 1
            wanted += [KeyFrame(str(key), bool(is_))] if was != is_ else []
    assert frames == wanted
    assert decoder.noise == len(samples) - len(good)
    assert (decoder.expire(9.0), decoder.deadline()) == ([], None)
    assert decoder.feed(b"", 0.0) == []
    decoder.reset()
    assert decoder.feed(b"\x10", 0.0) == [Held("5"), Answer()]  # not an edge any more


def test_what_a_simulator_sends_its_decoder_reads() -> None:
    for name, profile in PROFILES.items():
        framing = profile.framing
        if isinstance(framing, MaskFraming | ModbusFraming):
            continue
        for key in framing.codes:
            assert profile.decoder().feed(sent(name, key), 0.0) == [KeyFrame(key)], name
            released = sent(name, key, pressed=False)
            assert bool(released) == framing.tells_release
            if released:
                assert profile.decoder().feed(released, 0.0) == [KeyFrame(key, False)]
        if isinstance(framing, FixedFraming | PrefixedFraming):
            with pytest.raises(KeyError):
                framing.sends("no such key", True, 0.0)


def test_modbus_answers_that_are_not_ours_are_noise() -> None:
    other_unit = b"\x02\x02\x01\x01" + slow_crc(b"\x02\x02\x01\x01")
    too_many = b"\x01\x02\x02\x01\x00" + slow_crc(b"\x01\x02\x02\x01\x00")
    refused = b"\x01\x8f\x01" + slow_crc(b"\x01\x8f\x01")
    for data in (other_unit, too_many, refused):
        decoder = PROFILES["modbus-rtu"].decoder()
        assert decoder.feed(data, 0.0) + decoder.expire(1.0) == []
        assert decoder.noise == len(data)
    echo = b"\x01\x05\x00\x00\xff\x00"
    assert PROFILES["modbus-rtu"].decoder().feed(echo + slow_crc(echo), 0.0) == [Sign()]
