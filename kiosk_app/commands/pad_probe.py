"""`pad probe`: asks each configured port once, with its profile's own question, whether the pad is there."""

from __future__ import annotations

import argparse

from kiosk_app.commands.failure import Failed
from kiosk_app.commands.options import add_json, add_last
from kiosk_app.commands.output import say, say_json
from kiosk_app.commands.pad_choice import add_choice, chosen, in_use


def configure(parser: argparse.ArgumentParser) -> None:
    """pad probe."""
    add_choice(parser)
    add_json(parser)
    add_last(parser, probe)


def probe(args: argparse.Namespace) -> int:
    """A line a pad; Failed where one is silent or cannot be asked."""
    pads = chosen(args)
    from device_drivers.probing import Probed, ask

    found = []
    for pad in pads:
        held = in_use(pad.port)
        found.append((pad, Probed("refused", held) if held else ask(pad.profile, pad.port)))
    if args.json:
        say_json(
            [
                {
                    "port": pad.port,
                    "profile": pad.profile.name,
                    "device": result.device or None,
                    "outcome": result.outcome,
                    "reason": result.reason,
                    "milliseconds": round(result.seconds * 1000, 1) if result.outcome == "answered" else None,
                }
                for pad, result in found
            ]
        )
    wrong = []
    for pad, result in found:
        if result.outcome in ("silent", "refused"):
            wrong.append(f"{pad.profile.name} at {pad.port}: {result.reason}")
        elif not args.json:
            took = f" after {result.seconds * 1000:.0f} ms" if result.outcome == "answered" else ""
            say(f"{pad.profile.name} at {pad.port} ({result.device}): {result.reason}{took}")
    if wrong:
        raise Failed("; ".join(wrong))
    return 0
