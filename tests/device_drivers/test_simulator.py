"""The pad made of software: as a box behaves, under a link that is always right, for people and for programs."""

from __future__ import annotations

import contextlib
import io
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import serial

import device_drivers as drivers
from device_drivers.behaviour import Heard, in_words
from device_drivers.far_end import place_link, remove_link

ASCII5 = drivers.load("ascii5")


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[drivers.SimulatedPad]:
    with drivers.SimulatedPad(ASCII5, tmp_path / "pad") as made:
        yield made


def test_it_speaks_as_the_profile_says_however_often_the_host_comes(pad: drivers.SimulatedPad) -> None:
    for _ in range(3):
        with serial.Serial(pad.path, timeout=10) as host:
            host.write(b"?")
            assert host.read(1) == b"!"
            pad.press("5")  # never armed: a box sends all the same
            assert host.read(1) == b"5"
    assert pad.received() == b"???"
    with pytest.raises(KeyError):
        pad.press("9")


def test_it_need_not_answer(pad: drivers.SimulatedPad, eventually: Callable[..., None]) -> None:
    pad.answer_probes(False)
    with serial.Serial(pad.path, timeout=10) as host:
        host.write(b"?")
        eventually(lambda: pad.received() == b"?", "asked")
        pad.press("1")
        assert host.read(1) == b"1"


def test_commands_and_what_is_none_are_told(tmp_path: Path) -> None:
    told: queue.SimpleQueue[Heard] = queue.SimpleQueue()
    with (
        drivers.SimulatedPad(ASCII5, tmp_path / "pad", on_command=told.put) as pad,
        serial.Serial(pad.path, timeout=10) as host,
    ):
        for data, name in ((b"A", "ask"), (b"X", "disarm"), (b"q", "")):
            host.write(data)
            assert told.get(timeout=10).name == name


def test_unplugged_it_is_gone_and_plugged_in_it_is_back(pad: drivers.SimulatedPad) -> None:
    pad.plug()  # is plugged in
    with serial.Serial(pad.path, timeout=10) as host:
        pad.unplug()
        assert (os.path.lexists(pad.path), pad.device) == (False, "")
        with pytest.raises(serial.SerialException):
            host.read(1)
    pad.unplug()
    pad.press("5")  # into the void
    pad.plug()
    with serial.Serial(pad.path, timeout=10) as host:
        pad.press("4")
        assert host.read(1) == b"4"


def test_a_host_that_reads_nothing_does_not_hold_the_pad_up(pad: drivers.SimulatedPad) -> None:
    for _ in range(200):
        pad.send(b"5" * 1000)


def test_a_stale_link_is_replaced_and_only_our_own_removed(tmp_path: Path) -> None:
    link = tmp_path / "pad"
    for stale in ("/dev/pts/99999", str(tmp_path / "nothing")):
        link.symlink_to(stale)
        with drivers.SimulatedPad(ASCII5, link) as pad:
            assert os.readlink(link) == pad.device
        assert not os.path.lexists(link)
    link.symlink_to("/dev/pts/0")
    remove_link(link, "/dev/pts/1")
    assert link.is_symlink()
    remove_link(tmp_path / "nothing", "/dev/pts/1")


@pytest.mark.parametrize("what", ["file", "folder", "link to a file", "no folder"])
def test_anything_else_is_refused_in_one_line_and_left_alone(tmp_path: Path, what: str) -> None:
    link = tmp_path / "pad"
    match what:
        case "file":
            link.write_text("mine")
        case "folder":
            link.mkdir()
        case "link to a file":
            (tmp_path / "mine").touch()
            link.symlink_to(tmp_path / "mine")
        case "no folder":
            link = tmp_path / "nowhere" / "pad"
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(drivers.LinkRefused) as raised:
        drivers.SimulatedPad(ASCII5, link).plug()
    assert "\n" not in str(raised.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_takes_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(drivers.LinkRefused, match="cannot make the link"):
        place_link(Path("/proc/pad"), "/dev/pts/0")


def test_commands_in_words() -> None:
    assert in_words(ASCII5, "ask") == "A (ask)"
    assert in_words(ASCII5, "") == "something that is no command of this pad"


# ---- for a person ------------------------------------------------------------------------------------------------


def test_lines_are_keys(tmp_path: Path) -> None:
    out = io.StringIO()
    drivers.simulate(ASCII5, tmp_path / "pad", io.StringIO("5\n \nnine\nq\n"), out, threading.Event())
    said = out.getvalue().splitlines()
    assert said[0].startswith(f"pad ascii5 at {tmp_path / 'pad'} (now /dev/pts/")
    assert said[1:] == ["pad: 5 (level 5)", "no key 'nine': type 1, 2, 3, 4, 5 to press a key, q to end"]
    assert not os.path.lexists(tmp_path / "pad")


def test_it_runs_on_after_the_end_of_its_input_and_shows_what_the_host_sends(tmp_path: Path) -> None:
    run = f"""
import signal, sys, threading
import device_drivers as drivers
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
drivers.simulate(drivers.load("ascii5"), {str(tmp_path / "pad")!r}, sys.stdin, sys.stdout, stop)
"""
    with contextlib.ExitStack() as ending:
        simulator = ending.enter_context(
            subprocess.Popen([sys.executable, "-c", run], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        ending.callback(simulator.kill)  # a failure here must not wait for it for ever
        assert simulator.stdin is not None
        assert simulator.stdout is not None
        assert "ascii5" in simulator.stdout.readline()
        with serial.Serial(str(tmp_path / "pad"), timeout=10) as host:
            simulator.stdin.write("2\n3")  # the last line without its end
            simulator.stdin.close()
            assert host.read(2) == b"23"
            host.write(b"A")
            said = [simulator.stdout.readline() for _ in range(3)]
        assert said == ["pad: 2 (level 2)\n", "pad: 3 (level 3)\n", "host: A (ask)\n"]
        assert simulator.poll() is None
        simulator.terminate()
        assert simulator.wait(10) == 0
    assert not os.path.lexists(tmp_path / "pad")


def test_a_service_may_have_no_input_at_all(tmp_path: Path) -> None:
    """With its stdin closed Python has none; it runs on all the same."""
    run = f"""
import sys, threading
import device_drivers as drivers
stop = threading.Event()
class Out:
    def write(self, text): stop.set()
    def flush(self): pass
assert sys.stdin is None
drivers.simulate(drivers.load("ascii5"), {str(tmp_path / "pad")!r}, sys.stdin, Out(), stop)
"""
    command = ["sh", "-c", 'exec "$@" <&-', "-", sys.executable, "-c", run]
    done = subprocess.run(command, stderr=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_terminal_meets_its_own_simulator(pad: drivers.SimulatedPad, eventually: Callable[..., None]) -> None:
    presses: queue.SimpleQueue[drivers.Press] = queue.SimpleQueue()
    supervisor = drivers.PadSupervisor(ASCII5, pad.path, on_press=presses.put, on_state=lambda status: None)
    supervisor.start()
    supervisor.show(drivers.Cue.ASK, 3)
    eventually(lambda: pad.received().endswith(b"A") and supervisor.status().state == "ready", "asks")
    pad.press("5")
    assert presses.get(timeout=10).arming == 3
    supervisor.stop()
