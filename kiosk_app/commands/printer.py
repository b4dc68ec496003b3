"""`printer …`: a sheet on trial, and a receipt printer made of software."""

from __future__ import annotations

import argparse
import logging
import queue
import time
from functools import partial
from typing import TYPE_CHECKING

from kiosk_app import __version__
from kiosk_app.commands.failure import Failed, Misused
from kiosk_app.commands.options import add_actions, add_last, load_settings
from kiosk_app.commands.output import say_now
from kiosk_app.commands.pad_choice import in_use
from kiosk_app.commands.signals import ending
from kiosk_app.commands.simulating import add_link, simulated

if TYPE_CHECKING:
    from device_drivers.printer import PrinterStatus

WAIT = 35.0  # s: a sheet is printed within 30 or never


def configure(parser: argparse.ArgumentParser) -> None:
    """printer test | simulate --link PATH."""
    action = add_actions(parser)
    add_last(action("test", "print one sheet on the printer of the settings, and say how that goes"), print_one)
    simulate = action("simulate", "a printer on a pseudo-terminal: shows what is printed; words are what is done to it")
    add_link(simulate)
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
    word: Paper | str | None = ""
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
            status = printer.status()
            printer.stop()
    raise Failed(f"{wish.port}: not printed: {why_not(status, ended=word is None)}")


def why_not(status: PrinterStatus, *, ended: bool) -> str:
    """Why nothing came out, and what to do; `ended`: somebody ended the waiting."""
    if status.paper.value != "ready":
        return status.reason
    if ended:
        return "ended before it was"
    return "it says that it is well and does not print: switch it off and on, see whether it is set to ESC/POS"


def simulate_printer(args: argparse.Namespace) -> int:
    """See `simulated`."""
    load_settings(args)
    from device_drivers import printer_simulator

    return simulated(partial(printer_simulator.simulate, args.link))
