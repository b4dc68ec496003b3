"""The state directory: room, identity, outbox."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kiosk_app.commands.asking import ask_at
from kiosk_app.commands.checks.finding import Finding, fault, ok, warning
from kiosk_app.commands.failure import Failed
from kiosk_app.settings import Settings

# A rating takes some 15 KiB of log while it is written; media may take 50 MiB each.
SCARCE_MIB, SHORT_MIB = 100, 500
OLD_SECONDS = 24 * 3600


def findings(settings: Settings) -> Iterator[Finding]:
    """Directory, room, identity, outbox."""
    state_dir = settings.state_dir
    if not state_dir.is_dir():
        yield fault(
            "state directory", f"{state_dir} is not there", f"make it: install -d -m 700 -o TERMINAL-USER {state_dir}"
        )
        yield _no_identity()
        return
    if not os.access(state_dir, os.R_OK | os.W_OK | os.X_OK):
        yield fault(
            "state directory",
            f"{state_dir} cannot be written by this user",
            "run as the terminal's user, or give it the directory",
        )
        return
    yield ok("state directory", f"{state_dir} can be written")
    yield _room(state_dir)
    yield _identity(state_dir)
    yield from _outbox(state_dir)


def _room(state_dir: Path) -> Finding:
    free = shutil.disk_usage(state_dir).free // 2**20
    if free >= SHORT_MIB:
        return ok("disk", f"{free} MiB free")
    remedy = f"free some space beside {state_dir}"
    return (fault if free < SCARCE_MIB else warning)("disk", f"only {free} MiB free", remedy)


def _no_identity() -> Finding:
    return fault(
        "identity",
        "none: the terminal is not set up yet",
        "get a code from the centre: `hcp-kiosk enrol --url … --code …`",
    )


def _identity(state_dir: Path) -> Finding:
    from kiosk_app.central.errors import CentralError
    from kiosk_app.central.identity import read_identity

    try:
        identity = read_identity(state_dir)
    except CentralError as error:
        reason, _, remedy = str(error).rpartition(": ")
        return fault("identity", reason or str(error), remedy)
    if identity is None:
        return _no_identity()
    return ok("identity", f"{identity.device_id}, file mode 0600")


def _damages(state_dir: Path) -> Iterator[Finding]:
    """Outboxes that were damaged, until their folder is taken away."""
    from offline_queue.damage import damages

    for damage in damages(state_dir / "outbox.db"):
        yield (warning if damage.whole else fault)("damaged outbox", damage.found, damage.remedy)


def _outbox(state_dir: Path) -> Iterator[Finding]:
    if not (state_dir / "outbox.db").exists():
        yield ok("outbox", "none yet; the first start makes it")
        return
    try:
        status = ask_at(state_dir, "queue.status")
    except Failed as error:
        reason, _, remedy = str(error).partition("; ")
        yield fault("outbox", reason, remedy or "see the file's rights and the disk")
        return
    yield from _damages(state_dir)
    yield ok("outbox", f"can be opened; unsent {status['unsent']}, held {status['held']}, sent {status['delivered']}")
    if ask_at(state_dir, "technician.has_pin"):
        yield ok("technician's pages", "a PIN opens them at the screen")
    else:
        yield ok("technician's pages", "no PIN: `hcp-kiosk technician pin` makes one, `technician open` needs none")
    if status["parked"]:
        remedy = "`hcp-kiosk queue list --state parked` says why; `hcp-kiosk queue retry` sends them again"
        yield warning("parked ratings", f"{status['parked']} refused by the centre, kept here", remedy)
    age = status["oldestUnsentSeconds"]
    if age is not None and age > OLD_SECONDS:
        remedy = "mend the connection to the centre; nothing is lost meanwhile"
        yield warning("unsent ratings", f"the oldest has waited for {age / 3600:.0f} h", remedy)
