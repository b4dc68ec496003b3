"""`queue …`: the ratings on this machine, with the terminal up or down."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from kiosk_app.commands import carriage
from kiosk_app.commands.asking import ask
from kiosk_app.commands.failure import Failed, Misused
from kiosk_app.commands.options import add_actions, add_json, add_last
from kiosk_app.commands.output import notice, say, say_json, say_table

SHOWN_ROWS = 1000


def configure(parser: argparse.ArgumentParser) -> None:
    """queue status | list | show ID | retry [ID…] | export FILE | import FILE."""
    action = add_actions(parser)
    status = action("status", "how many ratings wait, were delivered or are parked")
    add_json(status)
    add_last(status, show_status)
    listing = action("list", "the ratings that are not delivered")
    listing.add_argument("--state", choices=("unsent", "parked", "held", "delivered"), help="only these")
    listing.add_argument("--limit", metavar="N", type=int, default=SHOWN_ROWS, help="at most (%(default)s)")
    add_json(listing)
    add_last(listing, show_list)
    show = action("show", "one rating with its history; what the citizen said stays hidden")
    show.add_argument("id", metavar="ID", help="a ratingId, as `queue list` shows it")
    add_json(show)
    add_last(show, show_one)
    retry = action("retry", "send parked ratings again: all of them, or those named")
    retry.add_argument("ids", metavar="ID", nargs="*")
    add_json(retry)
    add_last(retry, retry_parked)
    carriage.configure(action)


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
    lines = [
        f"unsent     {status['unsent']}" + ("" if age is None else f", the oldest for {age:.0f} s"),
        f"held       {status['held']}",
        f"parked     {status['parked']}" + (", see `hcp-kiosk queue list --state parked`" if status["parked"] else ""),
        f"delivered  {status['delivered']}",
        f"last number {status['lastSeq']}",
    ]
    error = status["lastError"]
    if error:
        lines.append(f"last error at {error['at']}: {error['code']} {error['msg']}".rstrip())
    return lines


def show_list(args: argparse.Namespace) -> int:
    """One line a rating."""
    if args.limit < 1:
        raise Misused("--limit: write a whole number above 0")
    details = {"states": [args.state]} if args.state else {}
    # One more than asked for tells whether there are more.
    rows = ask(args, "queue.list", limit=args.limit + 1, **details)
    if len(rows) > args.limit:
        notice(f"there are more than these {args.limit}; see --limit")
    del rows[args.limit :]
    if args.json:
        say_json(rows)
    elif not rows:
        say("none")
    else:
        columns = ["ratingId", "state", "deviceSeq", "projectNo", "releasedAt", "code", "msg"]
        if any(row["carriedFrom"] for row in rows):
            columns.append("carriedFrom")
        say_table(columns, ([row[column] for column in columns] for row in rows))
    return 0


def show_one(args: argparse.Namespace) -> int:
    """Everything about one rating that does not say how the citizen rated."""
    story = ask(args, "queue.show", id=args.id)
    if story is None:
        raise Failed(f"{args.id}: no such rating here; see `hcp-kiosk queue list`")
    if args.json:
        say_json(story)
        return 0
    lines = {**story, **story["record"]}
    attempts = lines.pop("attempts")
    del lines["record"]
    say_table(("what", "value"), ((key, _in_a_line(value)) for key, value in lines.items()))
    for said in attempts:
        times = "" if said["times"] == 1 else f" ({said['times']} times, until {said['lastAt']})"
        say(f"{said['firstAt']}{times}: {said['code']} {said['msg']}".rstrip())
    return 0


def _in_a_line(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def retry_parked(args: argparse.Namespace) -> int:
    """Set parked ratings free; the sender takes them from there."""
    wanted = list(dict.fromkeys(args.ids))
    count = ask(args, "queue.retry", ids=wanted)["retried"]
    if args.json:
        say_json({"retried": count})
    else:
        say(f"{count} will be sent again")
    if count < len(wanted):
        raise Failed(f"{len(wanted) - count} of those named are not parked here; see `hcp-kiosk queue list`")
    return 0
