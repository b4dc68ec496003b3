"""What a printer, its line or its library do that they should not: a sheet is neither spoilt nor at work for ever."""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable

import pytest
from receipts import SHEET, WHOLE, Desk, Told, port_of, texts

from device_drivers import printer as module
from device_drivers import printer_wire
from device_drivers.escpos_paper import Make
from device_drivers.escpos_status import Paper
from device_drivers.messages import PortState
from device_drivers.printer import Printer
from device_drivers.printer_port import open_file
from device_drivers.printer_simulator import SimulatedPrinter
from device_drivers.printer_wire import PrinterWire
from device_drivers.sheet import Sheet
from device_drivers.waker import Waker

IMAGE = b"\x1dv0\0" + bytes((72, 0, 0, 16)) + b"\x55" * 72 * 4096  # more than a line holds


def test_a_command_that_was_begun_is_ended_before_anything_else(
    box: SimulatedPrinter, desk: Callable[..., Desk], eventually: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that takes no more in the middle of one: the printer waits for the rest of that."""
    monkeypatch.setattr(module, "PATIENCE", 1.5)
    monkeypatch.setattr(module, "commands", lambda sheet, make: (b"\x1b@", IMAGE, b"\x1dV\x01"))
    at = desk(port_of(box))
    box.end.listen(False)
    at.printer.print_sheet(1, SHEET)
    at.until(1, Paper.OFF)
    monkeypatch.undo()
    box.end.listen(True)
    eventually(lambda: at.printer.status().paper is Paper.READY and at.printer.idle, "well again")
    at.printer.print_sheet(2, SHEET)
    at.until(2, Paper.DONE)
    (image,) = box.taken()[0].images
    assert len(image.rows) == len(IMAGE) - 8
    assert image.rows.endswith(bytes(1000))  # white in place of what was not sent
    assert box.machine.strange == []


@pytest.mark.parametrize("answers", [True, False])
def test_nothing_goes_into_a_command_that_hangs(
    box: SimulatedPrinter,
    desk: Callable[..., Desk],
    eventually: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    answers: bool,
) -> None:
    """The next citizen's sheet waits until the printer has had the rest of the last one's image."""
    monkeypatch.setattr(module, "PATIENCE", 1.5)
    monkeypatch.setattr(module, "commands", lambda sheet, make: (b"\x1b@", IMAGE, b"\x1dV\x01"))
    at = desk(port_of(box), answers=answers)
    box.end.listen(False)
    at.printer.print_sheet(1, SHEET)
    at.until(1, Paper.OFF)
    monkeypatch.undo()
    at.printer.print_sheet(2, SHEET)
    eventually(lambda: at.printer.status().paper is Paper.OFF, "that it takes nothing is said")
    assert "takes nothing" in at.printer.status().reason
    box.end.listen(True)
    assert at.until(2, Paper.DONE)[-1] is Paper.AT_WORK
    eventually(lambda: len(box.machine.out) == 2, "both are out")
    first, second = box.taken()
    assert [len(image.rows) for image in first.images] == [len(IMAGE) - 8]
    assert [line for line in second.lines if line] == WHOLE
    assert box.machine.strange == []


def test_a_sheet_that_the_library_cannot_draw_is_not_at_work_for_ever(
    box: SimulatedPrinter, desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(sheet: Sheet, make: Make) -> tuple[bytes, ...]:
        raise ValueError("a fault of the library")

    at = desk(port_of(box))
    with monkeypatch.context() as patch:
        patch.setattr(module, "commands", fails)
        at.printer.print_sheet(1, SHEET)
        assert at.until(1, Paper.OFF) == [Paper.AT_WORK]
    at.printer.print_sheet(2, SHEET)
    at.until(2, Paper.DONE)
    assert texts(box) == [WHOLE]


def test_a_printer_that_stays_silent_is_not_asked_all_the_time(
    box: SimulatedPrinter, desk: Callable[..., Desk], eventually: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []

    class Watched(PrinterWire):
        def rest(self, seconds: float, until: Callable[[], bool]) -> None:
            rests.append(seconds)
            super().rest(seconds, until)

    monkeypatch.setattr(module, "PrinterWire", Watched)
    monkeypatch.setattr(printer_wire, "ANSWER", 0.01)
    monkeypatch.setattr(module, "IDLE", 0.02)
    box.act("off")
    desk(port_of(box), Paper.OFF)
    eventually(lambda: rests.count(module.IDLE) >= 3, "left alone")
    assert rests.count(module.BUSY) == 1  # to see whether it was silent only once


def test_a_printer_that_answers_a_read_with_nothing_gets_its_rest() -> None:
    now = [0.0]

    def clock() -> float:
        now[0] += 0.5
        return now[0]

    link = open_file("/dev/null", Waker())  # always readable, and nothing there
    try:
        PrinterWire(link, clock, lambda: False).rest(5.0, lambda: False)
        assert now[0] > 5.0
        PrinterWire(link, clock, lambda: False).rest(5.0, lambda: now[0] > 6.0)
        assert now[0] < 10.0
    finally:
        link.close()


def test_a_roll_that_ends_soon_is_a_word_for_the_technician(
    box: SimulatedPrinter, desk: Callable[..., Desk], eventually: Callable[..., None]
) -> None:
    box.machine.low = True
    at = Desk(port_of(box))
    try:
        eventually(lambda: "nearly used up" in at.printer.status().reason, "said")
        assert at.printer.status().state is PortState.DEGRADED
        assert at.printer.status().paper is Paper.READY
        at.printer.print_sheet(1, SHEET)
        assert [at.next(), at.next()] == [(1, Paper.AT_WORK), (1, Paper.DONE)]
    finally:
        at.printer.stop()


@pytest.mark.parametrize(
    ("port", "words"),
    [
        ("/nowhere/lp0", "is not there: plug the printer in"),
        ("serial:/nowhere/tty", "is not there: plug it in"),
        ("/tmp", "is no printer"),
        ("tcp://127.0.0.1:9", "nothing answers at"),
    ],
)
def test_why_it_cannot_be_opened(port: str, words: str, eventually: Callable[..., None]) -> None:
    at = Desk(port)
    try:
        eventually(lambda: words in at.printer.status().reason, words)
        at.printer.print_sheet(1, SHEET)
        assert at.next() == (1, Paper.OFF)
    finally:
        at.printer.stop()


def test_nothing_of_a_receipt_is_in_a_log(
    box: SimulatedPrinter, desk: Callable[..., Desk], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(ticket: int, paper: Paper) -> None:
        told.put((ticket, paper))
        raise ValueError("of the one who is told")

    told: Told = queue.SimpleQueue()
    with caplog.at_level(logging.DEBUG):
        printer = Printer(port_of(box), Make(), on_job=fail)
        printer.start()
        printer.print_sheet(1, SHEET)
        while told.get(timeout=20) != (1, Paper.DONE):
            pass
        printer.stop()
    written = " ".join(str(record.__dict__ | {"exc_info": None}) for record in caplog.records)
    assert "whoever is told of receipts failed" in written
    assert "AB12" not in written
    assert "不动产" not in written
