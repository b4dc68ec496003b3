"""The receipt printer, for as long as the program runs: one sheet at a time, nobody waits, never a sheet twice.

A sheet waits for paper for half a minute at most. Once a byte of it was sent it is not sent again, whatever happens: a
receipt that is missing is on the screen all the same, one that comes out for the next citizen is a breach.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from device_drivers.escpos_paper import Make, commands, load
from device_drivers.escpos_status import ASK_BEHIND, FORGET, NOT_UNASKED, Look, Paper, look_of
from device_drivers.keeper import KeptDevice, PortKeeper
from device_drivers.messages import PortState
from device_drivers.open_port import OpenPort
from device_drivers.port_faults import PortUnusable
from device_drivers.printer_port import find, is_serial, open_printer
from device_drivers.printer_wire import ANSWER, PrinterWire
from device_drivers.sheet import Sheet

log = logging.getLogger(__name__)

PATIENCE = 30.0  # s that a sheet may wait and be printed; by then its citizen has gone
IDLE = 5.0  # s between two looks while nothing is to be printed
BUSY = 0.5  # s between them while a sheet waits or is on its way
SILENT = 2  # rounds without an answer in a row, after which the printer counts as off
SETTLED = 3.0  # s that it says it is well, with nothing left to send: one that does not know GS r has printed by then
CUT = b"\x1b@\n\x1dV\x01"  # before a sheet, when half of another is still in the slot


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """How the printer is: its port's state and reason, and what it means for who wants a receipt."""

    state: PortState
    reason: str
    paper: Paper
    port: str
    device: str = ""
    printed: int = 0  # sheets


@dataclass(slots=True)
class _Job:
    ticket: int
    sheet: Sheet
    until: float
    said: Paper | None = None  # what was told of it last


class Printer(KeptDevice):
    """One printer on a port (see printer_port.find); "" = none.

    `on_job(ticket, paper)` hears of every step of a sheet, in their order, `on_state(status)` of the printer; both are
    called on the keeper's thread (`on_job` also by `print_sheet`), and nothing goes on before they return. `answers`
    False: this kind never says how it is.
    """

    def __init__(
        self,
        port: str,
        make: Make,
        *,
        baud: int = 9600,
        answers: bool = True,
        on_job: Callable[[int, Paper], None],
        on_state: Callable[[PrinterStatus], None] = lambda status: None,
        clock: Callable[[], float] = time.monotonic,
        rng: Random | None = None,
    ) -> None:
        self._make = make
        self._answers = answers
        self._on_job = on_job
        self._on_state = on_state
        self._clock = clock
        # Held while a word is told: one that was overtaken by another would stay on the screen.
        self._lock = threading.RLock()
        self._waiting: _Job | None = None
        self._current: _Job | None = None  # on its way
        self._last: int | None = None  # the ticket printed last
        self._paper = Paper.OFF
        self._printed = 0
        self._owed = 0  # bytes of a command that was begun, which the printer still waits for
        self._half = False  # half a sheet may be in the slot
        self._loaded = False
        self._keeper = PortKeeper(
            port,
            "printer",
            open_as=lambda device, waker: open_printer(device, baud if is_serial(port) else None, waker),
            serve=self._serve,
            told=self._told,
            clock=clock,
            rng=rng,
            find=self._find,
        )

    def print_sheet(self, ticket: int, sheet: Sheet) -> None:
        """Have it printed; returns at once, from any thread. A sheet that still waits gives way to it."""
        job = _Job(ticket, sheet, self._clock() + PATIENCE)
        with self._lock:
            paper, current, before = self._paper, self._current, self._waiting
            if current is not None and current.ticket == ticket:  # asked for once more while it hangs
                current.until = job.until
                before, again = None, current.said or Paper.AT_WORK
            elif self._last == ticket:
                before, again = None, Paper.DONE
            else:
                self._waiting, again = job, Paper.AT_WORK if paper is Paper.READY else paper
            if before is not None and before.ticket != ticket:
                self._tell(before, Paper.OFF if paper is Paper.READY else paper)
            self._tell(job, again)
        self._keeper.wake()

    @property
    def idle(self) -> bool:
        """Nothing is printed, and nothing waits to be."""
        with self._lock:
            return self._current is None and self._waiting is None

    def status(self) -> PrinterStatus:
        """How the printer is now."""
        keeper = self._keeper
        state, reason = keeper.condition
        return PrinterStatus(state, reason, self._paper, keeper.port, keeper.device, self._printed)

    def _find(self, port: str) -> str:
        if not self._loaded:  # now, while nobody waits for it: a third of a second
            load(self._make)
            self._loaded = True
        return find(port)

    # -- on the keeper's thread ----------------------------------------------------------------------------------

    def _told(self, state: PortState, reason: str) -> None:
        if state not in (PortState.READY, PortState.DEGRADED):
            with self._lock:
                self._paper = Paper.OFF
                if (job := self._waiting) is not None:
                    self._tell(job, Paper.OFF)
        log.info("printer state", extra={"state": state.value, "reason": reason})
        self._on_state(self.status())

    def _serve(self, link: OpenPort) -> None:
        """Look, print, look, until the end or PortFault."""
        wire = PrinterWire(link, self._clock, lambda: self._keeper.ending)
        silent = 0
        while not self._keeper.ending:
            look = self._look(wire)
            silent = 0 if look.answered else silent + 1
            if look.answered or not look.takes or silent >= SILENT:
                self._judge(look)
            job = self._next()
            if job is None or self._paper is not Paper.READY:
                if job is not None:
                    self._tell(job, self._paper)
                soon = job is not None or 0 < silent < SILENT
                wire.rest(BUSY if soon else IDLE, until=partial(self._waits_no_more, job))
                continue
            with self._lock:
                if self._waiting is not job:
                    continue
                self._waiting, self._current = None, job
            try:
                self._print(wire, job)
            except Exception:  # of the port, or of the program's: the keeper sees to either
                self._paper = Paper.OFF
                self._tell(job, Paper.OFF)
                raise
            finally:
                self._current = None

    def _look(self, wire: PrinterWire) -> Look:
        """Ask how the printer is. One that never says is taken to be well, as long as it takes what is owed."""
        self._owed -= wire.send(bytes(self._owed), ANSWER)
        if self._owed:
            return Look(takes=False)
        return look_of(wire.ask()) if self._answers else Look(answered=True)

    def _judge(self, look: Look) -> None:
        before, self._paper = self._paper, look.paper if look.answered else Paper.OFF
        well = look.answered and look.paper is Paper.READY and not look.low
        self._keeper.say(PortState.READY if well else PortState.DEGRADED, look.reason)
        if before is not self._paper:  # the same words may mean another thing after an opening
            self._on_state(self.status())

    def _next(self) -> _Job | None:
        """The sheet that waits, unless its time is over."""
        with self._lock:
            job = self._waiting
            if job is not None and self._clock() >= job.until:
                self._waiting = None
                log.info("a receipt was not printed in time", extra={"state": self._paper.value})
                return None
        return job

    def _waits_no_more(self, job: _Job | None) -> bool:
        """Another sheet waits than this one, or one where there was none."""
        return self._waiting is not job

    def _print(self, wire: PrinterWire, job: _Job) -> None:
        try:
            parts = list(commands(job.sheet, self._make))
        except PortUnusable:  # a library that was there when it was loaded
            self._tell(job, Paper.OFF)
            return
        if self._half:
            parts.insert(0, CUT)
        if self._answers:
            parts = [NOT_UNASKED, *parts, ASK_BEHIND]
        self._tell(job, Paper.AT_WORK)
        self._half, wire.behind = True, False
        looked_at, well_since = self._clock(), None
        silent = 0
        while (now := self._clock()) < job.until and not self._keeper.ending:
            if parts:
                if parts[0] == ASK_BEHIND:
                    wire.behind = False  # what came before it was asked is no answer
                self._owed = len(parts[0])
                self._owed -= wire.send(parts[0], min(BUSY, job.until - now))
                parts[0] = parts[0][len(parts[0]) - self._owed :]
                if not self._owed:
                    del parts[0]
            elif not self._answers or wire.behind or (well_since is not None and now - well_since >= SETTLED):
                self._done(job)
                return
            else:
                wire.rest(min(BUSY, job.until - now), until=lambda: wire.behind)
            # Not into a command that is under way: some would take the question for a part of it.
            if self._answers and not self._owed and not wire.behind and self._clock() - looked_at >= BUSY:
                look, looked_at = look_of(wire.ask()), self._clock()
                silent = 0 if look.answered else silent + 1
                if look.answered or silent >= SILENT:
                    self._judge(look)
                    self._tell(job, Paper.AT_WORK if self._paper is Paper.READY else self._paper)
                well = not parts and look.answered and self._paper is Paper.READY
                well_since = (looked_at if well_since is None else well_since) if well else None
        self._tell(job, Paper.OFF if self._paper is Paper.READY else self._paper)
        log.info("a receipt was given up while it was printed", extra={"state": self._paper.value})
        if self._answers and not self._owed:
            wire.send(FORGET, ANSWER)

    def _done(self, job: _Job) -> None:
        self._half = False
        self._printed += 1
        self._last = job.ticket
        self._tell(job, Paper.DONE)

    def _tell(self, job: _Job, paper: Paper) -> None:
        with self._lock:
            if job.said is paper:
                return
            job.said = paper
            try:
                self._on_job(job.ticket, paper)
            except Exception:  # a fault of the one who is told must not take the printer away
                log.exception("whoever is told of receipts failed")
