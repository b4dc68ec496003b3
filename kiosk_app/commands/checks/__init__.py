"""What `check` looks at: one file a subject, each a function that yields findings and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kiosk_app.commands.checks import centre, devices, machine, pads, sound, storage
from kiosk_app.commands.checks.finding import Finding, fault, ok
from kiosk_app.commands.options import Unloaded
from kiosk_app.logs import described
from kiosk_app.settings import Settings

_OF_SETTINGS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    storage.findings,
    pads.findings,
    devices.scanners,
    devices.printer,
    centre.findings,
    machine.counter_address,
    machine.panel,
    sound.findings,
)


def findings(loaded: Settings | Unloaded) -> Iterator[Finding]:
    """Everything, in the order in which a technician mends it."""
    if isinstance(loaded, Unloaded):
        # What the rest would be judged by is unknown: only the machine itself can be looked at.
        for one in loaded.faults:
            yield fault("configuration", str(one), "mend it, then `hcp-kiosk config show` shows what is in force")
    else:
        yield ok("configuration", "usable; `hcp-kiosk config show` shows it")
        for look in _OF_SETTINGS:
            yield from _whatever_happens(look.__module__.rpartition(".")[2], look(loaded))
    yield from _whatever_happens("machine", machine.findings())


def _whatever_happens(subject: str, looking: Iterator[Finding]) -> Iterator[Finding]:
    """One subject that cannot be looked at must not hide the others."""
    try:
        yield from looking
    except Exception as error:  # noqa: BLE001  # whatever it is, it is a finding
        kind, place = described(error)
        yield fault(subject, f"could not be looked at: {kind} ({place})", "report this line")
