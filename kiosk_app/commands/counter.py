"""`counter …`: which programs of the business system may call this terminal."""

from __future__ import annotations

import argparse

from kiosk_app.commands.failure import Failed, Misused
from kiosk_app.commands.options import add_actions, add_json, add_last
from kiosk_app.commands.output import say, say_json, say_table
from kiosk_app.commands.queue import ask


def configure(parser: argparse.ArgumentParser) -> None:
    """counter pair NAME | list | unpair NAME."""
    action = add_actions(parser)
    pair = action("pair", "a token for one program; printed once, kept as a hash")
    pair.add_argument("name", metavar="NAME", help="what you call that program")
    add_json(pair)
    add_last(pair, pair_name)
    listing = action("list", "the programs that have a token")
    add_json(listing)
    add_last(listing, list_names)
    unpair = action("unpair", "take a program's token away, at once")
    unpair.add_argument("name", metavar="NAME")
    add_json(unpair)
    add_last(unpair, unpair_name)


def pair_name(args: argparse.Namespace) -> int:
    """Print the token, for the only time."""
    if not args.name.strip() or not args.name.isprintable() or len(args.name) > 64:
        raise Misused("a name is 1 to 64 printable characters")
    answer = ask(args, "counter.pair", name=args.name)
    if answer is None:
        raise Failed(f"{args.name} has a token already; `hcp-kiosk counter unpair {args.name}` takes it away")
    if args.json:
        say_json({"name": answer["name"], "token": answer["token"]})
        return 0
    say(answer["token"])
    return 0


def list_names(args: argparse.Namespace) -> int:
    """Names, and since when."""
    names = ask(args, "counter.list")
    if args.json:
        say_json(names)
    elif not names:
        say("no program has a token; `hcp-kiosk counter pair NAME` makes one")
    else:
        say_table(("name", "since"), ((entry["name"], entry["since"]) for entry in names))
    return 0


def unpair_name(args: argparse.Namespace) -> int:
    """The token stops working at once."""
    if not ask(args, "counter.unpair", name=args.name):
        raise Failed(f"{args.name}: no program of that name has a token; see `hcp-kiosk counter list`")
    if args.json:
        say_json({"name": args.name})
    else:
        say(f"{args.name}: its token no longer works")
    return 0
