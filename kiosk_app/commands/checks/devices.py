"""Scanners, card readers and the printer: is the port there, may it be opened, who holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from kiosk_app.commands.checks.finding import Finding, fault, ok
from kiosk_app.settings import Settings


def scanners(settings: Settings) -> Iterator[Finding]:
    """Each scanner in turn; none is in order."""
    for scanner in settings.scanners:
        if scanner.enabled:
            item = "card reader" if scanner.kind == "card" else "scanner"
            yield _port(item, scanner.port, f"{scanner.port} is there")


def printer(settings: Settings) -> Iterator[Finding]:
    """The printer of the settings; none is in order. Whether it has paper, the running terminal says."""
    wish = settings.printer
    if not wish.port:
        return
    from device_drivers.escpos_paper import Make, load
    from device_drivers.port_faults import PortFault
    from device_drivers.printer_port import SERIAL, find, is_serial

    try:
        load(Make(wish.profile))
        if is_serial(wish.port):
            yield _port("printer", wish.port.removeprefix(SERIAL), f"{wish.port} is there")
            return
        device = find(wish.port)
    except PortFault as error:
        reason, _, remedy = str(error).partition(": ")
        yield fault("printer", reason, remedy)
        return
    if "://" not in device and not os.access(device, os.R_OK | os.W_OK):
        from device_drivers.discover import denial

        reason, _, remedy = denial(device).partition(": ")
        yield fault("printer", reason, remedy)
    else:
        yield ok("printer", f"at {wish.port}; `hcp-kiosk printer test` prints a sheet")


def _port(item: str, port: str, well: str) -> Finding:
    from device_drivers import discover
    from device_drivers.holders import holders
    from device_drivers.port_faults import PortFault

    try:
        device = discover.resolve(port)
    except PortFault as error:
        reason, _, remedy = str(error).partition(": ")
        return fault(item, reason, remedy)
    if "://" in device:
        return ok(item, f"at {port}; it is tried when the terminal runs")
    if not os.access(device, os.R_OK | os.W_OK):
        reason, _, remedy = discover.denial(device).partition(": ")
        return fault(item, reason, remedy)
    # A display server has every keyboard open; ours is grabbed.
    found = [] if device.startswith("/dev/input/") else holders(device)
    strangers = [holder for holder in found if not holder.program.startswith("hcp-kiosk")]
    if strangers:
        names = ", ".join(map(str, strangers))
        return fault(item, f"{device} is held by {names} as well", "end that program")
    return ok(item, well)
