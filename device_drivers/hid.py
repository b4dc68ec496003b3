"""A pad, a scanner or a card reader that is a USB keyboard and types: taken by evdev, for this program alone. The door
to evdev.

Named `hid://VID:PID[:serial]` or by its path under /dev/input. While it is grabbed no other program hears its keys:
without that they would be typed into whatever has the focus. A key that goes down is a byte, as a serial device would
send it; a key that is held repeats in the kernel, and repeats are nothing.
"""

from __future__ import annotations

import contextlib
import errno
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from device_drivers.discover import denial
from device_drivers.port_faults import (
    PortAbsent,
    PortAmbiguous,
    PortBusy,
    PortDenied,
    PortFault,
    PortGone,
    PortUnusable,
)
from device_drivers.waker import PortWait, Waker

NAME = re.compile(r"hid://([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?", re.IGNORECASE)
# From linux/input-event-codes.h: the row above the letters, the number block, Enter.
_ROW = {2 + place: b"1234567890"[place : place + 1] for place in range(10)}
_BLOCK = dict(
    zip((79, 80, 81, 75, 76, 77, 71, 72, 73, 82), (b"%d" % digit for digit in (*range(1, 10), 0)), strict=True)
)
BYTES = {**_ROW, **_BLOCK, 28: b"\r", 96: b"\r"}
SILENT = frozenset({42, 54, 69})  # Shift and NumLock, which some pads send around every digit
STRANGE = b"\0"  # any other key: noise, which a technician sees
EV_KEY, DOWN, UP = 1, 1, 0
EV_SYN, SYN_DROPPED = 0, 3  # the kernel's buffer ran over: keys were lost
HELD = 10.0  # s: no finger rests so long; something lies on the key


class Event(Protocol):
    """What the kernel says of a key."""

    type: int
    code: int
    value: int


class Keys(Protocol):
    """What is needed of evdev's InputDevice; a test brings its own."""

    def fileno(self) -> int:
        """Readable when keys were pressed."""

    def grab(self) -> None:
        """Take the keys away from everybody else; OSError."""

    def read(self) -> Iterable[Event]:
        """What has happened; OSError when the device is gone."""

    def close(self) -> None:
        """Give it back."""


class Layout(Protocol):
    """What keys mean as bytes."""

    def lost(self) -> bytes:
        """Keys went missing, nobody knows which: none counts as held any more."""

    def down(self, code: int) -> bytes:
        """A key went down."""

    def up(self, code: int) -> None:
        """It was let go."""

    def counts(self, code: int) -> bool:
        """Whether a key that is held for ever is worth a remark."""


class Digits:
    """A pad's keys: digits and Enter; any other is noise, which a technician sees."""

    def lost(self) -> bytes:
        """See Layout."""
        return STRANGE

    def down(self, code: int) -> bytes:
        """See Layout."""
        return b"" if code in SILENT else BYTES.get(code, STRANGE)

    def up(self, code: int) -> None:
        """See Layout."""

    def counts(self, code: int) -> bool:
        """See Layout."""
        return code not in SILENT


class KeysLink:
    """An open keyboard as a port: keys come as bytes, nothing can be written."""

    def __init__(
        self,
        keys: Keys,
        device: str,
        waker: Waker,
        clock: Callable[[], float] = time.monotonic,
        layout: Layout | None = None,
    ) -> None:
        self.device = device
        self.stolen = 0
        self._keys = keys
        self._layout: Layout = layout or Digits()
        self._waker = waker
        self._clock = clock
        self._down: dict[int, float] = {}  # key → since when
        self._wait = PortWait(keys.fileno(), waker)

    def wait(self, seconds: float | None, *, writing: bool) -> bool:
        """See OpenPort; there is always room to write."""
        return self._wait.until(0 if writing else seconds, writing=False)

    def rest(self, seconds: float) -> None:
        """See OpenPort."""
        self._waker.wait(seconds)

    def read(self) -> bytes:
        """The bytes of the keys that went down. PortGone."""
        try:
            events = list(self._keys.read())
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as problem:  # ValueError: evdev on a device that was closed
            raise PortGone(f"{self.device} went away") from problem
        typed, layout = b"", self._layout
        for event in events:
            if (event.type, event.code) == (EV_SYN, SYN_DROPPED):
                self._down.clear()
                typed += layout.lost()
            elif event.type != EV_KEY:
                continue
            elif event.value == DOWN:
                if layout.counts(event.code):
                    self._down[event.code] = self._clock()
                typed += layout.down(event.code)
            elif event.value == UP:
                self._down.pop(event.code, None)
                layout.up(event.code)
        return typed

    def write(self, data: bytes) -> int:
        """Such a device can be told nothing: taken and forgotten."""
        return len(data)

    def others(self) -> str:
        """Nobody: the keys are grabbed. The display server may have the file open, and hears nothing."""
        return ""

    def remark(self, now: float) -> str:
        """A key that is held down for ever."""
        if any(now - since >= HELD for since in self._down.values()):
            return "a key is held down and counts for nothing: free it or replace the device"
        return ""

    def close(self) -> None:
        """See OpenPort; the grab ends with it."""
        with contextlib.suppress(OSError, ValueError):
            self._keys.close()


@dataclass(frozen=True, slots=True)
class Keyboard:
    """A device that can type, whatever it is: how to name it in the settings, and where it is now."""

    name: str
    device: str
    description: str


def keyboards() -> list[Keyboard]:
    """Everything with digits that this user may read, by its numbers; PortUnusable without the library."""
    found = []
    for device in _with_digits():
        name = f"hid://{device.info.vendor:04x}:{device.info.product:04x}" + (f":{device.uniq}" if device.uniq else "")
        found.append(Keyboard(name, str(device.path), str(device.name)))
    return found


def find(port: str) -> str:
    """The device under /dev/input that `hid://VID:PID[:serial]` means. PortAbsent, PortAmbiguous, PortUnusable."""
    match = NAME.fullmatch(port)
    if match is None:
        raise PortUnusable(f"{port} is no name of a keyboard: write hid://VID:PID or hid://VID:PID:serial")
    vid, pid, serial_number = int(match[1], 16), int(match[2], 16), match[3]
    found = [
        str(device.path)
        for device in _with_digits()
        if (device.info.vendor, device.info.product) == (vid, pid) and serial_number in (None, device.uniq)
    ]
    if not found:
        raise PortAbsent(f"no keyboard {port} is there that this user may read: plug it in; see its group")
    if len(found) > 1:
        raise PortAmbiguous(f"{port} means {len(found)} keyboards, {', '.join(found)}: name one by /dev/input/by-id/…")
    return found[0]


def _with_digits() -> Iterator[Any]:
    """Every input device with digits that this user may read, open as long as it is looked at. A keyboard has others
    without: of its volume keys, say. PortUnusable without the library."""
    evdev = load()
    for path in sorted(evdev.list_devices()):
        try:
            device = evdev.InputDevice(path)
        except OSError:
            continue  # gone meanwhile, or not for this user
        with contextlib.closing(device):
            if any(code in BYTES for code in device.capabilities().get(EV_KEY, ())):
                yield device


def open_keys(device: str, waker: Waker, layout: Layout | None = None) -> KeysLink:
    """Open and grab; the keys are a pad's without a layout. PortFault and its kinds."""
    evdev = load()
    try:
        keys = evdev.InputDevice(device)
    except OSError as problem:
        raise _fault(device, problem) from problem
    try:
        keys.grab()
    except OSError as problem:
        keys.close()
        raise _fault(device, problem) from problem
    return KeysLink(keys, device, waker, layout=layout)


def load() -> Any:
    """The library; PortUnusable where it is not installed."""
    try:
        import evdev
    except ImportError:
        raise PortUnusable(
            "a device that types needs evdev, which is missing: pip install 'hcp-kiosk[evdev]'"
        ) from None
    return evdev


def _fault(device: str, problem: OSError) -> PortFault:
    if problem.errno in (errno.EACCES, errno.EPERM):
        return PortDenied(denial(device))
    if problem.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return PortAbsent(f"{device} has gone away again: plug it in")
    if problem.errno == errno.EBUSY:
        return PortBusy(f"{device} is grabbed by another program: end that, or choose another port")
    return PortUnusable(f"{device} cannot be used as a keyboard: {problem.strerror or type(problem).__name__}")
