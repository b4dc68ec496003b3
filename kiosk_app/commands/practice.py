"""`practice`: everything on one machine, for the first run, for training and for tests."""

from __future__ import annotations

import argparse

from kiosk_app.commands.failure import Misused
from kiosk_app.commands.options import add_last, load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """practice [--headless] [--seconds N]."""
    parser.add_argument("--headless", action="store_true", help="no window, even where there is a screen")
    parser.add_argument("--seconds", metavar="N", type=float, help="end by itself after N seconds")
    add_last(parser, practise)


def practise(args: argparse.Namespace) -> int:
    """Until the seconds are over, the window is closed, or SIGTERM or SIGINT."""
    if args.seconds is not None and not 0 < args.seconds < 1e7:
        raise Misused("--seconds: write a number of seconds above 0")
    settings = load_settings(args)
    from kiosk_app.practice import everything

    return everything.practice(settings, headless=args.headless, seconds=args.seconds)
