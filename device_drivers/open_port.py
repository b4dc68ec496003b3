"""What the thread that owns a port does with it, whatever is behind it: a serial line, a server, a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from device_drivers.link import open_link
from device_drivers.profile import Line
from device_drivers.waker import Waker

if TYPE_CHECKING:
    from device_drivers.hid import Layout


class OpenPort(Protocol):
    """An open port, used and closed by one thread; its waker ends every wait."""

    device: str
    stolen: int  # times bytes were announced and had gone

    def wait(self, seconds: float | None, *, writing: bool) -> bool:
        """Until bytes can be read (or written, when `writing`), the waker wakes, or the time is over. True when
        `read` has something to say."""

    def rest(self, seconds: float) -> None:
        """Leave the line alone until the time is over or the waker wakes."""

    def read(self) -> bytes:
        """What has come, without waiting; b"" when it was nothing after all. PortGone."""

    def write(self, data: bytes) -> int:
        """How many bytes the port took, 0 when it takes none now. PortGone."""

    def others(self) -> str:
        """Which other programs have the port open, in words; "" for none that can be seen. Takes milliseconds."""

    def remark(self, now: float) -> str:
        """What the port itself finds wrong now, or ""."""

    def close(self) -> None:
        """Give the port back, whatever state it is in."""


def open_port(device: str, line: Line, waker: Waker, layout: Layout | None = None) -> OpenPort:
    """Open what `discover.resolve` found, for one program alone; `layout` for a keyboard that is no pad. PortFault and
    its kinds."""
    if device.startswith("/dev/input/"):
        from device_drivers.hid import open_keys

        return open_keys(device, waker, layout)
    return open_link(device, line, waker)
