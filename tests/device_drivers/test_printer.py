"""The printer on a real pseudo-terminal and behind a real socket: paper, cover, switch, cable, at every moment."""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import threading
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from receipts import SHEET, WHOLE, Desk, port_of, texts

from device_drivers import printer as module
from device_drivers.escpos_machine import Machine
from device_drivers.escpos_paper import Make
from device_drivers.escpos_status import Paper
from device_drivers.messages import PortState
from device_drivers.printer_simulator import SimulatedPrinter
from device_drivers.sheet import Sheet


@pytest.mark.parametrize("kind", ["serial:", ""])  # a serial line, and a file such as /dev/usb/lp0
def test_a_sheet_is_printed_and_said_to_be(box: SimulatedPrinter, desk: Callable[..., Desk], kind: str) -> None:
    at = desk(port_of(box, kind))
    for ticket in (1, 2):
        at.printer.print_sheet(ticket, SHEET)
        assert [at.next(), at.next()] == [(ticket, Paper.AT_WORK), (ticket, Paper.DONE)]
        (out,) = box.taken()
        assert out.codes == ["AB12-CD34"]
        assert [line for line in out.lines if line] == WHOLE
    assert at.printer.status().printed == 2
    assert at.told.empty()


def test_a_sheet_is_printed_over_the_network_and_the_printer_may_go_and_come(desk: Callable[..., Desk]) -> None:
    machine, out, ending = Machine(), queue.SimpleQueue[Any](), threading.Event()
    server = socket.create_server(("127.0.0.1", 0))
    open_now: list[socket.socket] = []

    def serve() -> None:
        while not ending.is_set():
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                open_now.append(connection)
                with connection:
                    while data := connection.recv(4096):
                        said = machine.hear(data)
                        for paper in machine.out:
                            out.put(paper)
                        machine.out.clear()
                        connection.sendall(said)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    at = desk(f"tcp://127.0.0.1:{server.getsockname()[1]}", make=Make(draws_codes=False))
    for ticket in range(3):
        at.printer.print_sheet(ticket, SHEET)
        assert [at.next(), at.next()] == [(ticket, Paper.AT_WORK), (ticket, Paper.DONE)]
        assert len(out.get(timeout=10).images) > 1
        before = len(open_now)
        open_now[-1].shutdown(socket.SHUT_RDWR)
        while len(open_now) == before or at.printer.status().state is not PortState.READY:
            threading.Event().wait(0.01)
    ending.set()
    at.printer.stop()
    server.close()


def test_paper_out_before_is_said_at_once_and_the_sheet_comes_with_the_paper(
    box: SimulatedPrinter, desk: Callable[..., Desk]
) -> None:
    for word, paper, mended in (("out", Paper.PAPER_OUT, "paper"), ("cover", Paper.COVER_OPEN, "shut")):
        box.act(word)
        at = desk(port_of(box), paper)
        assert at.printer.status().state is PortState.DEGRADED
        at.printer.print_sheet(7, SHEET)
        assert at.next() == (7, paper)
        box.act(mended)
        assert [at.next(), at.next()] == [(7, Paper.AT_WORK), (7, Paper.DONE)]
        assert texts(box) == [WHOLE]
        at.printer.stop()


@pytest.mark.parametrize(("word", "paper"), [("2", Paper.PAPER_OUT), ("cover", Paper.COVER_OPEN)])
def test_paper_out_in_the_middle_is_said_and_the_sheet_goes_on_once(
    box: SimulatedPrinter,
    desk: Callable[..., Desk],
    eventually: Callable[..., None],
    word: str,
    paper: Paper,
) -> None:
    at, hear = desk(port_of(box)), box.machine.hear
    if word == "2":
        box.act("2")  # lines
    else:

        def opened_after_the_title(data: bytes) -> bytes:
            if b"\xd5\xfe" in data:
                box.machine.cover_open = True
            return hear(data)

        box.machine.hear = opened_after_the_title  # type: ignore[method-assign]  # a printer's mood
    at.printer.print_sheet(7, SHEET)
    assert [at.next(), at.next()] == [(7, Paper.AT_WORK), (7, paper)]
    at.printer.print_sheet(7, SHEET)  # the citizen taps once more: there is still one sheet
    assert at.next() == (7, paper)
    assert texts(box) == []
    if word != "2":
        box.machine.hear = hear  # type: ignore[method-assign]  # a printer's mood
    box.act("paper" if word == "2" else "shut")
    assert Paper.OFF not in at.until(7, Paper.DONE)
    assert texts(box) == [WHOLE]
    at.printer.print_sheet(7, SHEET)
    assert at.next() == (7, Paper.DONE)
    eventually(lambda: at.printer.status().state is PortState.READY, "ready")
    assert texts(box) == []


def test_a_sheet_whose_time_is_over_never_comes_out(
    box: SimulatedPrinter, desk: Callable[..., Desk], eventually: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 1.5)
    at = desk(port_of(box))
    box.act("2")
    at.printer.print_sheet(7, SHEET)
    at.until(7, Paper.PAPER_OUT)
    eventually(lambda: box.machine.roll <= 0 and not box.machine.waits, "given up, and forgotten by the printer")
    at.printer.print_sheet(8, SHEET)
    assert at.next() == (8, Paper.PAPER_OUT)
    eventually(lambda: at.printer.idle, "given up as well")
    box.act("paper")
    eventually(lambda: at.printer.status().paper is Paper.READY, "well again")
    at.printer.print_sheet(9, Sheet("第九", (), "NINE"))
    at.until(9, Paper.DONE)
    first, ninth = texts(box)
    assert "谢谢" not in first  # what had been printed of it, cut off before the next
    assert ninth == ["第九", "NINE"]


def test_a_printer_that_is_switched_off_is_off_and_the_sheet_is_not_printed_twice(
    box: SimulatedPrinter, desk: Callable[..., Desk], eventually: Callable[..., None]
) -> None:
    box.act("off")
    at = desk(port_of(box), Paper.OFF)
    eventually(lambda: "does not answer" in at.printer.status().reason, "said")
    at.printer.print_sheet(1, SHEET)
    assert at.next() == (1, Paper.OFF)
    box.act("on")
    assert [at.next(), at.next()] == [(1, Paper.AT_WORK), (1, Paper.DONE)]
    assert texts(box) == [WHOLE]


def test_switched_off_in_the_middle(box: SimulatedPrinter, desk: Callable[..., Desk]) -> None:
    at = desk(port_of(box))
    hear = box.machine.hear

    def off_after_the_title(data: bytes) -> bytes:
        if b"\xd5\xfe" in data:
            box.machine.switch(False)
        return hear(data)

    box.machine.hear = off_after_the_title  # type: ignore[method-assign]  # a printer's mood
    at.printer.print_sheet(1, SHEET)
    assert [at.next(), at.next()] == [(1, Paper.AT_WORK), (1, Paper.OFF)]
    assert texts(box) == []


def test_a_cable_that_is_pulled_out_while_it_prints(
    box: SimulatedPrinter, desk: Callable[..., Desk], eventually: Callable[..., None]
) -> None:
    at = desk(port_of(box))
    box.act("2")
    at.printer.print_sheet(1, SHEET)
    assert at.next() == (1, Paper.AT_WORK)
    eventually(lambda: box.machine.roll <= 0, "begun")
    box.end.unplug()
    at.until(1, Paper.OFF)
    assert at.printer.status().paper is Paper.OFF
    at.printer.print_sheet(2, SHEET)  # asked for while it is away: in time for its return
    assert at.next() == (2, Paper.OFF)
    box.act("off")
    box.act("on")
    box.act("paper")
    box.end.plug()
    assert [at.next(), at.next()] == [(2, Paper.AT_WORK), (2, Paper.DONE)]
    *_, last = texts(box)
    assert last == WHOLE
    assert at.told.empty()


def test_what_was_begun_is_not_begun_again_after_the_cable(
    box: SimulatedPrinter, desk: Callable[..., Desk], eventually: Callable[..., None]
) -> None:
    """The printer kept its power, and has the whole sheet in its memory: it comes out once."""
    at = desk(port_of(box))
    box.act("2")
    at.printer.print_sheet(1, SHEET)
    at.until(1, Paper.PAPER_OUT)
    box.end.unplug()
    at.until(1, Paper.OFF)
    box.act("paper")
    box.end.plug()
    eventually(lambda: at.printer.status().paper is Paper.READY and at.printer.idle, "well again")
    at.printer.print_sheet(2, Sheet("第二", (), "TWO"))
    at.until(2, Paper.DONE)
    assert [paper.codes for paper in box.taken()] == [["AB12-CD34"], ["TWO"]]


def test_of_two_that_wait_the_newer_is_printed(box: SimulatedPrinter, desk: Callable[..., Desk]) -> None:
    box.act("out")
    at = desk(port_of(box), Paper.PAPER_OUT)
    at.printer.print_sheet(1, SHEET)
    at.printer.print_sheet(2, Sheet("第二", (), "TWO"))
    assert [at.next(), at.next()] == [(1, Paper.PAPER_OUT), (2, Paper.PAPER_OUT)]
    box.act("paper")
    assert [at.next(), at.next()] == [(2, Paper.AT_WORK), (2, Paper.DONE)]
    assert texts(box) == [["第二", "TWO"]]


def test_a_printer_that_does_not_know_what_was_asked_behind(
    tmp_path: Path, desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SETTLED", 0.2)
    with SimulatedPrinter(tmp_path / "printer", Machine(knows_behind=False)) as box:
        at = desk(port_of(box))
        at.printer.print_sheet(1, SHEET)
        assert [at.next(), at.next()] == [(1, Paper.AT_WORK), (1, Paper.DONE)]
        assert texts(box) == [WHOLE]


def test_a_printer_that_talks_unasked_is_told_not_to(
    tmp_path: Path, desk: Callable[..., Desk], eventually: Callable[..., None]
) -> None:
    """What it says when its paper ends would pass for the answer from behind the sheet."""
    with SimulatedPrinter(tmp_path / "printer", Machine(talks=True)) as box:
        at = desk(port_of(box))
        box.act("2")  # lines
        at.printer.print_sheet(1, SHEET)
        assert at.until(1, Paper.PAPER_OUT) == [Paper.AT_WORK]
        box.act("paper")
        at.until(1, Paper.DONE)
        assert texts(box) == [WHOLE]


def test_a_printer_that_never_says_anything(tmp_path: Path, desk: Callable[..., Desk]) -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    machine = Machine()
    try:
        at = desk(os.ttyname(theirs), answers=False)
        at.printer.print_sheet(1, SHEET)
        assert [at.next(), at.next()] == [(1, Paper.AT_WORK), (1, Paper.DONE)]
        machine.hear(os.read(ours, 65536))
        assert [line for line in machine.out[0].lines if line] == WHOLE
        at.printer.stop()
    finally:
        os.close(ours)
        os.close(theirs)
