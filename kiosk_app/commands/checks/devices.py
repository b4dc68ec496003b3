"""Scanners, card readers and the printer: is the port there, may it be opened, who holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from kiosk_app.commands.checks.finding import Finding, ok, refused
from kiosk_app.commands.checks.ports import port_at
from kiosk_app.settings import Settings


def scanners(settings: Settings) -> Iterator[Finding]:
    """Each scanner in turn; none is in order."""
    for scanner in settings.scanners:
        if scanner.enabled:
            item = "card reader" if scanner.kind == "card" else "scanner"
            yield _port(item, scanner.port)


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
            yield _port("printer", wish.port.removeprefix(SERIAL))
            return
        device = find(wish.port)
    except PortFault as error:
        yield refused("printer", str(error))
        return
    if "://" not in device and not os.access(device, os.R_OK | os.W_OK):
        from device_drivers.discover import denial

        yield refused("printer", denial(device))
    else:
        yield ok("printer", f"at {wish.port}; `hcp-kiosk printer test` prints a sheet")


def _port(item: str, port: str) -> Finding:
    at = port_at(item, port)
    if isinstance(at, Finding):
        return at
    return ok(item, f"at {port}; it is tried when the terminal runs" if at.elsewhere else f"{port} is there")
