"""`run`: the terminal."""

from __future__ import annotations

import argparse

from kiosk_app.commands.failure import Failed
from kiosk_app.commands.options import add_last, load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """run has no options of its own; see --set."""
    add_last(parser, run_terminal)


def run_terminal(args: argparse.Namespace) -> int:
    """The terminal until SIGTERM or SIGINT."""
    settings = load_settings(args)
    from kiosk_app.app import CannotRun
    from kiosk_app.app import run_terminal as run

    try:
        return run(settings)
    except CannotRun as error:
        raise Failed(str(error)) from error
