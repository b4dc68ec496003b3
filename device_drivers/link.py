"""An open port: bytes in, bytes out, and every way it can fail as one tree of faults. A door to pyserial.

pyserial opens and sets the line; where the port has a file descriptor the bytes then go by `os.read` and
`os.write`, woken by `poll`: one system call less on the way of a press, and no limit of 1024 descriptors.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from typing import TYPE_CHECKING, Any

from device_drivers.discover import denial
from device_drivers.holders import holders
from device_drivers.port_faults import PortAbsent, PortBusy, PortDenied, PortFault, PortGone, PortUnusable
from device_drivers.profile import Line
from device_drivers.waker import PortWait, Waker

if TYPE_CHECKING:
    import serial

CHUNK = 4096  # bytes; a terminal's buffer in the kernel holds no more
SLICE = 0.05  # s: how long a port without a descriptor may hold up a wish, which cannot wake its read
STOLEN_MOST = 100  # empty reads in a row, after which the port is taken to be gone


class Link:
    """An open port. Made by `open_link`; used and closed by one thread."""

    def __init__(self, port: serial.Serial, device: str, waker: Waker) -> None:
        self.device = device
        self.stolen = 0  # times bytes were announced and had gone: another program reads the same line
        self._port = port
        self._waker = waker
        self._fd = _descriptor(port)
        self._is_tty = self._fd is not None and os.isatty(self._fd)
        self._empty = 0  # empty reads in a row
        self._wait = None if self._fd is None else PortWait(self._fd, waker)

    def wait(self, seconds: float | None, *, writing: bool) -> bool:
        """Until bytes can be read (or written, when `writing`), the waker wakes, or the time is over. True when
        `read` has something to say."""
        if self._wait is None:
            self._waker.drain()
            return True  # its read waits
        return self._wait.until(seconds, writing=writing)

    def rest(self, seconds: float) -> None:
        """Leave the line alone until the time is over or the waker wakes."""
        self._waker.wait(seconds)

    def read(self) -> bytes:
        """What has come, without waiting; b"" when it had gone. PortGone."""
        try:
            if self._fd is None:  # waits for a SLICE
                return bytes(self._port.read(max(1, self._port.in_waiting)))
            data = os.read(self._fd, CHUNK)
        except BlockingIOError:
            data = b""
        except faults() as problem:
            raise PortGone(f"{self.device} went away while reading: {words(problem)}") from problem
        if data:
            self._empty = 0
            return data
        self._empty += 1
        if not self._is_tty or self._empty > STOLEN_MOST or (self._wait is not None and self._wait.hung_up()):
            raise PortGone(f"{self.device} went away")
        self.stolen += 1
        return b""

    def write(self, data: bytes) -> int:
        """How many bytes the port took, 0 when it takes none now. PortGone."""
        try:
            if self._fd is None:
                return self._port.write(data) or 0
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except faults() as problem:
            raise PortGone(f"{self.device} went away while writing: {words(problem)}") from problem

    def others(self) -> str:
        """Which other programs have the line open, in words; "" for none that can be seen."""
        return ", ".join(map(str, holders(self.device))) if self._is_tty else ""

    def remark(self, now: float) -> str:
        """Nothing: a line has no opinion of its own."""
        return ""

    def close(self) -> None:
        """Give the port back, whatever state it is in."""
        connection = getattr(self._port, "_socket", None)
        with contextlib.suppress(*faults()):
            self._port.close()
        if connection is not None:  # pyserial leaves it open when the far end went first
            with contextlib.suppress(*faults()):
                connection.close()


def open_link(device: str, line: Line, waker: Waker) -> Link:
    """Open a resolved device or URL for one program alone, with DTR and RTS as the profile wants them from the
    first moment. `waker` ends a wait. PortFault and its kinds."""
    import serial

    local = "://" not in device
    try:
        port = serial.serial_for_url(device, do_not_open=True)
        port.baudrate = line.baud
        port.bytesize = line.bits
        port.parity = line.parity
        port.stopbits = line.stop
        port.rtscts = line.flow == "rtscts"
        port.xonxoff = line.flow == "xonxoff"
        port.timeout = SLICE  # used only where there is no descriptor to wait for
        if not device.startswith("rfc2217://"):  # pyserial refuses it there; its socket has one of 5 s
            port.write_timeout = 1.0
        port.dtr = line.dtr
        port.rts = line.rts
        if local:
            port.exclusive = True
        port.open()
        if not local:
            _notice_death(port)
    except faults() as problem:
        raise _fault(device, problem) from problem
    return Link(port, device, waker)


def faults() -> tuple[type[Exception], ...]:
    """Everything pyserial 3.5 is known to throw, around every call: SerialException is an OSError; flushing a
    port that is gone gives termios.error; a close under a read TypeError; too many descriptors ValueError; a
    serial server that dies under `rfc2217://` AttributeError, a setting it does not know NotImplementedError."""
    import termios

    return (OSError, termios.error, TypeError, ValueError, AttributeError, NotImplementedError)


def words(problem: BaseException) -> str:
    """What an exception says, in one line."""
    return " ".join(str(problem).split()) or type(problem).__name__


def _notice_death(port: Any) -> None:
    """A serial server that loses its power says nothing; without this its silence would pass for a quiet pad's."""
    connection = getattr(port, "_socket", None)  # rfc2217:// and socket:// have one, loop:// has not
    if connection is None:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _descriptor(port: Any) -> int | None:
    """The port's file descriptor; None for ports that have none (`loop://`, `rfc2217://`)."""
    try:
        return int(port.fileno())
    except faults():  # io.UnsupportedOperation is one of them
        return None


def _fault(device: str, problem: Exception) -> PortFault:
    """Why the port did not open, and what to do."""
    number = getattr(problem, "errno", None)
    if "://" in device and isinstance(problem, OSError):
        reason = problem.__context__ or problem  # pyserial wraps what the network said
        return PortAbsent(f"nothing answers at {device} ({words(reason)}): see its power, network and address")
    if number in (errno.EACCES, errno.EPERM):
        return PortDenied(denial(device))
    if number in (errno.ENOENT, errno.ENXIO, errno.ENODEV):
        return PortAbsent(f"{device} has gone away again: plug it in")
    if number in (errno.EBUSY, errno.EAGAIN):
        who = ", ".join(map(str, holders(device))) or "another program"
        return PortBusy(f"{device} is held by {who}: end that, or choose another port")
    if number in (errno.EMFILE, errno.ENFILE):
        return PortUnusable(f"{device} cannot be opened: this program has too many files open; restart it")
    if number == errno.EIO:
        return PortAbsent(f"{device} is there but nothing is behind it: plug it in")
    what = f"{kind}: name a serial port (hcp-kiosk pad list)" if (kind := _no_terminal(device)) else words(problem)
    return PortUnusable(f"{device} cannot be used as a serial port: {what}")


def _no_terminal(device: str) -> str:
    """What a path is that can be no serial port, or ""."""
    if os.path.isdir(device):
        return "it is a folder"
    return "it is a file" if os.path.isfile(device) else ""
