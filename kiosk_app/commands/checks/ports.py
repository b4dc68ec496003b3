"""The port of a device: is it there, may it be opened, who else holds it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kiosk_app.commands.checks.finding import Finding, fault, refused

if TYPE_CHECKING:
    from device_drivers.holders import Holder

KEYBOARDS = "/dev/input/"


class PortAt(NamedTuple):
    """A port that can be had: its path or URL now, and who of ours holds it."""

    device: str
    held_by: str

    @property
    def elsewhere(self) -> bool:
        """It is an address, of which nothing is known before it is tried."""
        return "://" in self.device


def end_it(strangers: Sequence[Holder]) -> str:
    """What is to be done about them."""
    return "end that program" if len(strangers) == 1 else "end those programs"


def port_at(item: str, port: str, remedy: Callable[[Sequence[Holder]], str] = end_it) -> PortAt | Finding:
    """Where the port is, or the fault; `remedy(strangers)` where other programs hold it as well."""
    from device_drivers import discover, hid
    from device_drivers.holders import holders
    from device_drivers.port_faults import PortFault

    try:
        device = discover.resolve(port)
        if device.startswith(KEYBOARDS):
            hid.load()
    except PortFault as error:
        return refused(item, str(error))
    if "://" in device:
        return PortAt(device, "")
    if not os.access(device, os.R_OK | os.W_OK):
        return refused(item, discover.denial(device))
    # A display server has every keyboard open; ours is grabbed.
    found = [] if device.startswith(KEYBOARDS) else holders(device)
    strangers = [holder for holder in found if not holder.program.startswith("hcp-kiosk")]
    if strangers:
        return fault(item, f"{device} is held by {', '.join(map(str, strangers))} as well", remedy(strangers))
    return PortAt(device, ", ".join(map(str, found)))
