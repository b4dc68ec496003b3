"""`counter …`: which programs, and which people at the page, may call this terminal."""

from __future__ import annotations

import argparse

from kiosk_app.commands.asking import ask
from kiosk_app.commands.failure import Failed, Misused
from kiosk_app.commands.options import add_actions, add_json, add_last
from kiosk_app.commands.output import say, say_json


def configure(parser: argparse.ArgumentParser) -> None:
    """counter pair NAME [--pin] | list | unpair NAME."""
    action = add_actions(parser)
    pair = action("pair", "a token for one program; printed once, kept as a hash")
    pair.add_argument("name", metavar="NAME", help="what you call that program")
    pair.add_argument("--pin", action="store_true", help="eight digits that a clerk can type into the page")
    add_json(pair)
    add_last(pair, pair_name)
    listing = action("list", "the names that have a token")
    add_json(listing)
    add_last(listing, list_names)
    unpair = action("unpair", "take a name's token away, at once")
    unpair.add_argument("name", metavar="NAME")
    add_json(unpair)
    add_last(unpair, unpair_name)


def pair_name(args: argparse.Namespace) -> int:
    """Print the token, for the only time."""
    if not args.name.strip() or not args.name.isprintable() or len(args.name) > 64:
        raise Misused("NAME is 1 to 64 printable characters")
    made = ask(args, "counter.pair", name=args.name, pin=args.pin)
    if made is None:
        raise Failed(f"{args.name} has a token already; `hcp-kiosk counter unpair {args.name}` takes it away")
    if args.json:
        say_json({"name": made["name"], "token": made["token"]})
    else:
        say(made["token"])
    return 0


def list_names(args: argparse.Namespace) -> int:
    """The names, never the tokens."""
    names = ask(args, "counter.list")
    if args.json:
        say_json(names)
        return 0
    for entry in names:
        say(entry["name"])
    if not names:
        say("none; `hcp-kiosk counter pair NAME` makes one")
    return 0


def unpair_name(args: argparse.Namespace) -> int:
    """The token stops working at once."""
    if not ask(args, "counter.unpair", name=args.name):
        raise Failed(f"{args.name}: has no token; see `hcp-kiosk counter list`")
    if args.json:
        say_json({"name": args.name})
    else:
        say(f"{args.name}: its token no longer works")
    return 0
