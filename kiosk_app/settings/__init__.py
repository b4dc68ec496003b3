"""The terminal's own settings: one frozen value, put together from layers, all faults reported at once.

Order, the later wins: defaults · kiosk.toml · kiosk.d/*.toml beside it · environment · command line.
What the centre decides is not set here; `[local]` alone may override it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from kiosk_app.settings import layers, rules
from kiosk_app.settings.faults import Fault, UnusableSettings
from kiosk_app.settings.values import Central, Counter, Device, Local, Log, Pad, Printer, Queue, Scanner, Settings, Ui

__all__ = [
    "DEFAULT_FILE",
    "Central",
    "Counter",
    "Device",
    "Fault",
    "Local",
    "Log",
    "Pad",
    "Printer",
    "Queue",
    "Scanner",
    "Settings",
    "Ui",
    "UnusableSettings",
    "load",
    "load_file",
]

DEFAULT_FILE = Path("/etc/hcp-kiosk/kiosk.toml")


def load(
    config: Path | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    command_line: Mapping[str, object] | None = None,
    default_file: Path = DEFAULT_FILE,
) -> Settings:
    """All layers merged and checked; `command_line` maps "section.key" to text or a value.

    `config` named and missing is a fault, the default file missing is not. Raises UnusableSettings with every fault.
    """
    faults: list[Fault] = []
    found = [
        *layers.files(config or default_file, required=config is not None, faults=faults),
        layers.environment(os.environ if environ is None else environ, faults),
        layers.command_line(command_line or {}, faults),
    ]
    return _settle(found, faults)


def load_file(path: Path) -> Settings:
    """One file over the defaults, without drop-ins, environment and command line: what `config validate` judges."""
    faults: list[Fault] = []
    return _settle([layers.file(path, required=True, faults=faults)], faults)


def _settle(found: list[layers.Layer], faults: list[Fault]) -> Settings:
    settings = layers.merge(found, faults)
    # What a broken layer would have said is unknown: judging the combination then only adds false faults.
    already = {fault.key for fault in faults}
    faults.extend(fault for fault in rules.combination(settings) if fault.key not in already)
    if faults:
        raise UnusableSettings(faults)
    return settings
