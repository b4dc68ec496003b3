"""8-bit µ-law (ITU-T G.711): half the room of plain samples, and its loudness is a table of 256 bytes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

SILENCE = 0xFF
_BIAS = 132
_CLIP = 32635


def decoded(byte: int) -> int:
    """The 16-bit sample of a byte."""
    byte = ~byte & 0xFF
    size = (((byte & 0x0F) << 3) + _BIAS << (byte >> 4 & 7)) - _BIAS
    return -size if byte & 0x80 else size


def encoded(sample: int) -> int:
    """The byte nearest to a 16-bit sample."""
    size = min(abs(sample), _CLIP) + _BIAS
    exponent = size.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | size >> exponent + 3 & 0x0F) & 0xFF


def packed(samples: Iterable[int]) -> bytes:
    """16-bit samples as bytes."""
    return bytes(map(encoded, samples))


@cache
def table(volume: int) -> bytes:
    """For `bytes.translate`: sound at this volume, in per cent of what an ear takes for loud."""
    # An ear's half is well below half the pressure; the square is near it, and 100 leaves everything as it is.
    gain = (volume / 100) ** 2
    return bytes(encoded(round(decoded(byte) * gain)) for byte in range(256))
