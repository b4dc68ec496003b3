"""Pads that type: the keyboard is a pipe of the tests' own, everything behind it the product's."""

from __future__ import annotations

import errno
import os
import queue
import struct
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

import device_drivers as drivers
from device_drivers import hid
from device_drivers.discover import resolve
from device_drivers.hid import HELD, KeysLink, find, open_keys
from device_drivers.messages import Cue, Press
from device_drivers.port_faults import PortAbsent, PortAmbiguous, PortBusy, PortDenied, PortGone, PortUnusable
from device_drivers.waker import Waker

INPUT_EVENT = "llHHi"  # as the kernel gives it: two of time, type, code, value
SIZE = struct.calcsize(INPUT_EVENT)
SYN, MSC = 0, 4


class Keyboard:
    """A keyboard that is a pipe: has evdev's InputDevice as far as it is used."""

    def __init__(self, path: str, vid: int = 0x1234, pid: int = 0x5678, uniq: str = "", keys: tuple[int, ...] = (2, 6)):
        self.path, self.uniq, self.keys = path, uniq, keys
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


def test_a_keyboard_is_found_by_its_numbers(plugged: Plugged) -> None:
    with pytest.raises(PortAbsent, match="no keyboard hid://1234:5678 is there"):
        find("hid://1234:5678")
    plugged.plug(0, uniq="A")
    plugged.plug(1, uniq="A", keys=(113, 114))  # its volume keys are a device of their own
    plugged.plug(2, vid=0x9999)
    assert resolve("hid://1234:5678") == resolve("hid://1234:5678:A") == "/dev/input/event0"
    plugged.plug(3, uniq="B")
    with pytest.raises(PortAmbiguous, match="means 2 keyboards"):
        find("hid://1234:5678")
    assert find("hid://1234:5678:B") == "/dev/input/event3"
    with pytest.raises(PortUnusable, match="write hid://VID:PID"):
        find("hid://the one on the left")


def test_keys_become_bytes(plugged: Plugged) -> None:
    keyboard = plugged.plug()
    link = open_keys(keyboard.path, Waker())
    assert keyboard.grabbed
    keyboard.type(2, 11, 79, 82, 28, 96, 69, 42, 30)
    assert link.wait(10, writing=False)
    assert link.read() == b"1010\r\r\0"
    assert link.read() == b""
    assert link.write(b"A") == 1
    assert link.others() == ""
    link.close()
    assert not keyboard.grabbed


def test_every_digit_of_row_and_block() -> None:
    digits = [b"%d" % digit for digit in range(10)]
    assert sorted(hid.BYTES.values()) == sorted([*digits, *digits, b"\r", b"\r"])
    # linux/input-event-codes.h: KEY_1 is 2, KEY_0 11; KEY_KP7 71, KEY_KP5 76, KEY_KP0 82
    assert [hid.BYTES[code] for code in (2, 10, 11, 71, 76, 82)] == [b"1", b"9", b"0", b"7", b"5", b"0"]


def test_a_held_key_is_one_byte_and_in_the_end_a_remark(plugged: Plugged) -> None:
    now = [5.0]
    keyboard = plugged.plug()
    link = KeysLink(keyboard, keyboard.path, Waker(), lambda: now[0])
    keyboard.happen((1, 6, 1))
    keyboard.happen(*[(1, 6, 2)] * 30)
    assert link.read() == b"5"
    assert link.remark(5.0 + HELD - 0.1) == ""
    assert "held down" in link.remark(5.0 + HELD)
    keyboard.happen((1, 6, 0))
    assert link.read() == b""
    assert link.remark(99.0) == ""


def test_a_wait_ends_with_a_wake_and_with_time(plugged: Plugged) -> None:
    waker = Waker()
    link = KeysLink(plugged.plug(), "x", waker)
    waker.wake()
    assert not link.wait(None, writing=False)
    assert not link.wait(0.001, writing=False)
    assert not link.wait(None, writing=True)
    waker.wake()
    link.rest(60)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EACCES, PortDenied),
        (errno.ENODEV, PortAbsent),
        (errno.EBUSY, PortBusy),
        (errno.ENOTTY, PortUnusable),
    ],
)
def test_why_it_cannot_be_taken(plugged: Plugged, number: int, kind: type[Exception]) -> None:
    keyboard = plugged.plug()
    keyboard.refuses = number
    with pytest.raises(kind):
        open_keys(keyboard.path, Waker())
    with pytest.raises(PortAbsent):
        open_keys("/dev/input/event50", Waker())


def test_gone(plugged: Plugged) -> None:
    keyboard = plugged.plug()
    link = open_keys(keyboard.path, Waker())
    keyboard.unplug()
    assert link.wait(10, writing=False)
    with pytest.raises(PortGone, match="went away"):
        link.read()


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "evdev", None)
    with pytest.raises(PortUnusable, match=r"hcp-kiosk\[evdev\]"):
        find("hid://1234:5678")


def test_a_pad_that_types_from_plug_to_press(
    plugged: Plugged, eventually: Callable[..., None], supervise: Callable[..., drivers.PadSupervisor]
) -> None:
    presses: queue.SimpleQueue[Press] = queue.SimpleQueue()
    states: queue.SimpleQueue[drivers.PadStatus] = queue.SimpleQueue()
    pad = supervise("hid://1234:5678", "hid-digits", on_press=presses.put, on_state=states.put)
    while "no keyboard" not in states.get(timeout=10).reason:
        pass
    for number, code in enumerate((6, 79)):  # unplugged and back as another device
        keyboard = plugged.plug(number)
        while states.get(timeout=10).state != "ready":
            pass
        assert pad.status().device == keyboard.path
        pad.show(Cue.OFF)
        keyboard.type(4 + number)  # nobody asked
        eventually(lambda before=number: pad.status().counts.unarmed > before, "counted")
        pad.show(Cue.ASK, number)
        keyboard.type(code, 28, 3)
        press = presses.get(timeout=10)
        assert (press.arming, press.level) == (number, (5, 1)[number])
        plugged.clear()
        keyboard.unplug()
    assert presses.empty()
