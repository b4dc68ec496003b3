"""The options that every command takes, and the settings that follow from them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from kiosk_app import logs, settings
from kiosk_app.commands.failure import Misused


def add_shared(parser: argparse.ArgumentParser) -> None:
    """--config and --log-format, allowed before and after a subcommand (absent ones leave no trace)."""
    parser.add_argument(
        "--config",
        metavar="FILE",
        type=Path,
        default=argparse.SUPPRESS,
        help="in place of /etc/hcp-kiosk/kiosk.toml",
    )
    parser.add_argument(
        "--log-format", choices=("text", "json"), default=argparse.SUPPRESS, help="of the lines on stderr"
    )


def add_actions(parser: argparse.ArgumentParser) -> Callable[[str, str], argparse.ArgumentParser]:
    """For a group of commands: `action(name, about)` gives the parser of one of them."""
    add_shared(parser)
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, about: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=about, description=about, allow_abbrev=False)

    return action


def add_last(parser: argparse.ArgumentParser, act: Callable[[argparse.Namespace], int]) -> None:
    """What the last subcommand takes besides its own options, and what it does."""
    add_shared(parser)
    parser.add_argument(
        "--set",
        metavar="SECTION.KEY=VALUE",
        action="append",
        default=[],
        help="a setting for this run; wins over files and environment",
    )
    parser.set_defaults(act=act)


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json: one JSON document on stdout and nothing else there."""
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def load_settings(args: argparse.Namespace, overrides: Mapping[str, object] | None = None) -> settings.Settings:
    """The settings for these arguments, with logging set up accordingly; `overrides` win over `--set`."""
    said: dict[str, object] = {}
    for assignment in args.set:
        key, separator, value = assignment.partition("=")
        if not separator:
            raise Misused(f"--set {assignment}: write SECTION.KEY=VALUE, as in --set ui.fullscreen=false")
        said[key.strip()] = value
    if hasattr(args, "log_format"):
        said["log.format"] = args.log_format
    loaded = settings.load(getattr(args, "config", None), command_line={**said, **(overrides or {})})
    logs.set_up(loaded.log.format, loaded.log.level)
    return loaded


class Unloaded(NamedTuple):
    """Settings that cannot be used, for the commands that help to mend them."""

    faults: tuple[settings.Fault, ...]


def try_settings(args: argparse.Namespace) -> settings.Settings | Unloaded:
    """The settings, or what is wrong with them."""
    try:
        return load_settings(args)
    except settings.UnusableSettings as unusable:
        logs.set_up(getattr(args, "log_format", "text"))
        return Unloaded(unusable.faults)
