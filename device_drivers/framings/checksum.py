"""Checksums (pure): which one, over which bytes, and where it stands in the frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor


def _crc_of(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ 0xA001 if byte & 1 else byte >> 1
    return byte


_CRC16 = tuple(map(_crc_of, range(256)))


def crc16_modbus(data: bytes) -> bytes:
    """CRC-16/MODBUS, low byte first."""
    crc = 0xFFFF
    for byte in data:
        crc = crc >> 8 ^ _CRC16[(crc ^ byte) & 0xFF]
    return crc.to_bytes(2, "little")


SUMS: Mapping[str, Callable[[bytes], bytes]] = {
    "xor": lambda data: bytes((reduce(xor, data, 0),)),
    "sum": lambda data: bytes((sum(data) & 0xFF,)),
    "crc16-modbus": crc16_modbus,
}


@dataclass(frozen=True, slots=True)
class Checksum:
    """Where a frame's checksum stands and what it covers; negative places count from the frame's end, as -1 is its
    last byte."""

    kind: str  # of SUMS
    first: int  # the first byte covered
    last: int  # the last byte covered
    at: int  # its own first byte

    @property
    def width(self) -> int:
        """Its bytes."""
        return len(SUMS[self.kind](b""))

    def over(self, frame: bytes) -> bytes:
        """What it should be in this frame."""
        return SUMS[self.kind](frame[self.first : self.last % len(frame) + 1])

    def holds(self, frame: bytes) -> bool:
        """Whether the frame is undamaged."""
        return frame.startswith(self.over(frame), self.at % len(frame))

    def sealed(self, frame: bytes) -> bytes:
        """The frame with its checksum set."""
        value, at = self.over(frame), self.at % len(frame)
        return frame[:at] + value + frame[at + len(value) :]
