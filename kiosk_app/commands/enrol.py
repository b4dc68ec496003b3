"""`enrol`: turns a code from the centre into this device's identity."""

from __future__ import annotations

import argparse

from kiosk_app.commands.options import add_last, load_settings
from kiosk_app.commands.output import say


def configure(parser: argparse.ArgumentParser) -> None:
    """enrol --url URL --code CODE."""
    parser.add_argument("--url", required=True, help="the centre's device interface, as https://HOST/PREFIX")
    parser.add_argument("--code", required=True, help="the enrolment code; it works once")
    add_last(parser, enrol)


def enrol(args: argparse.Namespace) -> int:
    """Ask the centre, write identity.json with mode 0600."""
    settings = load_settings(args, {"central.url": args.url})
    from kiosk_app import central

    device = central.enrol(settings, args.code)
    say(device)
    return 0
