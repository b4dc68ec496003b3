"""`pad …`: the serial ports of this machine, and a pad made of software."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk_app.commands.options import add_actions, add_json, add_last, load_settings
from kiosk_app.commands.output import say, say_json, say_table


def configure(parser: argparse.ArgumentParser) -> None:
    """pad list | simulate PROFILE --link PATH."""
    action = add_actions(parser)
    listing = action("list", "serial ports, with the names that survive a replug")
    add_json(listing)
    add_last(listing, list_ports)
    simulate = action("simulate", "a pad on a pseudo-terminal: 1…5 press a key, q ends")
    simulate.add_argument("profile", metavar="PROFILE")
    simulate.add_argument("--link", metavar="PATH", type=Path, required=True, help="where the port is to appear")
    add_last(simulate, simulate_pad)


def list_ports(args: argparse.Namespace) -> int:
    """Every port the machine lists; nothing is opened."""
    load_settings(args)
    from device_drivers import discover

    ports = discover.list_ports()
    if args.json:
        say_json(ports)
    elif not ports:
        say("no serial port; plug the pad in, and see `hcp-kiosk check` for permissions")
    else:
        say_table(("port", "name"), ports)
    return 0


def simulate_pad(args: argparse.Namespace) -> int:
    """Until q or the end of stdin."""
    load_settings(args)
    from device_drivers import simulator

    return simulator.simulate(args.profile, args.link, sys.stdin, sys.stdout)
