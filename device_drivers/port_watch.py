"""Word from udev that something was plugged in or pulled out (optional: without pyudev the list of ports is looked at
anyway, 0.05 s later). The door to pyudev."""

from __future__ import annotations

import contextlib
import os
from typing import Any

SUBSYSTEMS = ("tty", "input")
UDEV_RUNS = "/run/udev/control"


class PortWatch:
    """Begun when it is first asked; silent where udev cannot be heard."""

    def __init__(self) -> None:
        self._monitor: Any = None
        self._begun = False

    def fileno(self) -> int | None:
        """The descriptor that becomes readable with a word from udev; None where there is none."""
        if not self._begun:
            self._begun = True
            with contextlib.suppress(Exception):  # whatever it is, the list of ports is looked at anyway
                self._monitor = _monitor()
        return None if self._monitor is None else int(self._monitor.fileno())

    def heard(self) -> bool:
        """Something was said of a port since this was asked last; forgets it."""
        said = False
        with contextlib.suppress(Exception):  # so many words that some were lost: all the same to us
            while self._monitor is not None and self._monitor.poll(0) is not None:
                said = True
        return said


def _monitor() -> Any:
    import pyudev

    # udev speaks when its rules have been applied: links and permissions are there. Without it the kernel's word is
    # all there is.
    source = "udev" if os.path.exists(UDEV_RUNS) else "kernel"
    monitor = pyudev.Monitor.from_netlink(pyudev.Context(), source=source)
    for subsystem in SUBSYSTEMS:
        monitor.filter_by(subsystem)
    monitor.start()
    return monitor
