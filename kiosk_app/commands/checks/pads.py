"""The rating buttons: is the port there, may it be opened, who holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kiosk_app.commands.checks.finding import Finding, fault, ok, warning
from kiosk_app.settings import Pad, Settings


def findings(settings: Settings) -> Iterator[Finding]:
    """Each pad in turn; none configured is in order (the screen takes ratings too)."""
    if not any(pad.enabled for pad in settings.pads):
        yield ok("pad", "none configured; the screen takes the ratings")
    for place, pad in enumerate(settings.pads):
        if pad.enabled:
            yield from _pad("pad" if len(settings.pads) == 1 else f"pad {place + 1}", pad)


def _pad(item: str, pad: Pad) -> Iterator[Finding]:
    from device_drivers import discover
    from device_drivers.port_faults import PortAbsent, PortAmbiguous

    try:
        device = discover.resolve(pad.port)
    except (PortAbsent, PortAmbiguous) as error:
        reason, _, remedy = str(error).partition(": ")
        yield fault(item, reason, remedy)
        return
    if "://" in device:
        yield ok(item, f"{pad.profile} at an address; it is tried when the terminal runs")
        return
    if not os.access(device, os.R_OK | os.W_OK):
        reason, _, remedy = discover.denial(device).partition(": ")
        yield fault(item, reason, remedy)
        return
    holders = held_by(Path(device).resolve())
    strangers = [name for name in holders if "hcp-kiosk" not in name and "python" not in name]
    if strangers:
        yield fault(
            item, f"{device} is held by {', '.join(strangers)} as well", "end that program: it takes presses away"
        )
    else:
        yield ok(item, f"{pad.profile} at {device}" + (f", held by {', '.join(holders)}" if holders else ""))
    for port in discover.list_ports():
        if port.note and Path(port.device).resolve() == Path(device).resolve():
            yield warning(item, port.note.partition(": ")[0], port.note.partition(": ")[2])


def held_by(device: Path, proc: Path = Path("/proc")) -> list[str]:
    """`name (pid)` of each process that has `device` open, as far as this user may see."""
    found = []
    for process in sorted(proc.glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            if any(os.readlink(link) == str(device) for link in (process / "fd").iterdir()):
                found.append(f"{(process / 'comm').read_text().strip()} ({process.name})")
        except OSError:
            continue  # ended meanwhile, or another user's
    return found
