"""A pad on a real pseudo-terminal, and everything that happens to one at a counter."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import socket
import threading
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import device_drivers as drivers
from device_drivers.messages import Cue, PortState, Press

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Bench, Wire


@pytest.fixture
def stopped() -> object:
    """Every supervisor made with it is stopped in the end."""
    made: list[drivers.PadSupervisor] = []

    def make(port: str, **told: object) -> drivers.PadSupervisor:
        calls = {"on_press": lambda press: None, "on_state": lambda status: None} | told
        made.append(drivers.PadSupervisor(drivers.load("ascii5"), port, **calls))  # type: ignore[arg-type]  # a mix
        return made[-1]

    yield make
    for pad in made:
        pad.stop()
        assert not pad.alive()


# ---- presses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", range(1, 6))
def test_a_press_comes_out_with_its_level_and_its_asking(bench: Bench, wire: Wire, key: int) -> None:
    bench.pad.show(Cue.ASK, 40 + key)
    wire.expect(b"A")
    wire.send(b"%d" % key)
    press = bench.press()
    assert (press.key, press.level, press.arming) == (str(key), key, 40 + key)
    wire.expect(b"X")
    bench.pad.show(Cue.THANKS)
    wire.expect(b"T")
    bench.pad.show(Cue.WELCOME)
    wire.expect(b"W")


@pytest.mark.parametrize("debounce", [0.0])  # the test presses faster than any hand
def test_asked_is_armed_when_show_returns(bench: Bench, wire: Wire) -> None:
    for arming in range(100):
        bench.pad.show(Cue.ASK, arming)
        wire.send(b"%d" % (1 + arming % 5))
        assert bench.press().arming == arming


@pytest.mark.parametrize("debounce", [0.0])  # the test presses faster than any hand
def test_not_asked_is_not_armed_when_show_returns(bench: Bench, wire: Wire) -> None:
    for arming in range(20):
        bench.pad.show(Cue.ASK, arming)
        bench.pad.show(Cue.THANKS, None)
        wire.send(b"%d" % (1 + arming % 5))
        bench.until(lambda count=arming + 1: bench.pad.status().counts.unarmed == count, "counted")
    assert bench.presses.empty()


def test_a_press_before_the_asking_is_counted_and_not_rated(bench: Bench, wire: Wire) -> None:
    bench.pad.show(Cue.WELCOME)
    wire.send(b"5")
    bench.until(lambda: bench.pad.status().counts.unarmed == 1, "counted")
    bench.pad.show(Cue.ASK, 1)
    wire.send(b"4")
    assert bench.press().key == "4"


def test_two_presses_are_one(bench: Bench, wire: Wire) -> None:
    bench.pad.show(Cue.ASK, 1)
    wire.send(b"52\r\n1")
    assert bench.press().key == "5"
    bench.until(lambda: bench.pad.status().counts.surplus == 2, "counted")
    assert bench.presses.empty()


def test_noise_around_a_press(bench: Bench, wire: Wire) -> None:
    bench.pad.show(Cue.ASK, 1)
    for byte in b"\x00\xffzz\r3\n6":
        wire.send(bytes((byte,)))
    assert bench.press().key == "3"
    bench.until(lambda: bench.pad.status().noise == 6, "counted")


def test_garbage_at_full_speed_does_not_hide_the_press_behind_it(bench: Bench, wire: Wire) -> None:
    bench.pad.show(Cue.ASK, 1)
    for _ in range(200):
        while os.write(wire.ours, b"\xa5" * 500) < 500:
            pass
        bench.until(lambda: room(wire) > 1000, "read")
    wire.send(b"5")
    assert bench.press().key == "5"


def room(wire: Wire) -> int:
    """Bytes of the terminal's 4 kB that are free."""
    import fcntl
    import struct
    import termios

    waiting = struct.unpack("i", fcntl.ioctl(wire.theirs, termios.FIONREAD, b"\0\0\0\0"))[0]
    return 4095 - int(waiting)


def test_a_key_that_repeats_by_itself_raises_an_alarm(bench: Bench, wire: Wire) -> None:
    wire.send(b"1" * 60)
    status = bench.until_state("degraded")
    assert "key 1" in status.alarm
    bench.pad.show(Cue.ASK, 1)
    wire.send(b"1")
    wire.send(b"5")
    assert bench.press().key == "5"
    bench.until_state("ready")  # silent again


def test_whoever_is_told_may_fail_without_taking_the_pad_away(
    wire: Wire, stopped: Callable[..., drivers.PadSupervisor], caplog: pytest.LogCaptureFixture
) -> None:
    heard: queue.SimpleQueue[Press] = queue.SimpleQueue()

    def fail(told: object) -> None:
        if isinstance(told, Press):
            heard.put(told)
        raise RuntimeError("not the pad's fault")

    with caplog.at_level(logging.CRITICAL):
        pad = stopped(str(wire.link), on_press=fail, on_state=fail)
        pad.start()
        wire.expect(b"?X")
        for arming in (1, 2):
            pad.show(Cue.ASK, arming)
            wire.send(b"%d" % arming)
            assert heard.get(timeout=10).arming == arming


def test_a_fault_of_the_program_is_said_and_survived(
    wire: Wire,
    stopped: Callable[..., drivers.PadSupervisor],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = iter([RuntimeError("not foreseen")])

    def resolve(port: str) -> str:
        for failure in failures:
            raise failure
        return port

    monkeypatch.setattr("device_drivers.keeper.resolve", resolve)
    states: queue.SimpleQueue[drivers.PadStatus] = queue.SimpleQueue()
    with caplog.at_level(logging.ERROR):
        stopped(str(wire.link), on_state=states.put).start()
        while "fault of the program" not in states.get(timeout=10).reason:
            pass
        wire.expect(b"?X")
    assert "met a fault of the program" in caplog.text


def test_a_callback_may_wish_and_stop(wire: Wire, stopped: Callable[..., drivers.PadSupervisor]) -> None:
    done = threading.Event()

    def thank_and_go(press: Press) -> None:
        pad.show(Cue.THANKS)
        pad.stop()
        done.set()

    pad = stopped(str(wire.link), on_press=thank_and_go)
    pad.start()
    wire.expect(b"?X")
    pad.show(Cue.ASK, 1)
    wire.send(b"5")
    assert done.wait(10)


# ---- the far end comes and goes ------------------------------------------------------------------------------------


def test_a_pad_that_comes_later(tmp_path: Path, wire: Wire, stopped: Callable[..., drivers.PadSupervisor]) -> None:
    wire.unplug()
    states: queue.SimpleQueue[drivers.PadStatus] = queue.SimpleQueue()
    pad = stopped(str(wire.link), on_state=states.put)
    pad.start()
    while "plug it in" not in (status := states.get(timeout=10)).reason:
        pass
    assert status.state is PortState.SEARCHING
    pad.show(Cue.WELCOME)
    wire.plug()
    wire.expect(b"?XW")


@pytest.mark.parametrize("debounce", [0.0])  # the test presses faster than any hand
def test_fifty_unplugs_under_load_lose_no_press_and_invent_none(bench: Bench, wire: Wire) -> None:
    ending = threading.Event()

    def wish() -> None:
        while not ending.wait(0.001):
            bench.pad.show(Cue.ASK, bench.asked)

    wishing = threading.Thread(target=wish)
    bench.asked = 0
    wishing.start()
    try:
        for arming in range(1, 51):
            bench.asked = arming
            bench.pad.show(Cue.ASK, arming)
            wire.send(b"zz%d\xff" % (1 + arming % 5))
            assert bench.press().arming == arming
            wire.unplug()
            wire.heard = b""
            wire.plug()
            wire.expect(b"?")
            wire.send(b"!")
            bench.until(lambda n=arming: bench.pad.status().opened == n + 1, "opened again")
            bench.until_state("ready")
    finally:
        ending.set()
        wishing.join()
    assert bench.presses.empty()
    assert bench.pad.status().counts.presses == 50


def test_a_pad_that_comes_back_shows_what_is_wanted_now(bench: Bench, wire: Wire) -> None:
    bench.pad.show(Cue.WELCOME)
    wire.expect(b"W")
    wire.unplug()
    assert "went away" in bench.until_state("lost").reason
    bench.pad.show(Cue.ASK, 9)
    wire.plug()
    wire.expect(b"?A")
    wire.send(b"2")  # has not answered the probe: counts all the same
    assert bench.press().arming == 9
    assert "keys work" in bench.until_state("ready").reason


def test_the_end_comes_quickly_in_every_state(
    tmp_path: Path, wire: Wire, stopped: Callable[..., drivers.PadSupervisor]
) -> None:
    for port in (str(wire.link), str(tmp_path / "nothing")):
        pad = stopped(port)
        pad.start()
        pad.start()  # begun already
        bench_state = pad.status().state
        pad.stop()
        pad.stop()
        assert not pad.alive()
        assert bench_state is not None
        assert pad.status().reason == "stopped"
        pad.start()  # stays stopped
        assert not pad.alive()


def test_a_terminal_without_a_pad_is_disabled(stopped: Callable[..., drivers.PadSupervisor]) -> None:
    pad = stopped("")
    pad.start()
    pad.show(Cue.WELCOME)
    assert (pad.status().state, pad.status().reason) == (PortState.DISABLED, "no port is set")
    assert not pad.alive()


# ---- ports that cannot be used -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("port", "words"),
    [
        ("/dev/null", "cannot be used as a serial port"),
        ("/tmp", "cannot be used as a serial port"),
        ("/nowhere/at\0all", "is not there"),
        ("/dev/" + "x" * 5000, "is not there"),
        ("1a86:7523:NO SUCH", "no USB port 1a86:7523:NO SUCH is there"),
        ("usb-nobody-if00", "is not there"),
        ("nonsense://x", "cannot be used as a serial port"),
    ],
)
def test_a_port_that_cannot_be_used_is_named_with_the_reason(
    port: str, words: str, stopped: Callable[..., drivers.PadSupervisor]
) -> None:
    states: queue.SimpleQueue[drivers.PadStatus] = queue.SimpleQueue()
    pad = stopped(port, on_state=states.put)
    pad.start()
    while words not in (status := states.get(timeout=10)).reason:
        assert status.reason.startswith(("looking", "opening")), status
    assert status.state is PortState.SEARCHING
    assert "\n" not in status.reason
    assert pad.alive()


def test_a_port_that_another_program_has(bench: Bench, wire: Wire, stopped: Callable[..., object]) -> None:
    states: queue.SimpleQueue[drivers.PadStatus] = queue.SimpleQueue()
    stopped(str(wire.link), on_state=states.put).start()  # type: ignore[attr-defined]  # a supervisor
    while "held by another program" not in states.get(timeout=10).reason:
        pass
    assert bench.pad.status().state is PortState.READY


def test_a_second_reader_is_named(bench: Bench, wire: Wire) -> None:
    """Reads the line beside us, without a lock, as brltty or a forgotten terminal program does."""
    os.set_blocking(wire.theirs, False)
    ending = threading.Event()

    def steal() -> None:
        while not ending.is_set():
            try:
                os.read(wire.theirs, 100)
            except BlockingIOError:
                continue

    thief = threading.Thread(target=steal)
    thief.start()
    try:
        bench.until(lambda: poke(wire) and "another program" in bench.pad.status().reason, "named")
    finally:
        ending.set()
        thief.join()


def poke(wire: Wire) -> bool:
    wire.send(b"z")
    return True


def test_a_pad_that_takes_nothing_is_degraded_and_its_presses_count(bench: Bench, wire: Wire) -> None:
    os.set_blocking(wire.theirs, False)
    arming = count(1)

    def said() -> bool:
        fill(wire)
        bench.pad.show(Cue.ASK, next(arming))  # something to tell the pad
        return "takes no commands" in bench.pad.status().reason

    bench.until(said, "said")
    bench.pad.show(Cue.ASK, 0)
    wire.send(b"5")
    assert bench.press().arming == 0


def fill(wire: Wire) -> None:
    """Leave no room in the line to the pad, which reads nothing."""
    for size in (1000, 1):
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(wire.theirs, b"?" * size)


# pyserial 3.5 forgets to close a socket whose far end has gone; the interpreter then does, and says so.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning")
def test_a_serial_server_on_the_network(stopped: Callable[..., drivers.PadSupervisor]) -> None:
    presses: queue.SimpleQueue[Press] = queue.SimpleQueue()
    with socket.create_server(("127.0.0.1", 0)) as server:
        pad = stopped(f"socket://127.0.0.1:{server.getsockname()[1]}", on_press=presses.put)
        pad.show(Cue.ASK, 1)
        pad.start()
        for key in (b"4", b"5"):
            line, _ = server.accept()  # the second time it has come back by itself
            with line:
                assert line.recv(1, socket.MSG_WAITALL) == b"?"
                pad.show(Cue.ASK, int(key))
                line.sendall(key)
                assert presses.get(timeout=10).key == key.decode()


def test_a_port_without_a_descriptor(stopped: Callable[..., drivers.PadSupervisor]) -> None:
    """`loop://` gives back what is written: the probe comes back as noise."""
    pad = stopped("loop://")
    pad.start()
    end = threading.Event()
    for _ in range(1000):
        if pad.status().noise:
            break
        end.wait(0.01)
    assert pad.status().noise
