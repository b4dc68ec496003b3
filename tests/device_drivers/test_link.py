"""An open port, and the ways it fails, each as the fault it is."""

from __future__ import annotations

import errno
import fcntl
import os
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import serial

import device_drivers as drivers
from device_drivers.link import STOLEN_MOST, Link, _fault, open_link, words
from device_drivers.port_faults import PortAbsent, PortBusy, PortDenied, PortGone, PortUnusable
from device_drivers.waker import Waker

if TYPE_CHECKING:
    from conftest import Wire

LINE = drivers.load("ascii5").line


@pytest.fixture
def link(wire: Wire) -> Iterator[Link]:
    made = open_link(str(wire.link), LINE, Waker())
    yield made
    made.close()


def test_bytes_go_both_ways(link: Link, wire: Wire) -> None:
    wire.send(b"12")
    assert link.wait(10, writing=False)
    assert link.read() == b"12"
    assert link.write(b"A") == 1
    wire.expect(b"A")


def test_a_wait_ends_with_a_wake_with_time_and_with_room(wire: Wire) -> None:
    waker = Waker()
    link = open_link(str(wire.link), LINE, waker)
    waker.wake()
    assert not link.wait(None, writing=False)
    assert not link.wait(0.001, writing=False)
    assert not link.wait(None, writing=True)
    link.close()


def test_a_waker_never_blocks_whoever_wakes() -> None:
    waker = Waker()
    for _ in range(100_000):
        waker.wake()
    waker.drain()


def test_the_line_is_set_as_the_profile_says(link: Link, wire: Wire) -> None:
    iflag, _oflag, cflag, lflag, ispeed, ospeed, _ = termios.tcgetattr(wire.theirs)
    assert (ispeed, ospeed) == (termios.B9600, termios.B9600)
    assert cflag & termios.CSIZE == termios.CS8
    assert not cflag & (termios.PARENB | termios.CSTOPB)
    assert not lflag & (termios.ECHO | termios.ICANON | termios.ISIG)
    assert not iflag & termios.IXON


def test_the_port_is_ours_alone(link: Link, wire: Wire) -> None:
    with pytest.raises(PortBusy, match="held by another program"):
        open_link(str(wire.link), LINE, Waker())
    with pytest.raises(serial.SerialException):
        serial.Serial(str(wire.link), exclusive=True)
    beside = os.open(wire.link, os.O_RDWR | os.O_NOCTTY)
    with pytest.raises(BlockingIOError):
        fcntl.flock(beside, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(beside)


def test_dtr_and_rts_are_set_before_the_port_is_opened(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    really = serial.Serial.open
    monkeypatch.setattr(serial.Serial, "open", lambda port: (seen.append((port.dtr, port.rts)), really(port)))
    from dataclasses import replace

    open_link(str(wire.link), replace(LINE, dtr=False, rts=True), Waker()).close()
    assert seen == [(False, True)]


def test_the_far_end_gone_ends_a_wait_and_every_call(link: Link, wire: Wire) -> None:
    wire.unplug()
    assert link.wait(None, writing=False)
    with pytest.raises(PortGone, match="went away"):
        link.read()
    with pytest.raises(PortGone, match="while writing"):
        link.write(b"A")
    link.close()
    link.close()


def test_bytes_announced_and_gone_are_counted_until_nothing_else_comes(link: Link) -> None:
    for taken in range(1, STOLEN_MOST + 1):
        assert link.read() == b""
        assert link.stolen == taken
    with pytest.raises(PortGone):
        link.read()


def test_a_far_end_that_reads_nothing_takes_nothing_and_blocks_nobody(link: Link) -> None:
    while link.write(b"?" * 1000):
        pass


def test_more_descriptors_than_select_can_count(wire: Wire) -> None:
    many = [os.open("/dev/null", os.O_RDONLY) for _ in range(1100)]
    try:
        link = open_link(str(wire.link), LINE, Waker())
        wire.send(b"5")
        assert link.wait(10, writing=False)
        assert link.read() == b"5"
        link.close()
    finally:
        for fd in many:
            os.close(fd)


def test_a_port_without_a_descriptor() -> None:
    waker = Waker()
    link = open_link("loop://", LINE, waker)
    waker.wake()
    assert link.wait(None, writing=False)
    assert link.read() == b""  # after its slice
    assert link.write(b"A") == 1
    assert link.read() == b"A"
    link.close()
    with pytest.raises(PortGone):
        link.read()
    with pytest.raises(PortGone):
        link.write(b"A")


@pytest.mark.parametrize(
    ("problem", "kind", "said"),
    [
        (PermissionError(errno.EACCES, "no"), PortDenied, "may not open"),
        (FileNotFoundError(errno.ENOENT, "no"), PortAbsent, "gone away again"),
        (OSError(errno.EIO, "no"), PortAbsent, "nothing is behind it"),
        (OSError(errno.EBUSY, "no"), PortBusy, "held by another program"),
        (OSError(errno.EMFILE, "no"), PortUnusable, "too many files open"),
        (termios.error(25, "no"), PortUnusable, "cannot be used"),
        (ValueError("filedescriptor\nout of range"), PortUnusable, "filedescriptor out of range"),
    ],
)
def test_a_fault_is_the_kind_it_is(problem: Exception, kind: type[Exception], said: str) -> None:
    fault = _fault("/dev/ttyX", problem)
    assert type(fault) is kind
    assert said in str(fault)


def test_no_port_and_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PortUnusable):
        open_link(str(tmp_path / "file"), LINE, Waker())
    with pytest.raises(PortAbsent):
        open_link(str(tmp_path / "none"), LINE, Waker())


def test_an_exception_without_words_is_named() -> None:
    assert words(TypeError()) == "TypeError"
