"""The receipt on paper: the printer of the settings, and what it says as events. Nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk_app.central.wording import beijing_time
from kiosk_app.core.case import Printing
from kiosk_app.core.messages import Event, PrinterTold, PrintReceipt
from kiosk_app.settings import Printer

if TYPE_CHECKING:
    from device_drivers.escpos_status import Paper
    from device_drivers.printer import Printer as Driver
    from device_drivers.printer import PrinterStatus
    from kiosk_app.ui.texts import Texts


class Receipts:
    """Prints receipts where a printer is set. `hall()`: the hall's name, "" where the centre gave none."""

    def __init__(
        self, wish: Printer, texts: Callable[[], Texts], *, hall: Callable[[], str], post: Callable[[Event], None]
    ) -> None:
        self._texts = texts
        self._hall = hall
        self._post = post
        self._told = Printing.NONE
        self._driver: Driver | None = None
        if wish.port:
            self._driver = driver_of(wish, on_job=self._on_job, on_state=self._on_state)

    def start(self) -> None:
        """Begin to look for the printer; never fails."""
        if self._driver is not None:
            self._driver.start()

    def end(self) -> None:
        """Let go of it; what is not on paper by now never will be. Does not wait for it."""
        if self._driver is not None:
            self._driver.end()

    def stop(self) -> None:
        """The same, and wait for it, two seconds at most."""
        if self._driver is not None:
            self._driver.stop()

    def put_on_paper(self, command: PrintReceipt) -> None:
        """Returns at once."""
        if self._driver is None:
            self._post(PrinterTold(command.ticket, Printing.NONE))
            return
        from kiosk_app.ui.paper_view import sheet_of

        at = "" if command.tapped.trust == "unknown" else beijing_time(command.tapped.instant_ms)[:-3]
        self._driver.print_sheet(command.ticket, sheet_of(command, self._hall(), at, self._texts()))

    def problems(self) -> list[str]:
        """What a technician should look at."""
        if self._driver is None:
            return []
        status = self._driver.status()
        return [] if status.state.value in ("ready", "disabled") else [f"printer {status.port}: {status.reason}"]

    def _on_job(self, ticket: int, paper: Paper) -> None:
        self._post(PrinterTold(ticket, printing_of(paper)))

    def _on_state(self, status: PrinterStatus) -> None:
        printing = printing_of(status.paper)
        if printing is not self._told:
            self._told = printing
            self._post(PrinterTold(0, printing))


def driver_of(
    wish: Printer, *, on_job: Callable[[int, Paper], None], on_state: Callable[[PrinterStatus], None]
) -> Driver:
    """The printer of these settings, not started."""
    from device_drivers.escpos_paper import Make
    from device_drivers.printer import Printer as Driver

    make = Make(wish.profile, wish.width, wish.encoding, wish.qr == "native")
    return Driver(wish.port, make, baud=wish.baud, answers=wish.status, on_job=on_job, on_state=on_state)


def printing_of(paper: Paper) -> Printing:
    """The printer's word as the session's."""
    return Printing.OFFERED if paper.value == "ready" else Printing(paper.value)
