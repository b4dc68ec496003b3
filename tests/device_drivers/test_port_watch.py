"""Word from udev, by the kernel's own events."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from device_drivers import port_watch
from device_drivers.port_watch import PortWatch
from device_drivers.waker import Waker

EVENT = Path("/sys/class/tty/ttyS0/uevent")
can_speak = pytest.mark.skipif(
    not os.access(EVENT, os.W_OK), reason="only root, on a machine with a ttyS0, can make the kernel tell of a port"
)


@can_speak
def test_a_word_ends_the_wait() -> None:
    watch, waker = PortWatch(), Waker()
    udev = watch.fileno()
    assert udev is not None
    assert watch.fileno() == udev
    EVENT.write_text("change\n")
    assert waker.wait(10, udev)
    assert watch.heard()


@can_speak
def test_words_of_other_things_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_watch, "SUBSYSTEMS", ("mem",))  # of which nobody else speaks
    watch = PortWatch()
    udev = watch.fileno()
    EVENT.write_text("change\n")
    assert Waker().wait(10, udev)
    assert not watch.heard()


def test_a_wake_is_no_word() -> None:
    reading, writing = os.pipe()
    waker = Waker()
    waker.wake()
    assert not waker.wait(10, reading)
    os.close(reading)
    os.close(writing)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyudev", None)
    watch = PortWatch()
    assert watch.fileno() is None
    assert not watch.heard()


def test_where_udev_runs_its_own_words_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """They come when links and permissions are there."""
    import pyudev

    asked = []
    really = pyudev.Monitor.from_netlink
    monkeypatch.setattr(
        pyudev.Monitor, "from_netlink", lambda context, source: (asked.append(source), really(context, source))[1]
    )
    for there in ("/", "/nowhere"):
        monkeypatch.setattr(port_watch, "UDEV_RUNS", there)
        PortWatch().fileno()
    assert asked == ["udev", "kernel"]
