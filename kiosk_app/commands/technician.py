"""`technician …`: the way to the technician's pages: the PIN that opens them at the glass, and the door without one."""

from __future__ import annotations

import argparse

from kiosk_app.commands.asking import ask
from kiosk_app.commands.failure import Failed
from kiosk_app.commands.options import add_actions, add_json, add_last, load_settings
from kiosk_app.commands.output import say, say_json


def configure(parser: argparse.ArgumentParser) -> None:
    """technician pin [--remove] | open."""
    action = add_actions(parser)
    pin = action("pin", "a new PIN for the pages at the glass; printed once, kept as a hash, the one before ends")
    pin.add_argument("--remove", action="store_true", help="no PIN any more: only `technician open` leads in")
    add_json(pin)
    add_last(pin, new_pin)
    opened = action("open", "open the pages on the terminal that runs; no PIN is asked")
    add_json(opened)
    add_last(opened, open_pages)


def new_pin(args: argparse.Namespace) -> int:
    """Print the PIN, for the only time; or take it away."""
    if args.remove:
        removed = ask(args, "technician.pin", remove=True)["removed"]
        if args.json:
            say_json({"removed": removed})
        else:
            say("removed; `hcp-kiosk technician open` still leads in" if removed else "there was none")
        return 0
    made = ask(args, "technician.pin")
    if args.json:
        say_json({"pin": made["pin"]})
    else:
        say(made["pin"])
    return 0


def open_pages(args: argparse.Namespace) -> int:
    """The pages come on the screen; Failed where no terminal runs, or a citizen is rating."""
    from kiosk_app.questions import OPEN_TECHNICIAN
    from kiosk_app.runtime.control import ControlError, NobodyThere
    from kiosk_app.runtime.control import ask as ask_terminal

    state_dir = load_settings(args).state_dir
    try:
        ask_terminal(state_dir, OPEN_TECHNICIAN, {})
    except NobodyThere as error:
        raise Failed(f"no terminal runs on {state_dir}: start it first") from error
    except ControlError as error:
        raise Failed(str(error)) from error
    if args.json:
        say_json({"open": True})
    else:
        say("open; they close when nobody touches them for two minutes")
    return 0
