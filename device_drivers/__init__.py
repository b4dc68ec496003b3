"""What hangs on a kiosk's ports: rating buttons, code scanners and card readers, the receipt printer.

Names are fetched when first used, so that `import device_drivers` costs nothing before the first frame is painted.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from device_drivers.discover import PortInfo, list_ports
    from device_drivers.far_end import LinkRefused
    from device_drivers.messages import Counts, Cue, PadStatus, PortState, Press, Show
    from device_drivers.profile import Profile, ProfileError, load, shipped
    from device_drivers.scanner import Scanner, ScannerStatus
    from device_drivers.simulator import SimulatedPad, simulate
    from device_drivers.supervisor import PadSupervisor

_HOME = {
    "Counts": "messages",
    "Cue": "messages",
    "LinkRefused": "far_end",
    "PortState": "messages",
    "PadStatus": "messages",
    "PadSupervisor": "supervisor",
    "PortInfo": "discover",
    "Press": "messages",
    "Profile": "profile",
    "ProfileError": "profile",
    "Scanner": "scanner",
    "ScannerStatus": "scanner",
    "Show": "messages",
    "SimulatedPad": "simulator",
    "list_ports": "discover",
    "load": "profile",
    "shipped": "profile",
    "simulate": "simulator",
}

__all__ = [
    "Counts",
    "Cue",
    "LinkRefused",
    "PadStatus",
    "PadSupervisor",
    "PortInfo",
    "PortState",
    "Press",
    "Profile",
    "ProfileError",
    "Scanner",
    "ScannerStatus",
    "Show",
    "SimulatedPad",
    "list_ports",
    "load",
    "shipped",
    "simulate",
]


def __getattr__(name: str) -> Any:
    """A public name, from the module that defines it."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
