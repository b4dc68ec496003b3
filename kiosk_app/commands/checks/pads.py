"""The rating buttons: is the port there, may it be opened, who holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.commands.checks.finding import Finding, ok, warning
from kiosk_app.commands.checks.ports import port_at
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
    at = port_at(item, pad.port, _remedy)
    if isinstance(at, Finding):
        yield at
        return
    if at.elsewhere:
        yield ok(item, f"{pad.profile} at an address; it is tried when the terminal runs")
        return
    yield ok(item, f"{pad.profile} at {at.device}" + (f", held by {at.held_by}" if at.held_by else ""))
    from device_drivers import discover

    for port in discover.list_ports():
        if port.note and Path(port.device).resolve() == Path(at.device).resolve():
            yield warning(item, port.note.partition(": ")[0], port.note.partition(": ")[2])


def _remedy(strangers: Sequence[Holder]) -> str:
    """How the port becomes ours alone. A brltty that is only ended is back with the next plug."""
    from device_drivers.discover import BRLTTY_RULE

    if any(holder.program.startswith("brltty") for holder in strangers):
        return f"install packaging/{BRLTTY_RULE}, `systemctl mask --now brltty.service`, plug the converter anew"
    return "end that program: it takes presses away"
