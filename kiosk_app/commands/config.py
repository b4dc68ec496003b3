"""`config show` and `config validate`: each setting with where it came from, and whether a file can be used."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from kiosk_app import settings
from kiosk_app.commands.learnt import learnt_at
from kiosk_app.commands.options import add_actions, add_json, add_last, load_settings
from kiosk_app.commands.output import say, say_json, say_table
from kiosk_app.commands.paths import path_of

Shown = dict[str, dict[str, object]]  # key → {"value", "from"}


def configure(parser: argparse.ArgumentParser) -> None:
    """config show [--json] · config validate FILE."""
    action = add_actions(parser)
    show = action("show", "each value with where it came from")
    add_json(show)
    add_last(show, show_settings)
    validate = action("validate", "judge a file before it is put in place")
    validate.add_argument("file", metavar="FILE", type=path_of)
    add_last(validate, validate_file)


def show_settings(args: argparse.Namespace) -> int:
    """Print the merged settings."""
    loaded = load_settings(args)
    document = shown(loaded, learnt_at(loaded.state_dir))
    if args.json:
        say_json(document)
        return 0
    rows = [
        (f"{section}.{key}", as_toml(entry["value"]), entry["from"])
        for section, content in flat_sections(document)
        for key, entry in content.items()
    ]
    say_table(("setting", "value", "from"), rows)
    return 0


def validate_file(args: argparse.Namespace) -> int:
    """Exit 2 with every fault of the file, 0 with one line."""
    settings.load_file(args.file)
    say(f"{args.file}: can be used")
    return 0


def shown(
    loaded: settings.Settings, learnt: Callable[[settings.Pad], Mapping[str, int]] = lambda pad: {}
) -> dict[str, Shown | list[Shown]]:
    """section → key → {"value", "from"}; `pads` and `scanners` are lists of such sections where there are several.

    `learnt(pad)`: keys learnt at the glass, which stand in place of the settings'.
    """
    document: dict[str, Shown | list[Shown]] = {}
    for section in ("device", "central", "printer", "counter", "queue", "ui", "log", "local"):
        document[section] = _section(getattr(loaded, section), section, loaded.origins)
    single = not any(key.startswith("pads[") for key in loaded.origins)
    if single:
        # No [pad] at all is a pad switched off; said as such, so that the reader sees the keys there are.
        pad = loaded.pads[0] if loaded.pads else settings.Pad(enabled=False)
        document["pad"] = _pad(pad, "pad", loaded.origins, learnt(pad))
    else:
        document["pads"] = [_pad(pad, f"pads[{n}]", loaded.origins, learnt(pad)) for n, pad in enumerate(loaded.pads)]
    if any(key.startswith("scanners[") for key in loaded.origins):
        document["scanners"] = [
            _section(scanner, f"scanners[{n}]", loaded.origins) for n, scanner in enumerate(loaded.scanners)
        ]
    else:
        scanner = loaded.scanners[0] if loaded.scanners else settings.Scanner(enabled=False)
        document["scanner"] = _section(scanner, "scanner", loaded.origins)
    return document


def flat_sections(document: Mapping[str, Shown | list[Shown]]) -> list[tuple[str, Shown]]:
    """(name, content) of every section, several pads as pads[0], pads[1], …"""
    found: list[tuple[str, Shown]] = []
    for name, content in document.items():
        if isinstance(content, list):
            found.extend((f"{name}[{n}]", entry) for n, entry in enumerate(content))
        else:
            found.append((name, content))
    return found


def as_toml(value: object) -> str:
    """A value as it would be written in kiosk.toml; None, which TOML lacks, as `(the centre's)`."""
    if value is None:
        return "(the centre's)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(as_toml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)} = {as_toml(item)}" for key, item in value.items()) + "}"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    # TOML's escapes are JSON's, and it wants one more.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _section(section: Any, name: str, origins: Mapping[str, str]) -> Shown:
    return {
        key: {"value": _public(value), "from": origins.get(f"{name}.{key}", "default")}
        for key, value in section._asdict().items()
    }


def _pad(pad: settings.Pad, name: str, origins: Mapping[str, str], learnt: Mapping[str, int]) -> Shown:
    found = _section(pad, name, origins)
    if learnt:
        found["keys"] = {"value": dict(learnt), "from": "learnt at the technician's pages"}
    return found


def _public(value: object) -> object:
    """The value without a password in an address (a proxy's)."""
    if isinstance(value, str):
        return re.sub(r"//[^/@]*@", "//***@", value)
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
