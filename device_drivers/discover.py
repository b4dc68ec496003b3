"""Which ports there are, which one is meant, and why one may not be opened. With `link`, a door to pyserial."""

from __future__ import annotations

import getpass
import grp
import os
import re
from dataclasses import dataclass
from pathlib import Path

from device_drivers.port_faults import PortAbsent, PortAmbiguous

SERIAL = Path("/dev/serial")
INPUT = Path("/dev/input")
# brltty (braille displays) claims these adapters on some systems: https://bugs.debian.org/667616
BRLTTY_TAKES = {"1a86:7523": "CH340", "10c4:ea60": "CP210x"}
RULE = "60-hcp-kiosk-pad.rules"  # in packaging/
BRLTTY_RULE = "95-hcp-kiosk-brltty.rules"  # in packaging/; behind brltty's own, which are 85 or 90
BRLTTY = ("/usr/bin/brltty", "/bin/brltty", "/usr/sbin/brltty")
VID_PID = re.compile(r"([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?", re.IGNORECASE)

Signature = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class PortInfo:
    """A serial port of this machine: how to name it, and what stands in the way ("" when nothing does)."""

    device: str
    description: str
    vid_pid: str  # "1a86:7523" or ""
    serial_number: str
    by_id: str
    by_path: str
    group: str
    problem: str
    note: str


def list_ports() -> list[PortInfo]:
    """The serial ports the system knows, by name; none is opened."""
    from serial.tools.list_ports import comports

    by_id, by_path = aliases(SERIAL / "by-id"), aliases(SERIAL / "by-path")
    found = []
    for port in sorted(comports()):
        vid_pid = f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None and port.pid is not None else ""
        found.append(
            PortInfo(
                device=port.device,
                description=port.description if port.description not in (None, "n/a") else "",
                vid_pid=vid_pid,
                serial_number=port.serial_number or "",
                by_id=by_id.get(os.path.realpath(port.device), ""),
                by_path=by_path.get(os.path.realpath(port.device), ""),
                group=group_of(port.device),
                problem=denial(port.device) if not os.access(port.device, os.R_OK | os.W_OK) else "",
                note=brltty_note(vid_pid),
            )
        )
    return found


def resolve(port: str) -> str:
    """The device or URL that `port` means: a path, a name under /dev or /dev/serial/by-id or by-path,
    VID:PID[:serial], hid://VID:PID[:serial], or a pyserial URL. PortAbsent, PortAmbiguous, PortUnusable."""
    if port.startswith("hid://"):
        from device_drivers import hid

        return hid.find(port)
    if "://" in port:
        return port
    if match := VID_PID.fullmatch(port):
        return by_vid_pid(port, *match.groups())
    folders = [Path()] if "/" in port else [SERIAL / "by-id", SERIAL / "by-path", Path("/dev")]
    places = [folder / port for folder in folders]
    for place in places:
        if os.path.exists(place):  # Path.exists raises where a folder on the way may not be entered
            return str(place)
    if os.path.islink(places[0]):
        raise PortAbsent(f"{port} points to {os.readlink(places[0])}, which is not there: plug it in")
    raise PortAbsent(f"{port} is not there: plug it in, or choose another port (hcp-kiosk pad list)")


def by_vid_pid(port: str, vid: str, pid: str, serial_number: str | None) -> str:
    """The one USB port with these numbers. PortAbsent, PortAmbiguous."""
    from serial.tools.list_ports import comports

    devices = sorted(
        found.device
        for found in comports()
        if (found.vid, found.pid) == (int(vid, 16), int(pid, 16))
        and (serial_number is None or found.serial_number == serial_number)
    )
    if not devices:
        raise PortAbsent(f"no USB port {port} is there: plug it in, or choose another (hcp-kiosk pad list)")
    if len(devices) > 1:
        raise PortAmbiguous(
            f"{port} means {len(devices)} ports, {', '.join(devices)}:"
            " name the one you mean by its by-id or by-path name (hcp-kiosk pad list)"
        )
    return str(devices[0])


def signature(port: str) -> Signature:
    """A cheap value that changes when the list of ports does, or what `port` points to, or who may open it."""
    seen: list[object] = []
    for place in (port, "/dev", SERIAL / "by-id", SERIAL / "by-path", INPUT):
        try:
            state = os.stat(place)
        except (OSError, ValueError):  # ValueError: a NUL in the name
            seen.append(None)
            continue
        if place == port:
            # A terminal's own times change with every byte: take what a replug, chown or chmod changes.
            seen += [state.st_dev, state.st_ino, state.st_rdev, state.st_mode, state.st_uid, state.st_gid]
            seen.append(state.st_ctime_ns)
        else:
            seen.append(state.st_mtime_ns)
    return tuple(seen)


def denial(device: str) -> str:
    """Why this user may not open the device, and the remedy."""
    group = group_of(device)
    who = user()
    if group in ("", "root"):
        return f"{who} may not open {device}: install the udev rule {RULE} or give it to group dialout"
    return f"{who} may not open {device} of group {group}: run 'sudo usermod -aG {group} {who}' and sign in again"


def user() -> str:
    """Who runs the program, by name where there is one."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user number without a name, as in some containers
        return str(os.getuid())


def group_of(device: str) -> str:
    """The group that owns a device, "" when that cannot be said."""
    try:
        return grp.getgrgid(os.stat(device).st_gid).gr_name
    except (OSError, KeyError):
        return ""


def brltty_note(vid_pid: str) -> str:
    """A warning where brltty is installed and takes this kind of adapter."""
    if vid_pid not in BRLTTY_TAKES or not any(os.path.exists(place) for place in BRLTTY):
        return ""
    return (
        f"brltty is installed and takes {BRLTTY_TAKES[vid_pid]} adapters: remove it, or install {BRLTTY_RULE}"
        " and plug the adapter anew"
    )


def aliases(folder: Path) -> dict[str, str]:
    """Real device → its name in a folder of links."""
    if not folder.is_dir():
        return {}
    return {os.path.realpath(link): str(link) for link in sorted(folder.iterdir())}
