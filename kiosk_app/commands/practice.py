"""`practice`: everything on one machine, for the first run, for training and for tests."""

from __future__ import annotations

import argparse

from kiosk_app.commands.failure import Misused
from kiosk_app.commands.options import add_last, load_settings
from kiosk_app.commands.output import notice, say_now
from kiosk_app.commands.paths import path_of


def configure(parser: argparse.ArgumentParser) -> None:
    """practice [--headless] [--seconds N] [--every N] [--keep DIR] [--vnc]."""
    parser.add_argument("--headless", action="store_true", help="no window, even where there is a screen")
    parser.add_argument("--seconds", metavar="N", type=float, help="end by itself after N seconds")
    parser.add_argument(
        "--every", metavar="N", type=float, default=20.0, help="seconds between invitations (%(default)s)"
    )
    parser.add_argument("--keep", metavar="DIR", type=path_of, help="keep everything there, to go on another time")
    parser.add_argument("--vnc", action="store_true", help="the window over VNC: without a password, on every address")
    add_last(parser, practise)


def practise(args: argparse.Namespace) -> int:
    """Until the terminal ends, the seconds are over, q is typed, or SIGTERM or SIGINT."""
    for name, value in (("--seconds", args.seconds), ("--every", args.every)):
        # Beyond a year it is a slip of the finger; NaN compares false.
        if value is not None and not 0 < value < 366 * 86400:
            raise Misused(f"{name}: write a number of seconds above 0")
    role = load_settings(args).local.role
    from kiosk_app.practice.everything import practice

    return practice(
        say=say_now,
        complain=notice,
        headless=args.headless,
        seconds=args.seconds,
        vnc=args.vnc,
        keep=args.keep,
        every=args.every,
        role=role,
    )
