"""Everything that is known to happen to a port, provoked on a real pseudo-terminal, and the pad afterwards."""

from __future__ import annotations

import contextlib
import os
import queue
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import serial
from serial.tools import list_ports as pyserial_ports

import device_drivers as drivers
from device_drivers import discover, exchange, keeper, rivals
from device_drivers.link import faults
from device_drivers.messages import Cue, PadStatus, PortState, Press

if TYPE_CHECKING:
    from conftest import Bench, Wire

    Supervise = Callable[..., drivers.PadSupervisor]
    Rival = Callable[..., AbstractContextManager[int]]

States = queue.SimpleQueue[PadStatus]


def until_said(states: States, words: str) -> PadStatus:
    """The first state from now on whose reason has these words."""
    seen = []
    while True:
        try:
            status = states.get(timeout=10)
        except queue.Empty:
            pytest.fail(f"never said {words!r}; said {seen}")
        seen.append(status.reason)
        if words in status.reason:
            return status


# ---- what pyserial throws --------


def read_when_gone(port: serial.Serial, wire: Wire) -> None:
    wire.unplug()
    port.read(1)


def count_when_gone(port: serial.Serial, wire: Wire) -> None:
    wire.unplug()
    _ = port.in_waiting


def flush_when_gone(port: serial.Serial, wire: Wire) -> None:
    wire.unplug()
    port.flush()


def clear_when_gone(port: serial.Serial, wire: Wire) -> None:
    wire.unplug()
    port.reset_input_buffer()


def write_when_gone(port: serial.Serial, wire: Wire) -> None:
    wire.unplug()
    port.write(b"?")


def read_beyond_1024(port: serial.Serial, wire: Wire) -> None:
    many = [os.open("/dev/null", os.O_RDONLY) for _ in range(1100)]
    try:
        with serial.Serial(str(wire.link)) as late:
            late.read(1)
    finally:
        for fd in many:
            os.close(fd)


@pytest.mark.parametrize(
    "provoke",
    [
        read_when_gone,
        count_when_gone,
        flush_when_gone,
        clear_when_gone,
        write_when_gone,
        read_beyond_1024,
    ],
)
def test_whatever_pyserial_throws_is_on_our_list(wire: Wire, provoke: Callable[[serial.Serial, Wire], None]) -> None:
    port = serial.Serial(str(wire.link))
    with pytest.raises(faults()):
        provoke(port, wire)
    assert port.is_open  # what it says of itself is worth nothing
    port.close()


def test_a_port_that_is_closed_during_a_read_throws_what_is_on_our_list_or_reads_nothing(wire: Wire) -> None:
    port = serial.Serial(str(wire.link))
    closing = threading.Timer(0.1, port.close)
    closing.start()
    with contextlib.suppress(*faults()):  # which of the two it does is a race inside pyserial
        assert port.read(1) == b""
    closing.join()


# ---- the far end comes and goes --------


@pytest.mark.parametrize("debounce", [0.0])  # the test presses faster than any hand
def test_four_hundred_unplugs_under_load_lose_no_press_and_invent_none(bench: Bench, wire: Wire) -> None:
    """Somebody wishes without end, and the pad babbles up to the moment it is pulled out."""
    ending = threading.Event()

    def wish() -> None:
        while not ending.wait(0.0005):
            bench.pad.show(Cue.ASK, bench.asked)

    wishing = threading.Thread(target=wish)
    wishing.start()
    try:
        for arming in range(1, 401):
            bench.asked = arming
            bench.pad.show(Cue.ASK, arming)
            wire.send(b"zz%d\xff" % (1 + arming % 5))
            assert bench.press().arming == arming
            wire.send(b"\xa5" * (arming % 50))  # some of it unread when the end comes
            wire.unplug()
            wire.plug()
            bench.until(lambda n=arming: bench.pad.status().opened > n, "opened again")
    finally:
        ending.set()
        wishing.join()
    assert bench.presses.empty()
    assert bench.pad.status().counts.presses == 400
    assert bench.pad.alive()


@pytest.mark.parametrize("how", ["by-id", "by-path", "numbers"])
def test_it_comes_back_under_another_name(
    how: str,
    wire: Wire,
    tmp_path: Path,
    supervise: Supervise,
    eventually: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The USB port list of a machine is the one thing made up: it names whatever the wire is now."""
    monkeypatch.setattr(discover, "SERIAL", tmp_path / "serial")
    place = tmp_path / "serial" / ("by-id" if how == "numbers" else how)
    place.mkdir(parents=True)
    moved = wire.link
    wire.unplug()
    wire.link = place / "usb-1a86_USB_Serial-if00-port0"
    wire.plug()

    def comports() -> list[SimpleNamespace]:
        there = wire.ours >= 0
        return [SimpleNamespace(device=os.ttyname(wire.theirs), vid=0x1A86, pid=0x7523, serial_number=None)] * there

    monkeypatch.setattr(pyserial_ports, "comports", comports)
    presses: queue.SimpleQueue[Press] = queue.SimpleQueue()
    pad = supervise("1a86:7523" if how == "numbers" else wire.link.name, on_press=presses.put)
    first = os.ttyname(wire.theirs)
    eventually(lambda: pad.status().device == first, "open")
    kept = os.dup(wire.theirs)  # so that the number is not given out again
    wire.unplug()
    eventually(lambda: pad.status().state == "lost", "lost")
    wire.plug()
    second = os.ttyname(wire.theirs)
    assert second != first
    eventually(lambda: pad.status().device == second, "open under its new name")
    pad.show(Cue.ASK, 7)
    wire.send(b"3")
    assert presses.get(timeout=10).arming == 7
    os.close(kept)
    assert moved.parent == tmp_path


def test_a_port_that_vanishes_between_list_and_open(
    wire: Wire, supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, times = discover.resolve, []

    def resolve_and_lose(port: str) -> str:
        device = really(port)
        if not times:
            wire.unplug()
        times.append(device)
        return device

    monkeypatch.setattr(keeper, "resolve", resolve_and_lose)
    states: States = queue.SimpleQueue()
    supervise(str(wire.link), on_state=states.put)
    assert until_said(states, "gone away again").state is PortState.SEARCHING
    wire.plug()
    wire.expect(b"?X")
    wire.send(b"!")
    until_said(states, "the pad answers")


# ---- ports that are none, and too many of them ----


def test_a_file_and_a_folder_are_no_ports(tmp_path: Path, supervise: Supervise) -> None:
    (tmp_path / "file").touch()
    for port, words in ((tmp_path / "file", "it is a file"), (tmp_path, "it is a folder")):
        states: States = queue.SimpleQueue()
        supervise(str(port), on_state=states.put)
        assert "pad list" in until_said(states, words).reason


def test_a_port_beyond_the_thousandth_file(wire: Wire, supervise: Supervise) -> None:
    presses: queue.SimpleQueue[Press] = queue.SimpleQueue()
    many = [os.open("/dev/null", os.O_RDONLY) for _ in range(1100)]
    try:
        pad = supervise(str(wire.link), on_press=presses.put)
        wire.expect(b"?X")
        pad.show(Cue.ASK, 1)
        wire.expect(b"A")
        wire.send(b"5")
        assert presses.get(timeout=10).key == "5"
        pad.stop()
    finally:
        for fd in many:
            os.close(fd)


def test_too_many_files_are_named_and_it_goes_on_when_there_are_fewer(wire: Wire) -> None:
    """In a process of its own, whose files can be used up."""
    script = f"""
import os, queue, resource, sys
import device_drivers as drivers, serial
import device_drivers.open_port, serial.tools.list_ports
told = queue.SimpleQueue()
pad = drivers.PadSupervisor(drivers.load("ascii5"), {str(wire.link)!r}, on_press=print, on_state=told.put)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
many = []
try:
    while True:
        many.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
pad.start()
while "too many files" not in (status := told.get(timeout=10)).reason:
    pass
print(status.state, status.reason)
for fd in many:
    os.close(fd)
while told.get(timeout=10).state != "probing":
    pass
print("open")
pad.stop()
"""
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 64
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert run.stderr == ""
    assert run.stdout.startswith("searching ")
    assert run.stdout.endswith("open\n")


# ---- rivals on the line ----


def test_whoever_holds_the_port_is_named(wire: Wire, supervise: Supervise, rival: Rival) -> None:
    states: States = queue.SimpleQueue()
    with rival("kept = open(sys.argv[1], 'rb'); fcntl.flock(kept, fcntl.LOCK_EX)", str(wire.link)) as pid:
        supervise(str(wire.link), on_state=states.put)
        assert until_said(states, f"held by rival.py (pid {pid})").state is PortState.SEARCHING
    until_said(states, "asked whether")


def test_whoever_steals_bytes_is_named(bench: Bench, wire: Wire, rival: Rival) -> None:
    """Reads beside us without a lock, as brltty does."""
    steal = """
import threading
kept = os.open(sys.argv[1], os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
def read():
    while True:
        try:
            os.read(kept, 100)
        except BlockingIOError:
            pass
threading.Thread(target=read, daemon=True).start()
"""
    bench.pad.show(Cue.ASK, 1)  # so that nobody is looked for until bytes are missed
    with rival(steal, str(wire.link)) as pid:

        def named() -> bool:
            wire.send(b"z")
            return f"rival.py (pid {pid}) is likely to be reading" in bench.pad.status().reason

        bench.until(named, "named")
        assert bench.pad.status().state is PortState.DEGRADED


def test_whoever_has_the_port_open_is_named_before_a_byte_is_lost(
    wire: Wire, supervise: Supervise, rival: Rival, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rivals, "FIRST_LOOK", 0.01)
    monkeypatch.setattr(rivals, "AGAIN", 0.01)
    states: States = queue.SimpleQueue()
    with rival("kept = open(sys.argv[1], 'rb')", str(wire.link)) as pid:
        supervise(str(wire.link), on_state=states.put)
        status = until_said(states, f"is open in rival.py (pid {pid}) as well")
        assert status.state is PortState.DEGRADED
        wire.expect(b"?X")
        wire.send(b"!")
    until_said(states, "the pad answers")


# ---- a pad that babbles ----


@pytest.mark.parametrize("debounce", [0.0])  # the test presses faster than any hand
def test_a_pad_that_babbles_is_named_and_its_clean_presses_count(bench: Bench, wire: Wire) -> None:
    """As fast as the line takes it, which is faster than any pad."""
    ending = threading.Event()
    holding = threading.Lock()

    def babble() -> None:
        while not ending.is_set():
            with holding:
                os.write(wire.ours, b"\xa5")

    babbling = threading.Thread(target=babble)
    babbling.start()
    try:
        bench.until(lambda: "babbles" in bench.pad.status().reason, "named")
        assert bench.pad.status().state is PortState.DEGRADED
        for arming in range(20):
            bench.pad.show(Cue.ASK, arming)
            with holding:
                wire.send(b"%d" % (1 + arming % 5))
            assert bench.press().arming == arming
    finally:
        ending.set()
        babbling.join()
    assert bench.pad.status().noise > 100


class Firehose:
    """A port that always has 4 kB more: counts how often it is read within a made-up time."""

    device, stolen = "hose", 0

    def __init__(self) -> None:
        self.now, self.reads = 1000.0, 0

    def wait(self, seconds: float | None, *, writing: bool) -> bool:
        return True

    def read(self) -> bytes:
        self.now += 0.0001
        self.reads += 1
        return b"\xa5" * 4096

    def rest(self, seconds: float) -> None:
        self.now += seconds

    def write(self, data: bytes) -> int:
        return len(data)

    def others(self) -> str:
        return ""

    def remark(self, now: float) -> str:
        return ""

    def close(self) -> None:
        pass


def test_a_firehose_gets_a_bounded_share() -> None:
    hose, told = Firehose(), []
    profile = drivers.load("ascii5")
    from device_drivers.dialogue import Dialogue

    served = exchange.Exchange(
        profile,
        hose,
        profile.decoder(),
        Dialogue(profile, lambda: hose.now),
        clock=lambda: hose.now,
        on_press=lambda press: None,
        on_condition=lambda state, reason: told.append(reason),
    )
    served.run(lambda: hose.now >= 1010.0)
    assert hose.reads < 10 * 40  # 120 kB a second
    assert any("babbles" in reason for reason in told)
