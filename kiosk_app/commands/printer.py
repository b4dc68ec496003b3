"""`printer …`: a sheet on trial, and a receipt printer made of software."""

from __future__ import annotations

import argparse
import logging
import queue
import sys
import threading
import time
from pathlib import Path

from kiosk_app import __version__
from kiosk_app.commands.failure import Failed, Misused
from kiosk_app.commands.options import add_actions, add_last, load_settings
from kiosk_app.commands.output import say_now
from kiosk_app.commands.pad_choice import in_use
from kiosk_app.commands.signals import ending

WAIT = 35.0  # s: a sheet is printed within 30 or never


def configure(parser: argparse.ArgumentParser) -> None:
    """printer test | simulate --link PATH."""
    action = add_actions(parser)
    add_last(action("test", "print one sheet on the printer of the settings, and say how that goes"), print_one)
    simulate = action("simulate", "a printer on a pseudo-terminal: shows what is printed; words are what is done to it")
    simulate.add_argument("--link", metavar="PATH", type=Path, required=True, help="where the port is to appear")
    add_last(simulate, simulate_printer)


def print_one(args: argparse.Namespace) -> int:
    """Exit 1 where nothing came out within half a minute."""
    wish = load_settings(args).printer
    if not wish.port:
        raise Misused("no printer is set: put [printer] into kiosk.toml, or try one by --set printer.port=PORT")
    if words := in_use(wish.port.removeprefix("serial:")):
        raise Failed(words)
    logging.getLogger("device_drivers").setLevel(logging.WARNING)  # its states are what this command shows
    from device_drivers.escpos_status import Paper
    from device_drivers.sheet import Sheet
    from kiosk_app.paper import driver_of

    told: queue.SimpleQueue[Paper | str | None] = queue.SimpleQueue()
    printer = driver_of(
        wish,
        on_job=lambda ticket, paper: told.put(paper),
        on_state=lambda status: told.put(f"{status.state}: {status.reason}"),
    )
    sheet = Sheet(
        "测试 Test",
        (f"hcp-kiosk {__version__}", f"{wish.profile}, {wish.width} mm, {wish.encoding}", "中文：政务服务“好差评”龘"),
        "TEST-0123-4567-89AB",
        ("The code above must be readable by a phone.",),
    )
    with ending(lambda: told.put(None)):
        printer.start()
        printer.print_sheet(1, sheet)
        try:
            end = time.monotonic() + WAIT
            while (left := end - time.monotonic()) > 0:
                try:
                    word = told.get(timeout=min(left, 0.2))  # a signal is answered between two waits
                except queue.Empty:
                    continue
                if word is Paper.DONE:
                    say_now("printed")
                    return 0
                if word is None:
                    break
                if not isinstance(word, Paper):
                    say_now(word)
        finally:
            reason = printer.status().reason
            printer.stop()
    raise Failed(f"{wish.port}: not printed: {reason}")


def simulate_printer(args: argparse.Namespace) -> int:
    """Until q, SIGTERM or SIGINT; the end of stdin leaves it switched on."""
    load_settings(args)
    from device_drivers import printer_simulator
    from device_drivers.far_end import LinkRefused

    stop = threading.Event()
    with ending(stop.set):
        try:
            printer_simulator.simulate(args.link, sys.stdin, sys.stdout, stop)
        except LinkRefused as error:
            raise Failed(str(error)) from error
    return 0
