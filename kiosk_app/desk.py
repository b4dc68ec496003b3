"""The technician's desk: judges PINs, reports how the terminal is while somebody looks, and gives lessons to pads.

A thread of its own, made when first needed: a PIN takes some 50 ms to judge, and the outbox may be slow to answer.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.technician import Door, PadReport, Report, Wish
from kiosk_app.runtime.learnt_keys import Keys
from kiosk_app.runtime.lesson import Class
from kiosk_app.runtime.pad import Pads

log = logging.getLogger(__name__)

REFRESH_SECONDS = 0.5
"""How often the pages are told anew while they are open; a key of a pad at once."""

JOIN_SECONDS = 1.0
"""SIGTERM promises five seconds in all."""

Key = tuple[int, str, float]  # the pad's place, the key, when


class Desk:
    """`judge` as the doorkeeper's; `report()`: the terminal without its pads.

    `keep(port, profile, keys)`: keep what was learnt, {} to forget it; "" or why that cannot be.
    """

    def __init__(
        self,
        pads: Pads,
        *,
        judge: Callable[[str | None], Door],
        report: Callable[[], Report],
        keep: Callable[[str, str, Keys], str],
        post: Callable[[m.Event], None],
    ) -> None:
        self._pads = pads
        self._judge = judge
        self._report = report
        self._keep = keep
        self._post = post
        self._asked: queue.SimpleQueue[m.JudgePin | m.Instruct | Key | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._open = False
        self._class: Class | None = None

    def do(self, command: m.JudgePin | m.Instruct) -> None:
        """Take a command; never blocks. One thread at a time."""
        self._asked.put(command)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="desk", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after what was asked before; returns when it has, or after a second: a disk may hold it up."""
        self._asked.put(None)
        if self._thread is not None:
            self._thread.join(JOIN_SECONDS)

    def _run(self) -> None:
        while True:
            try:
                got = self._asked.get(timeout=REFRESH_SECONDS if self._open else None)
            except queue.Empty:
                self._tell()
                continue
            while got is not None:
                self._one(got)
                if self._asked.empty():
                    break
                got = self._asked.get()  # a pad that babbles must not have the screen drawn for every key
            if got is None:
                return
            self._tell()

    def _one(self, asked: m.JudgePin | m.Instruct | Key) -> None:
        try:
            match asked:
                case m.JudgePin():
                    self._post(m.DoorJudged(self._judge(asked.pin)))
                case m.Instruct():
                    self._instructed(asked.wish, asked.place)
                case (place, key, at):
                    self._heard(place, key, at)
        except Exception as error:  # noqa: BLE001  # whatever it is, the pages stay as they are and the desk goes on
            log.error("the technician's desk failed", extra={"error": type(error).__name__})

    def _instructed(self, wish: Wish, place: int) -> None:
        match wish:
            case Wish.OVERVIEW | Wish.NEXT_PAD:
                if not self._open:
                    self._open = True
                    self._pads.listen(lambda *key: self._asked.put(key))
                self._dismiss(None)
            case Wish.LEAVE:
                self._open = False
                self._pads.listen(None)
                self._dismiss(None)
            case Wish.LEARN | Wish.FORGET if place >= len(self._pads.reports()):
                pass  # no such pad
            case Wish.LEARN:
                self._class = Class(place)
                self._pads.teach(place)
            case Wish.SKIP if self._class is not None and not self._class.over:
                self._go_on(self._class.skipped())
            case Wish.STOP if self._class is not None and not self._class.over:
                self._dismiss(self._class.stopped())
            case Wish.FORGET:
                self._dismiss(None)
                self._adopt(place, {})

    def _heard(self, place: int, key: str, at: float) -> None:
        if self._class is not None and self._class.place == place and not self._class.over:
            self._go_on(self._class.heard(key, at))

    def _go_on(self, taught: Class) -> None:
        """The lesson is over when nothing is asked any more; what was learnt is in force then."""
        if not taught.over:
            self._class = taught
            return
        fault = self._adopt(taught.place, taught.state.keys) if taught.state.keys else ""
        self._dismiss(replace(taught, kept=bool(taught.state.keys) and not fault, fault=fault))

    def _dismiss(self, after: Class | None) -> None:
        self._pads.dismiss()
        self._class = after

    def _adopt(self, place: int, keys: Keys) -> str:
        """On the disk first: what is in force now must be so after a restart. "" or why it cannot be."""
        pad = self._pads.reports()[place]
        return self._keep(pad.port, pad.profile, keys) or self._pads.adopt(place, keys)

    def _tell(self) -> None:
        if not self._open:
            return
        try:
            report = replace(self._report(), pads=tuple(self._padded()))
        except Exception as error:  # noqa: BLE001  # a disk that cannot be read is what the technician came for
            log.error("the technician's report failed", extra={"error": type(error).__name__})
            line = f"the outbox cannot be read ({type(error).__name__}): see the disk"
            report = Report(problems=(line,), pads=tuple(self._padded()))
        self._post(m.TechnicianTold(report))

    def _padded(self) -> list[PadReport]:
        pads = self._pads.reports()
        if self._class is not None and self._class.place < len(pads):
            place = self._class.place
            pads[place] = replace(pads[place], lesson=self._class.told())
        return pads
