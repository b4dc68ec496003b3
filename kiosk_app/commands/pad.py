"""`pad …`: the serial ports of this machine, what a pad says, and a pad made of software."""

from __future__ import annotations

import argparse
import dataclasses
from functools import partial

from kiosk_app.commands import pad_learn, pad_probe, pad_replay, pad_test
from kiosk_app.commands.failure import Misused
from kiosk_app.commands.options import add_actions, add_json, add_last, load_settings
from kiosk_app.commands.output import say, say_json, say_table
from kiosk_app.commands.simulating import add_link, simulated


def configure(parser: argparse.ArgumentParser) -> None:
    """pad list | probe | test | learn | replay FILE | simulate PROFILE --link PATH."""
    action = add_actions(parser)
    listing = action("list", "serial ports, with the names that survive a replug, and who holds them")
    add_json(listing)
    add_last(listing, list_ports)
    pad_probe.configure(action("probe", "ask whether the pad of the settings is there; asks no other port"))
    pad_test.configure(action("test", "show what comes over the wire, press by press"))
    pad_learn.configure(action("learn", "find out which key means which level by pressing each when asked"))
    pad_replay.configure(action("replay", "the presses of a wire log, made again"))
    simulate = action("simulate", "a pad on a pseudo-terminal: a key and Enter presses it, q and Enter ends")
    simulate.add_argument("profile", metavar="PROFILE", help="a shipped profile's name, or a profile's file")
    add_link(simulate)
    add_last(simulate, simulate_pad)


def list_ports(args: argparse.Namespace) -> int:
    """Every port the machine lists; nothing is opened."""
    load_settings(args)
    from device_drivers import discover
    from device_drivers.holders import holders

    ports = [(port, holders(port.device)) for port in discover.list_ports()]
    if args.json:
        say_json(
            [
                {**dataclasses.asdict(port), "holders": [holder._asdict() for holder in held_by]}
                for port, held_by in ports
            ]
        )
        return 0
    if not ports:
        say("no serial port; plug the pad in and look again")
        return 0
    # The by-id name first: it is the one to write into kiosk.toml.
    rows = [
        (
            port.by_id or port.by_path or port.device,
            port.device,
            port.vid_pid or None,
            port.group or None,
            ", ".join(map(str, held_by)) or None,
            port.description,
        )
        for port, held_by in ports
    ]
    say_table(("name for kiosk.toml", "now", "VID:PID", "group", "held by", "what it is"), rows)
    for port, _ in ports:
        for remark in (port.problem, port.note):
            if remark:
                say(remark)
    return 0


def simulate_pad(args: argparse.Namespace) -> int:
    """See `simulated`; Misused where the profile cannot be used."""
    load_settings(args)
    from device_drivers import profile, simulator

    try:
        chosen = profile.load(args.profile)
    except profile.ProfileError as error:
        raise Misused("; ".join(error.faults)) from error
    return simulated(partial(simulator.simulate, chosen, args.link))
