"""`check`: everything a technician would look at, each with ok, warning or fault and the remedy."""

from __future__ import annotations

import argparse
import dataclasses

from kiosk_app.commands.options import add_json, add_last, try_settings
from kiosk_app.commands.output import say, say_json, say_table

FOUND_PROBLEMS = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """check [--json]."""
    add_json(parser)
    add_last(parser, check)


def check(args: argparse.Namespace) -> int:
    """Exit 3 where a fault was found; a warning alone is none."""
    from kiosk_app.commands.checks import findings

    found = list(findings(try_settings(args)))
    faults = sum(finding.state == "fault" for finding in found)
    if args.json:
        say_json([dataclasses.asdict(finding) for finding in found])
    else:
        say_table(("state", "what", "found"), ((one.state, one.item, one.finding) for one in found))
        remedies = [f"{one.item}: {one.remedy}" for one in found if one.remedy]
        if remedies:
            say("\nWhat to do:")
        for line in remedies:
            say(f"  {line}")
    return FOUND_PROBLEMS if faults else 0
