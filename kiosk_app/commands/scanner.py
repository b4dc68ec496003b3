"""`scanner …`: code scanners and card readers: where they are, what they read, and one made of software."""

from __future__ import annotations

import argparse
import dataclasses
import logging
from functools import partial

from kiosk_app.commands.failure import Failed, Misused
from kiosk_app.commands.lines import Lines, add_seconds
from kiosk_app.commands.options import add_actions, add_json, add_last, load_settings
from kiosk_app.commands.output import say, say_json, say_table
from kiosk_app.commands.pad_choice import in_use
from kiosk_app.commands.signals import ending
from kiosk_app.commands.simulating import add_link, simulated
from kiosk_app.settings import Scanner
from kiosk_app.settings.keys import SPEEDS


def configure(parser: argparse.ArgumentParser) -> None:
    """scanner list | test | simulate --link PATH."""
    action = add_actions(parser)
    listing = action("list", "serial ports and keyboards, by the names that kiosk.toml takes")
    add_json(listing)
    add_last(listing, list_places)
    test = action("test", "show what the scanner of the settings reads, text by text")
    test.add_argument("--port", metavar="PORT", help="this port in place of the settings' (see scanner list)")
    test.add_argument("--baud", metavar="N", type=int, help="this speed in place of the settings'")
    add_seconds(test)
    add_last(test, watch)
    simulate = action("simulate", "a scanner on a pseudo-terminal: a line typed is a text read, q and Enter ends")
    add_link(simulate)
    add_last(simulate, simulate_scanner)


def list_places(args: argparse.Namespace) -> int:
    """Every place a scanner may be at; nothing is grabbed."""
    load_settings(args)
    from device_drivers import discover, hid
    from device_drivers.port_faults import PortUnusable

    ports = discover.list_ports()
    try:
        keyboards, remark = hid.keyboards(), ""
    except PortUnusable as unusable:
        keyboards, remark = [], str(unusable)
    if args.json:
        say_json(
            {
                "ports": [dataclasses.asdict(port) for port in ports],
                "keyboards": [dataclasses.asdict(keyboard) for keyboard in keyboards],
            }
        )
        return 0
    rows = [(port.by_id or port.by_path or port.device, port.device, port.description) for port in ports]
    rows += [(keyboard.name, keyboard.device, keyboard.description) for keyboard in keyboards]
    if rows:
        say_table(("name for kiosk.toml", "now", "what it is"), rows)
    else:
        say("neither a serial port nor a keyboard that this user may read; plug the scanner in and look again")
    for line in (*(port.problem for port in ports), remark):
        if line:
            say(line)
    return 0


def watch(args: argparse.Namespace) -> int:
    """Until q, SIGTERM, SIGINT or the end of --seconds. What is read is shown here and kept nowhere."""
    wish = _chosen(args)
    if words := in_use(wish.port):
        raise Failed(words)
    import device_drivers as drivers

    lines = Lines(quiet=False)
    scanner = drivers.Scanner(
        wish.port,
        kind=wish.kind,
        baud=wish.baud,
        prefix=wish.prefix,
        suffix=wish.suffix,
        on_text=lambda text: lines.put(f"read: {text}"),
        on_state=lambda status: lines.put(f"{status.state}: {status.reason}"),
    )
    lines.put(f"scanner at {wish.port}: let it read something; q and Enter ends")
    with ending(lines.end):
        scanner.start()
        try:
            lines.show(args.seconds)
        finally:
            status = scanner.status()
            scanner.stop()
    say(f"{status.reads} texts read, {status.noise} bytes of noise")
    if not status.device:
        raise Failed(f"{wish.port}: {status.reason}")
    return 0


def _chosen(args: argparse.Namespace) -> Scanner:
    """The scanner that is meant: the one named, else the one of the settings."""
    if args.baud is not None and not SPEEDS[0] <= args.baud <= SPEEDS[1]:
        raise Misused(f"--baud {args.baud}: write a speed from {SPEEDS[0]} to {SPEEDS[1]}")
    scanners = [scanner for scanner in load_settings(args).scanners if scanner.enabled]
    logging.getLogger("device_drivers").setLevel(logging.WARNING)  # its states are what this command shows
    if args.port is not None:
        scanners = [each for each in scanners if each.port == args.port] or [Scanner(port=args.port)]
    if not scanners:
        raise Misused("no scanner is set: name one by --port (see scanner list), or put a [scanner] into kiosk.toml")
    if len(scanners) > 1:
        ports = ", ".join(scanner.port for scanner in scanners)
        raise Misused(f"{len(scanners)} scanners are set: choose one by --port ({ports})")
    return scanners[0]._replace(**({} if args.baud is None else {"baud": args.baud}))


def simulate_scanner(args: argparse.Namespace) -> int:
    """See `simulated`."""
    load_settings(args)
    from device_drivers import scanner_simulator

    return simulated(partial(scanner_simulator.simulate, args.link))
