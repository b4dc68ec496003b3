"""A pad on a pseudo-terminal as the tests hold it: raw bytes in and out, pulled out and put back."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import queue
import select
import struct
import subprocess
import sys
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from receipts import Desk

import device_drivers as drivers
from device_drivers import hid
from device_drivers.escpos_status import Paper
from device_drivers.messages import PortState
from device_drivers.printer_simulator import SimulatedPrinter

PATIENCE = 10.0  # s: far more than anything here takes; only a failure waits so long


def until(fact: Callable[[], bool], what: str) -> None:
    """Wait for a fact."""
    end = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.002)  # nothing tells of it: look again


class Wire:
    """The far end of a line, independent of the product's simulator: sends bytes, collects what the host writes."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self.ours = self.theirs = -1
        self.heard = b""

    def plug(self) -> None:
        """Appear under the link's name on a new terminal."""
        self.ours, self.theirs = os.openpty()
        tty.setraw(self.theirs)
        fresh = self.link.with_suffix(".new")
        fresh.symlink_to(os.ttyname(self.theirs))
        fresh.replace(self.link)

    def unplug(self) -> None:
        """Vanish, link and all."""
        if self.ours < 0:
            return
        self.link.unlink()
        os.close(self.ours)
        os.close(self.theirs)
        self.ours = self.theirs = -1

    def send(self, data: bytes) -> None:
        """Bytes from the pad."""
        assert os.write(self.ours, data) == len(data)

    def expect(self, data: bytes) -> None:
        """Wait until the host's next bytes are exactly these."""
        end = time.monotonic() + PATIENCE
        while len(self.heard) < len(data) and time.monotonic() < end:
            if select.select([self.ours], [], [], 0.1)[0]:
                self.heard += os.read(self.ours, 4096)
        begun, self.heard = self.heard[: len(data)], self.heard[len(data) :]
        assert begun == data


class Bench:
    """A supervisor with everything it says, on a wire."""

    def __init__(self, port: str, profile: drivers.Profile) -> None:
        self.presses: queue.SimpleQueue[drivers.Press] = queue.SimpleQueue()
        self.states: list[drivers.PadStatus] = []
        self.asked = 0
        self.pad = drivers.PadSupervisor(profile, port, on_press=self.presses.put, on_state=self.states.append)

    until = staticmethod(until)

    def press(self) -> drivers.Press:
        """The next press."""
        try:
            return self.presses.get(timeout=PATIENCE)
        except queue.Empty:
            pytest.fail(f"no press: {self.pad.status()}")

    def until_state(self, *states: str) -> drivers.PadStatus:
        """Wait until the pad is in one of these states."""
        until(lambda: self.pad.status().state in states, f"{states}, but {self.pad.status()}")
        return self.pad.status()


@contextlib.contextmanager
def another_program(folder: Path, script: str, *argv: str, name: str = "rival.py") -> Iterator[int]:
    """A process that does `script`, says so in one line, and waits."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"import fcntl, os, sys\n{script}\nprint('ready', flush=True)\nsys.stdin.read()\n")
    command = [sys.executable, str(path), *argv]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.stdin.close()


@pytest.fixture
def rival(tmp_path: Path) -> Callable[..., contextlib.AbstractContextManager[int]]:
    """Another program, as a context: its script, its arguments, its name."""
    return functools.partial(another_program, tmp_path)


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool], str], None]:
    """Waits for a fact."""
    return until


@pytest.fixture
def supervise() -> Iterator[Callable[..., drivers.PadSupervisor]]:
    """Makes and starts a supervisor; every one is stopped in the end, and ends."""
    made: list[drivers.PadSupervisor] = []

    def make(port: str, profile: str = "ascii5", **told: Any) -> drivers.PadSupervisor:
        calls = {"on_press": lambda press: None, "on_state": lambda status: None} | told
        made.append(drivers.PadSupervisor(drivers.load(profile), port, **calls))
        made[-1].start()
        return made[-1]

    yield make
    for pad in made:
        pad.stop()
        assert not pad.alive()


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    """A line that is plugged in."""
    line = Wire(tmp_path / "pad")
    line.plug()
    yield line
    line.unplug()


@pytest.fixture
def bench_class() -> type[Bench]:
    """For a test that makes a supervisor of its own."""
    return Bench


@pytest.fixture
def debounce() -> float | None:
    """Another dead time than the profile's; a test parametrizes it."""
    return None


@pytest.fixture
def bench(wire: Wire, debounce: float | None) -> Iterator[Bench]:
    """A running supervisor on the line, ready."""
    profile = drivers.load("ascii5")
    if debounce is not None:
        profile = replace(profile, manners=replace(profile.manners, debounce=debounce))
    made = Bench(str(wire.link), profile)
    made.pad.start()
    wire.expect(b"?X")
    wire.send(b"!")
    made.until_state("ready")
    yield made
    made.pad.stop()
    assert not made.pad.alive()


INPUT_EVENT = "llHHi"  # as the kernel gives it: two of time, type, code, value
SIZE = struct.calcsize(INPUT_EVENT)
SYN, MSC = 0, 4


class Keyboard:
    """A keyboard that is a pipe: has evdev's InputDevice as far as it is used."""

    def __init__(self, path: str, vid: int = 0x1234, pid: int = 0x5678, uniq: str = "", keys: tuple[int, ...] = (2, 6)):
        self.path, self.uniq, self.keys = path, uniq, keys
        self.name = "Keys of the tests"
        self.info = SimpleNamespace(vendor=vid, product=pid)
        self.grabbed, self.refuses = False, 0
        self.reading, self.writing = os.pipe()
        os.set_blocking(self.reading, False)

    def fileno(self) -> int:
        return self.reading

    def capabilities(self) -> dict[int, list[int]]:
        return {1: list(self.keys)}

    def grab(self) -> None:
        if self.refuses:
            raise OSError(self.refuses, "no")
        self.grabbed = True

    def read(self) -> Iterator[SimpleNamespace]:
        data = os.read(self.reading, SIZE * 64)
        if not data:
            raise OSError(errno.ENODEV, "gone")
        for place in range(0, len(data), SIZE):
            *_, kind, code, value = struct.unpack_from(INPUT_EVENT, data, place)
            yield SimpleNamespace(type=kind, code=code, value=value)

    def close(self) -> None:
        self.grabbed = False

    def happen(self, *events: tuple[int, int, int]) -> None:
        os.write(self.writing, b"".join(struct.pack(INPUT_EVENT, 0, 0, *event) for event in (*events, (SYN, 0, 0))))

    def type(self, *codes: int) -> None:
        for code in codes:
            self.happen((MSC, 4, 458782), (1, code, 1))
            self.happen((1, code, 0))

    def unplug(self) -> None:
        os.close(self.writing)


class Plugged(dict[str, Keyboard]):
    """The keyboards of this machine, in place of the library."""

    def list_devices(self) -> list[str]:
        return [*self, "/dev/input/event99"]  # the last one goes away meanwhile

    def InputDevice(self, path: str) -> Keyboard:  # the library's name
        if path not in self:
            raise FileNotFoundError(errno.ENOENT, "no such device")
        return self[path]

    def plug(self, number: int = 0, **more: object) -> Keyboard:
        path = f"/dev/input/event{number}"
        self[path] = Keyboard(path, **more)  # type: ignore[arg-type]  # a mix
        return self[path]


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Plugged:
    made = Plugged()
    monkeypatch.setattr(hid, "load", lambda: made)
    return made


@pytest.fixture
def desk(eventually: Callable[..., None]) -> Iterator[Callable[..., Desk]]:
    with contextlib.ExitStack() as stack:

        def make(port: str, paper: Paper = Paper.READY, **more: Any) -> Desk:
            made = Desk(port, **more)
            stack.callback(made.printer.stop)
            eventually(lambda: made.printer.status().paper is paper and made.printer.status().device != "", "as wanted")
            if paper is Paper.READY:
                eventually(lambda: made.printer.status().state is PortState.READY, "ready")
            return made

        yield make


@pytest.fixture
def box(tmp_path: Path) -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter(tmp_path / "printer") as printer:
        yield printer
