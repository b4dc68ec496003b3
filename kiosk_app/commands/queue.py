"""`queue …`: the facts on this machine, with the terminal up or down."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from kiosk_app.commands.failure import Failed
from kiosk_app.commands.options import add_actions, add_json, add_last, load_settings
from kiosk_app.commands.output import say, say_json, say_table


def configure(parser: argparse.ArgumentParser) -> None:
    """queue status | list | show ID | retry [ID…]."""
    action = add_actions(parser)
    status = action("status", "how many ratings wait, were delivered or are parked")
    add_json(status)
    add_last(status, show_status)
    listing = action("list", "every fact that is not delivered, oldest first")
    listing.add_argument("--all", action="store_true", help="the delivered ones that are still kept, too")
    add_json(listing)
    add_last(listing, show_list)
    show = action("show", "one fact with its history; its texts stay hidden")
    show.add_argument("id", metavar="ID", help="a rating's or an invitation's id")
    add_json(show)
    add_last(show, show_one)
    retry = action("retry", "send parked facts again: all of them, or those named")
    retry.add_argument("ids", metavar="ID", nargs="*")
    add_json(retry)
    add_last(retry, retry_parked)


def ask(args: argparse.Namespace, question: str, **details: object) -> Any:
    """The answer of the running terminal, or of its files where none runs."""
    settings = load_settings(args)
    from kiosk_app.runtime import control

    return control.ask(settings.state_dir, question, details)


def show_status(args: argparse.Namespace) -> int:
    """The contract's object, or the same in lines."""
    status = ask(args, "queue.status")
    if args.json:
        say_json(status)
        return 0
    for line in status_lines(status):
        say(line)
    return 0


def status_lines(status: Mapping[str, Any]) -> list[str]:
    """The queue's state for a person."""
    age = status["oldestUnsentSeconds"]
    oldest = "" if age is None else f", the oldest for {age:.0f} s"
    lines = [
        f"unsent     {status['unsent']}{oldest}",
        f"held       {status['held']}",
        f"parked     {status['parked']}" + (" (see `hcp-kiosk queue list`)" if status["parked"] else ""),
        f"delivered  {status['delivered']}",
        f"last number {status['lastSeq']}",
    ]
    error = status["lastError"]
    if error:
        lines.append(f"last error {error['at']}: {error['code']} {error['msg']}")
    return lines


def show_list(args: argparse.Namespace) -> int:
    """One line a fact."""
    facts = ask(args, "queue.list", all=args.all)
    if args.json:
        say_json(facts)
        return 0
    if not facts:
        say("nothing waits")
        return 0
    columns = ("id", "kind", "state", "seq", "at", "attempts", "code", "msg")
    say_table(columns, ([fact.get(column) for column in columns] for fact in facts))
    return 0


def show_one(args: argparse.Namespace) -> int:
    """Everything known about one fact."""
    fact = ask(args, "queue.show", id=args.id)
    if fact is None:
        raise Failed(f"{args.id}: no such fact here; see `hcp-kiosk queue list --all`")
    if args.json:
        say_json(fact)
        return 0
    say_table(("what", "value"), fact.items())
    return 0


def retry_parked(args: argparse.Namespace) -> int:
    """Unpark; the sender takes them from there."""
    answer = ask(args, "queue.retry", ids=args.ids)
    if args.json:
        say_json(answer)
    else:
        say(f"{answer['retried']} will be sent again")
    unknown = answer.get("unknown", [])
    if unknown:
        raise Failed(f"not parked here: {', '.join(unknown)}; see `hcp-kiosk queue list`")
    return 0
