"""Which pad `pad probe`, `pad test` and `pad learn` are about, and that nobody else is using it."""

from __future__ import annotations

import argparse
import contextlib
import logging
from typing import TYPE_CHECKING, NamedTuple

from kiosk_app.commands.failure import Failed, Misused
from kiosk_app.commands.options import load_settings

if TYPE_CHECKING:
    from device_drivers.profile import Profile


class Chosen(NamedTuple):
    """A pad of the settings, or one named on the command line."""

    port: str
    profile: Profile
    kind: str  # the profile as it was named


def add_choice(parser: argparse.ArgumentParser) -> None:
    """--port and --profile."""
    parser.add_argument("--port", metavar="PORT", help="this port in place of the settings' (see pad list)")
    parser.add_argument("--profile", metavar="PROFILE", help="this profile in place of the settings'")


def chosen(args: argparse.Namespace) -> list[Chosen]:
    """Every pad that is meant: the one named, else those enabled in the settings. Misused where there is none; no
    other port is ever opened."""
    settings = load_settings(args)
    logging.getLogger("device_drivers").setLevel(logging.WARNING)  # its states are what these commands show
    from device_drivers import profile

    pads = [pad for pad in settings.pads if pad.enabled and pad.port]
    if args.port is not None:
        named = [pad for pad in pads if pad.port == args.port]
        names = [(args.port, args.profile or (named[0].profile if named else ""), named[0].keys if named else {})]
        if not names[0][1]:
            raise Misused(f"--port {args.port} is not in the settings: name its kind as well, as in --profile ascii5")
    else:
        names = [(pad.port, args.profile or pad.profile, pad.keys) for pad in pads]
        if not names:
            raise Misused(
                "no pad is set: name one by --port and --profile (see pad list), or put a [pad] into kiosk.toml"
            )
    try:
        return [
            Chosen(port, profile.load(kind).with_keys({} if args.profile else keys), kind) for port, kind, keys in names
        ]
    except profile.ProfileError as error:
        raise Misused("; ".join(error.faults)) from error


def chosen_one(args: argparse.Namespace) -> Chosen:
    """The one pad that is meant, and not in use."""
    pads = chosen(args)
    if len(pads) > 1:
        ports = ", ".join(pad.port for pad in pads)
        raise Misused(f"{len(pads)} pads are set: choose one by --port ({ports})")
    if words := in_use(pads[0].port):
        raise Failed(words)
    return pads[0]


def in_use(port: str) -> str:
    """Why the port cannot be had now, where another program holds it: one line; "" where none does."""
    from device_drivers.discover import resolve
    from device_drivers.holders import holders
    from device_drivers.port_faults import PortFault

    with contextlib.suppress(PortFault):
        device = resolve(port)
        for holder in holders(device) if "://" not in device else ():
            if holder.program == "hcp-kiosk run":
                return (
                    f"{port} is held by the running terminal (pid {holder.pid}): end it first, as by"
                    " `systemctl stop hcp-kiosk`; what it sees of it, its status and `check` say"
                )
            if holder.locked:
                return f"{port} is held by {holder}: end that first"
    return ""
