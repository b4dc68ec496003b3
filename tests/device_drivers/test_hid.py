"""Pads that type: the keyboard is a pipe of the tests' own, everything behind it the product's."""

from __future__ import annotations

import errno
import queue
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

import device_drivers as drivers
from device_drivers import hid
from device_drivers.discover import resolve
from device_drivers.hid import HELD, STRANGE, KeysLink, find, open_keys
from device_drivers.messages import Cue, Press
from device_drivers.port_faults import PortAbsent, PortAmbiguous, PortBusy, PortDenied, PortGone, PortUnusable
from device_drivers.waker import Waker

if TYPE_CHECKING:
    from conftest import Plugged


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


def test_keyboards_are_listed_by_their_names(plugged: Plugged) -> None:
    plugged.plug(0, uniq="A")
    plugged.plug(1, keys=(113, 114))
    plugged.plug(2, vid=0x9)
    listed = [(each.name, each.device, each.description) for each in hid.keyboards()]
    assert listed == [
        ("hid://1234:5678:A", "/dev/input/event0", "Keys of the tests"),
        ("hid://0009:5678", "/dev/input/event2", "Keys of the tests"),
    ]
    assert [find(name) for name, _, _ in listed] == [device for _, device, _ in listed]


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


def test_keys_whose_end_was_lost_are_not_held(plugged: Plugged) -> None:
    now = [5.0]
    keyboard = plugged.plug()
    link = KeysLink(keyboard, keyboard.path, Waker(), lambda: now[0])
    keyboard.happen((1, 6, 1))
    keyboard.happen((0, 3, 0))  # the kernel lost some
    assert link.read() == b"5" + STRANGE
    assert link.remark(5.0 + HELD) == ""


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
