"""What the tests of the printer hold: a printer with everything it says, a sheet, and how it comes out."""

from __future__ import annotations

import queue
from typing import Any

from device_drivers.escpos_paper import Make
from device_drivers.escpos_status import Paper
from device_drivers.printer import Printer
from device_drivers.printer_simulator import SimulatedPrinter
from device_drivers.sheet import Sheet

SHEET = Sheet("政务服务中心", ("2026-11-28 14:30", "不动产登记"), "AB12-CD34", ("谢谢",))
WHOLE = ["政务服务中心", "2026-11-28 14:30", "不动产登记", "AB12-CD34", "谢谢"]
Told = queue.SimpleQueue[tuple[int, Paper]]


class Desk:
    """A printer with everything it says."""

    def __init__(self, port: str, **more: Any) -> None:
        self.told: Told = queue.SimpleQueue()
        self.papers: list[Paper] = []
        self.printer = Printer(
            port,
            more.pop("make", Make()),
            on_job=lambda ticket, paper: self.told.put((ticket, paper)),
            on_state=lambda status: self.papers.append(status.paper),
            **more,
        )
        self.printer.start()

    def next(self) -> tuple[int, Paper]:
        return self.told.get(timeout=20)

    def until(self, ticket: int, paper: Paper) -> list[Paper]:
        """What was told of this sheet up to this, which is the last."""
        found: list[Paper] = []
        while (told := self.next()) != (ticket, paper):
            assert told[0] == ticket
            found.append(told[1])
        return found


def port_of(box: SimulatedPrinter, kind: str = "serial:") -> str:
    return kind + box.end.path


def texts(box: SimulatedPrinter) -> list[list[str]]:
    return [[line for line in out.lines if line] for out in box.taken()]
