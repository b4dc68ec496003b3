"""Where a receipt printer is: the kernel's /dev/usb/lp…, a serial line, a network address."""

from __future__ import annotations

import contextlib
import errno
import os

from device_drivers.discover import denial, resolve
from device_drivers.link import CHUNK, open_link
from device_drivers.open_port import OpenPort
from device_drivers.port_faults import PortAbsent, PortBusy, PortDenied, PortFault, PortGone, PortUnusable
from device_drivers.profile import Line
from device_drivers.waker import PortWait, Waker

SERIAL = "serial:"
TCP = "tcp://"
_SOCKET = "socket://"  # pyserial's word for it
PAUSE = 0.05  # s: a printer may answer a read with nothing, again and again


def find(port: str) -> str:
    """The device or URL that "/dev/usb/lp0", "serial:PORT" or "tcp://HOST:9100" means. PortFault."""
    if port.startswith(TCP):
        return _SOCKET + port.removeprefix(TCP)
    if is_serial(port):
        return resolve(port.removeprefix(SERIAL))
    if not os.path.exists(port):
        raise PortAbsent(f"{port} is not there: plug the printer in and switch it on")
    return port


def is_serial(port: str) -> bool:
    """It is written as a serial line."""
    return port.startswith(SERIAL)


def open_printer(device: str, baud: int | None, waker: Waker) -> OpenPort:
    """Open what `find` found, for one program alone; `baud` of a serial line. PortFault and its kinds."""
    if baud is None and "://" not in device:
        return open_file(device, waker)
    return open_link(device, Line(baud or 9600), waker)


class FileLink:
    """A device file that is no terminal, as a port: a USB printer's."""

    def __init__(self, descriptor: int, device: str, waker: Waker) -> None:
        self.device = device
        self.stolen = 0
        self._fd = descriptor
        self._waker = waker
        self._wait = PortWait(descriptor, waker)

    def wait(self, seconds: float | None, *, writing: bool) -> bool:
        """See OpenPort."""
        return self._wait.until(seconds, writing=writing)

    def rest(self, seconds: float) -> None:
        """See OpenPort."""
        self._waker.wait(seconds)

    def read(self) -> bytes:
        """See OpenPort."""
        try:
            data = os.read(self._fd, CHUNK)
        except BlockingIOError:
            return b""
        except OSError as problem:
            raise PortGone(f"{self.device} went away: switch the printer on and see its cable") from problem
        if not data:
            self.rest(PAUSE)
        return data

    def write(self, data: bytes) -> int:
        """See OpenPort."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError as problem:
            raise PortGone(f"{self.device} went away: switch the printer on and see its cable") from problem

    def others(self) -> str:
        """Nobody: the kernel lets one program in."""
        return ""

    def remark(self, now: float) -> str:
        """Nothing."""
        return ""

    def close(self) -> None:
        """See OpenPort."""
        with contextlib.suppress(OSError):
            os.close(self._fd)


def open_file(device: str, waker: Waker) -> FileLink:
    """Open a device file. PortFault and its kinds."""
    if os.path.isfile(device) or os.path.isdir(device):
        raise PortUnusable(f"{device} is no printer: take /dev/usb/lp0 or the like, serial:PORT or tcp://HOST:9100")
    try:
        return FileLink(os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC), device, waker)
    except OSError as problem:
        raise _fault(device, problem) from problem


def _fault(device: str, problem: OSError) -> PortFault:
    if problem.errno in (errno.EACCES, errno.EPERM):
        return PortDenied(denial(device))
    if problem.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO):
        return PortAbsent(f"{device} has gone away again: plug the printer in and switch it on")
    if problem.errno in (errno.EBUSY, errno.EAGAIN):
        return PortBusy(f"{device} is held by another program: end that (CUPS takes USB printers for itself)")
    return PortUnusable(f"{device} cannot be used as a printer: {problem.strerror or type(problem).__name__}")
