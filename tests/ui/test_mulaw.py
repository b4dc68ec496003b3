"""8-bit µ-law: the standard's own numbers, and that volume is only volume."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.ui.mulaw import SILENCE, decoded, encoded, packed, table


@pytest.mark.parametrize(
    ("byte", "sample"), [(0x00, -32124), (0x80, 32124), (0xFF, 0), (0x7F, 0), (0xF0, 120), (0x70, -120), (0x8F, 16764)]
)
def test_the_standard_s_numbers(byte: int, sample: int) -> None:
    assert decoded(byte) == sample


@given(sample=st.integers(-32768, 32767))
def test_a_sample_comes_back_as_nearly_as_there_are_steps(sample: int) -> None:
    near = decoded(encoded(sample))
    assert abs(near - max(-32124, min(32124, sample))) <= max(4, abs(sample) / 15)
    assert decoded(encoded(near)) == near


@given(volume=st.integers(0, 100), byte=st.integers(0, 255))
def test_softer_is_never_louder_and_full_is_untouched(volume: int, byte: int) -> None:
    assert abs(decoded(table(volume)[byte])) <= abs(decoded(byte))
    assert decoded(table(100)[byte]) == decoded(byte)
    assert decoded(table(0)[byte]) == 0


def test_silence_is_silent_at_any_volume() -> None:
    assert packed([0, 0]) == bytes([SILENCE] * 2)
    assert {table(volume)[SILENCE] for volume in range(101)} == {SILENCE}
