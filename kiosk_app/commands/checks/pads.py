"""The rating buttons: is the port there, may it be opened, who holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.commands.checks.finding import Finding, fault, ok, warning
from kiosk_app.commands.learnt import learnt_at
from kiosk_app.settings import Pad, Settings

if TYPE_CHECKING:
    from device_drivers.holders import Holder


def findings(settings: Settings) -> Iterator[Finding]:
    """Each pad in turn; none configured is in order (the screen takes ratings too)."""
    if not any(pad.enabled for pad in settings.pads):
        yield ok("pad", "none configured; the screen takes the ratings")
    yield from _unread()
    learnt = learnt_at(settings.state_dir)
    for place, pad in enumerate(settings.pads):
        if pad.enabled:
            item = "pad" if len(settings.pads) == 1 else f"pad {place + 1}"
            yield from _pad(item, pad)
            if keys := learnt(pad):
                meant = ", ".join(f"{key} = {level}" for key, level in keys.items())
                yield ok(item, f"its keys were learnt at the technician's pages and win over the settings: {meant}")


def _unread() -> Iterator[Finding]:
    from device_drivers.profile import shadowed

    for path in shadowed():
        yield warning("pad", f"{path} is never read: a shipped profile has its name", "rename the file and its name")


def _pad(item: str, pad: Pad) -> Iterator[Finding]:
    from device_drivers import discover
    from device_drivers.holders import holders
    from device_drivers.port_faults import PortFault

    try:
        device = discover.resolve(pad.port)
    except PortFault as error:
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
    found = holders(device)
    strangers = [holder for holder in found if not holder.program.startswith("hcp-kiosk")]
    if strangers:
        names = ", ".join(map(str, strangers))
        yield fault(item, f"{device} is held by {names} as well", _remedy(strangers))
    else:
        yield ok(item, f"{pad.profile} at {device}" + (f", held by {', '.join(map(str, found))}" if found else ""))
    for port in discover.list_ports():
        if port.note and Path(port.device).resolve() == Path(device).resolve():
            yield warning(item, port.note.partition(": ")[0], port.note.partition(": ")[2])


def _remedy(strangers: Sequence[Holder]) -> str:
    """How the port becomes ours alone. A brltty that is only ended is back with the next plug."""
    from device_drivers.discover import BRLTTY_RULE

    if any(holder.program.startswith("brltty") for holder in strangers):
        return f"install packaging/{BRLTTY_RULE}, `systemctl mask --now brltty.service`, plug the converter anew"
    return "end that program: it takes presses away"
