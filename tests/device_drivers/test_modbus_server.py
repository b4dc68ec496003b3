"""`modbus-rtu` against pymodbus' own serial server: two pseudo-terminals, tied together as by a null modem."""

from __future__ import annotations

import asyncio
import os
import select
import threading
import tty
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

import device_drivers as drivers
from device_drivers.messages import Cue

if TYPE_CHECKING:
    from conftest import Bench

FIRST_INPUT, FIRST_COIL, UNIT = 3, 7, 17  # not where the shipped profile has them: nothing may depend on zero


class NullModem:
    """Two terminals; what one is sent comes out of the other."""

    def __init__(self) -> None:
        self._masters, self._slaves = zip(*(os.openpty() for _ in range(2)), strict=True)
        for slave in self._slaves:
            tty.setraw(slave)
        self.ends = tuple(os.ttyname(slave) for slave in self._slaves)
        self._ending, self._end = os.pipe()
        self._thread = threading.Thread(target=self._carry, name="null-modem")
        self._thread.start()

    def _carry(self) -> None:
        one, other = self._masters
        while True:
            readable, _, _ = select.select([one, other, self._ending], [], [])
            if self._ending in readable:
                return
            for fd in readable:
                os.write(other if fd == one else one, os.read(fd, 4096))

    def close(self) -> None:
        """Cut it."""
        os.write(self._end, b"x")
        self._thread.join()
        for fd in (*self._masters, *self._slaves, self._ending, self._end):
            os.close(fd)


class Server:
    """pymodbus' server on a thread of its own; `inputs` may be set at any time."""

    def __init__(self, port: str) -> None:
        self.inputs = [False] * 16
        self.coils: list[bool] = [False] * 16
        self.functions: list[int] = []
        self.busy = 0  # writes that are refused, as a board does that has no time now
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="pymodbus")
        self._ready = threading.Event()
        self._thread.start()
        assert self._ready.wait(10)

    async def _action(
        self, function: int, start: int, address: int, count: int, current: Any, new: Any
    ) -> ExcCodes | None:
        self.functions.append(function)
        if function == 2:
            current[0] = sum(on << place for place, on in enumerate(self.inputs))
        elif new is not None and self.busy:
            self.busy -= 1
            return ExcCodes.DEVICE_BUSY
        elif new is not None:  # None: what was written is read back
            self.coils[address : address + len(new)] = [bool(on) for on in new]
        return None

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        bits = [False] * 16
        blocks = (
            [SimData(0, values=bits, datatype=DataType.BITS)],
            [SimData(0, values=bits, datatype=DataType.BITS)],
            [SimData(0, values=0, datatype=DataType.REGISTERS)],
            [SimData(0, values=0, datatype=DataType.REGISTERS)],
        )
        device = SimDevice(UNIT, simdata=blocks, action=self._action)
        self._server = ModbusSerialServer(device, port=self._port, baudrate=9600)
        serving = asyncio.ensure_future(self._server.serve_forever(background=True))
        await serving
        self._ready.set()
        self._stopped = asyncio.Event()
        await self._stopped.wait()
        await self._server.shutdown()

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()


@pytest.fixture
def line() -> Iterator[NullModem]:
    made = NullModem()
    yield made
    made.close()


@pytest.fixture
def server(line: NullModem) -> Iterator[Server]:
    made = Server(line.ends[0])
    yield made
    made.close()


def profile(function: str) -> drivers.Profile:
    """The shipped one with other addresses, as a technician would copy it."""
    import tomllib

    from device_drivers.profile import SHIPPED, parse

    table = tomllib.loads((SHIPPED / "modbus-rtu.toml").read_text(encoding="utf-8"))
    table["framing"] |= {"unit": UNIT, "codes": {str(key): FIRST_INPUT + key - 1 for key in range(1, 6)}}
    table["lamps"] |= {"first": FIRST_COIL, "function": function, "ask": [1, 3, 5]}
    return parse(table, "pad.toml")


@pytest.mark.parametrize("function", ["05", "0f"])
def test_polled_pressed_and_lit(line: NullModem, server: Server, function: str, bench_class: type[Bench]) -> None:
    made = profile(function)
    bench = bench_class(line.ends[1], replace(made, manners=replace(made.manners, debounce=0.0)))
    bench.pad.start()
    try:
        bench.until_state("ready")
        for arming, level in enumerate((5, 1, 3, 2, 4), 1):
            bench.pad.show(Cue.ASK, arming)
            bench.until(lambda: server.coils[FIRST_COIL : FIRST_COIL + 5] == [True, False, True, False, True], "lit")
            server.inputs[FIRST_INPUT + level - 1] = True
            assert (bench.press().level, arming) == (level, arming)
            bench.until(lambda: not any(server.coils), "dark: the press has been taken")
            server.inputs[FIRST_INPUT + level - 1] = False
            bench.pad.show(Cue.THANKS)
            polls = len(server.functions)
            bench.until(lambda polls=polls: len(server.functions) > polls + 2, "the release was polled")
        assert set(server.functions) == {2, int(function, 16)}
        assert bench.pad.status().noise == 0
    finally:
        bench.pad.stop()


def test_a_board_that_falls_silent_and_comes_back(line: NullModem, bench_class: type[Bench]) -> None:
    bench = bench_class(line.ends[1], profile("0f"))
    bench.pad.start()
    try:
        bench.until_state("degraded")
        server = Server(line.ends[0])
        bench.until_state("ready")
        server.close()
        bench.until_state("degraded")
        server = Server(line.ends[0])
        bench.until_state("ready")
        bench.pad.show(Cue.ASK, 1)
        server.inputs[FIRST_INPUT] = True
        assert bench.press().level == 1
        server.close()
    finally:
        bench.pad.stop()


@pytest.mark.parametrize("function", ["05", "0f"])
def test_lamps_that_were_refused_are_lit_all_the_same(
    line: NullModem, server: Server, function: str, bench_class: type[Bench]
) -> None:
    bench = bench_class(line.ends[1], profile(function))
    bench.pad.start()
    try:
        bench.until_state("ready")
        server.busy = 3
        bench.pad.show(Cue.ASK, 1)
        bench.until(lambda: server.coils[FIRST_COIL : FIRST_COIL + 5] == [True, False, True, False, True], "lit")
        assert server.busy == 0
    finally:
        bench.pad.stop()


def test_what_was_held_when_the_board_was_found_is_no_press_and_is_named_in_time(
    line: NullModem, server: Server, bench_class: type[Bench]
) -> None:
    made = profile("0f")
    # No dead time: the test lets go and presses faster than any hand.
    made = replace(made, manners=replace(made.manners, stuck_hold=0.5, debounce=0.0))
    server.inputs[FIRST_INPUT + 4] = True
    bench = bench_class(line.ends[1], made)
    bench.pad.show(Cue.ASK, 1)
    bench.pad.start()
    try:
        assert "held down" in bench.until_state("degraded").reason
        assert bench.presses.empty()
        server.inputs[FIRST_INPUT + 4] = False
        bench.until_state("ready")
        server.inputs[FIRST_INPUT + 4] = True
        assert bench.press().level == 5
    finally:
        bench.pad.stop()


def test_polls_come_twenty_to_fifty_times_a_second_on_paper() -> None:
    for name in drivers.shipped():
        probe = drivers.load(name).probe
        if probe is not None and probe.poll:
            assert 20 <= 1 / probe.every <= 50


def test_nothing_of_the_test_stays(tmp_path: Path) -> None:
    assert not [thread for thread in threading.enumerate() if thread.name in ("pymodbus", "null-modem")]
