"""A board on Modbus RTU on its own side of the line (pure): inputs that are pressed, coils that light lamps."""

from __future__ import annotations

from collections.abc import Mapping

from device_drivers.behaviour import Fingers, Heard
from device_drivers.frames import Frame, KeyFrame
from device_drivers.framings.modbus import ON, READ_INPUTS, WRITE_COIL, WRITE_COILS, ModbusFraming, packed, sealed
from device_drivers.framings.sieve import MORE, NONE, Found, Sieve

NO_FUNCTION, NO_ADDRESS = 1, 2  # exception codes
EXCEPTION = 0x80
INPUTS = COILS = 16  # as many as the smallest boards have


class Requests:
    """A shape: what a host asks of one unit."""

    def __init__(self, unit: int) -> None:
        self.whole: Mapping[bytes, Frame] = {}
        self.starts = frozenset((unit,))
        self.longest = 9 + (COILS + 7) // 8

    def read(self, data: bytes, at: int) -> Found:
        """The request at `at`, as a frame that carries it in hexadecimal."""
        here = len(data) - at
        if here < 7:
            return MORE
        size = 9 + data[at + 6] if data[at + 1] == WRITE_COILS else 8
        if size > self.longest:
            return NONE
        if here < size:
            return MORE
        frame = data[at : at + size]
        return (size, (KeyFrame(frame.hex()),)) if sealed(frame[:-2]) == frame else NONE

    def reset(self) -> None:
        """Nothing is learnt from earlier requests."""


class Board:
    """Answers reading of discrete inputs and writing of coils; refuses the rest as the standard says."""

    def __init__(self, framing: ModbusFraming) -> None:
        self._framing = framing
        self._sieve = Sieve([Requests(framing.unit)], gap=framing.gap)
        self._noise = 0
        self._fingers = Fingers()
        self.coils = [False] * COILS

    def power_on(self) -> None:
        """All lamps are dark."""
        self._fingers.clear()
        self.coils = [False] * COILS

    def hear(self, data: bytes, at: float) -> list[Heard]:
        """The requests and their answers."""
        frames = self._sieve.feed(data, at)
        heard = [self._obey(bytes.fromhex(frame.key), at) for frame in frames if isinstance(frame, KeyFrame)]
        if self._sieve.noise != self._noise:
            self._noise = self._sieve.noise
            heard.append(Heard("", "something that is no request to this board"))
        return heard

    def press(self, key: str, at: float) -> bytes:
        """The input is on for a moment; nothing is sent."""
        _ = self._framing.codes[key]
        self._fingers.press(key)
        return b""

    def tick(self, at: float) -> bytes:
        """It speaks only when it is asked."""
        return b""

    def deadline(self) -> float | None:
        """It speaks only when it is asked."""
        return None

    def _obey(self, request: bytes, at: float) -> Heard:
        unit, function = request[0], request[1]
        first, value = int.from_bytes(request[2:4], "big"), int.from_bytes(request[4:6], "big")
        match function:
            case 2 if first + value <= INPUTS and value:
                down = {self._framing.codes[key] for key in self._fingers.down(at)}
                data = packed([place in down for place in range(first, first + value)])
                reply = bytes((unit, READ_INPUTS, len(data))) + data
                return Heard("poll", "poll of the inputs", sealed(reply), quiet=True)
            case 5 if first < COILS and value in (0, ON):
                self.coils[first] = bool(value)
                return Heard("lamps", self._lamps(), request)
            case 15 if first + value <= COILS:
                bits = int.from_bytes(request[7:-2], "little")
                self.coils[first : first + value] = [bool(bits >> place & 1) for place in range(value)]
                return Heard("lamps", self._lamps(), sealed(request[:6]))
        known = function in (READ_INPUTS, WRITE_COIL, WRITE_COILS)
        reply = bytes((unit, function | EXCEPTION, NO_ADDRESS if known else NO_FUNCTION))
        return Heard("", f"function {function:02X} at {first}, which this board has not", sealed(reply))

    def _lamps(self) -> str:
        lit = [str(place) for place, on in enumerate(self.coils) if on]
        return f"lamps on: {', '.join(lit)}" if lit else "all lamps off"
