"""Framing `modbus`: Modbus RTU, polled. Discrete inputs are the keys (FC 02), coils the lamps (FC 05 or 0F).

The requests are made here too, since they carry the unit, the places and a checksum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from device_drivers.frames import Answer, Decoder, Frame, Sign
from device_drivers.framings.checksum import crc16_modbus
from device_drivers.framings.edges import Edges
from device_drivers.framings.sieve import MORE, NONE, Found, Sieve

READ_INPUTS, WRITE_COIL, WRITE_COILS = 0x02, 0x05, 0x0F
ON = 0xFF00  # what FC 05 writes for a coil that is to be on
ECHO = 8  # bytes of an answer to FC 05 and 0F
REFUSED = 5  # bytes of an exception
_SIGN: Sequence[Frame] = (Sign(),)


def sealed(data: bytes) -> bytes:
    """A frame with its checksum."""
    return data + crc16_modbus(data)


def packed(bits: Sequence[bool]) -> bytes:
    """Bits eight to a byte, the first one lowest, as Modbus packs them."""
    whole = sum(bit << place for place, bit in enumerate(bits))
    return whole.to_bytes((len(bits) + 7) // 8, "little")


class Answers:
    """A shape: what one unit answers to our requests. Exceptions are noise: a board that refuses every poll is not
    the one that the profile means."""

    def __init__(self, unit: int, first: int, inputs: Mapping[str, int]) -> None:
        count = max(inputs.values()) - first + 1
        self.whole: Mapping[bytes, Frame] = {}
        self.starts = frozenset((unit,))
        self._bytes = (count + 7) // 8
        self._size = self._bytes + 5
        self.longest = max(self._size, ECHO)
        self._edges = Edges({key: 1 << address - first for key, address in inputs.items()})

    def read(self, data: bytes, at: int) -> Found:
        """The answer at `at`."""
        here = len(data) - at
        if here < 3:
            return MORE if here < 2 or data[at + 1] in (READ_INPUTS, WRITE_COIL, WRITE_COILS) else NONE
        function = data[at + 1]
        if function == READ_INPUTS and data[at + 2] == self._bytes:
            size = self._size
        elif function in (WRITE_COIL, WRITE_COILS):
            size = ECHO
        else:
            return NONE
        if here < size:
            return MORE
        frame = data[at : at + size]
        if crc16_modbus(frame[:-2]) != frame[-2:]:
            return NONE
        if function != READ_INPUTS:
            return size, _SIGN
        return size, [*self._edges.sample(int.from_bytes(frame[3:-2], "little")), Answer()]

    def reset(self) -> None:
        """Forget which keys are down."""
        self._edges.reset()


@dataclass(frozen=True, slots=True)
class ModbusFraming:
    """What a profile says of a board on Modbus RTU."""

    unit: int
    codes: Mapping[str, int]  # key → the address of its discrete input
    gap: float  # s

    tells_release = True

    @property
    def first(self) -> int:
        """The lowest input's address."""
        return min(self.codes.values())

    @property
    def count(self) -> int:
        """How many inputs are asked for."""
        return max(self.codes.values()) - self.first + 1

    def decoder(self, mask: int, answer: bytes | None) -> Decoder:
        """A fresh decoder of what the unit answers."""
        return Sieve([Answers(self.unit, self.first, self.codes)], mask=mask, gap=self.gap)

    def poll(self) -> bytes:
        """The request for all keys."""
        return sealed(_words(self.unit, READ_INPUTS, self.first, self.count))

    def one_lamp(self, address: int, on: bool) -> bytes:
        """The request that switches one coil."""
        return sealed(_words(self.unit, WRITE_COIL, address, ON if on else 0))

    def all_lamps(self, first: int, lamps: Sequence[bool]) -> bytes:
        """The request that switches a row of coils."""
        data = packed(lamps)
        return sealed(_words(self.unit, WRITE_COILS, first, len(lamps)) + bytes((len(data),)) + data)


def _words(unit: int, function: int, *words: int) -> bytes:
    return bytes((unit, function)) + b"".join(word.to_bytes(2, "big") for word in words)
