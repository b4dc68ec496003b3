"""A receipt printer without one: what would be on its paper is shown, on a pseudo-terminal."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TextIO

from device_drivers.escpos_machine import FOREVER, Machine, Printout
from device_drivers.far_end import FarEnd, attended, saying

HELP = "out, paper, cover, shut, off, on, or a number of lines that are left; q ends"


class SimulatedPrinter:
    """A printer on a pseudo-terminal that `link` names; its machine may be changed under `lock`, then `act`."""

    def __init__(self, link: str | Path, machine: Machine | None = None) -> None:
        self.machine = machine or Machine()
        self.lock = threading.Lock()
        self.end = FarEnd(link, hear=self._hear)

    def __enter__(self) -> SimulatedPrinter:
        self.end.plug()
        return self

    def __exit__(self, *_: object) -> None:
        self.end.unplug()

    def act(self, word: str) -> bool:
        """What a person does to it: see HELP. False for a word that is none."""
        machine = self.machine
        with self.lock:
            if word.isdecimal():
                machine.roll = int(word)
            elif word in ("out", "paper"):
                machine.roll = 0 if word == "out" else FOREVER
            elif word in ("cover", "shut"):
                machine.cover_open = word == "cover"
            elif word in ("off", "on"):
                machine.switch(word == "on")
            else:
                return False
            said = machine.work()
        self.end.send(said)
        return True

    def taken(self) -> list[Printout]:
        """The pieces of paper that came out since this was asked last."""
        with self.lock:
            out, self.machine.out = self.machine.out, []
        return out

    def _hear(self, data: bytes) -> None:
        with self.lock:
            said = self.machine.hear(data)
        self.end.send(said)


def simulate(link: str | Path, stdin: TextIO | None, stdout: TextIO, stop: threading.Event) -> None:
    """A printer for a person: what is printed is shown on `stdout`, words on `stdin` are what is done to it. Ends with
    a line `q` or when `stop` is set; the end of `stdin` leaves it switched on. LinkRefused."""
    say = saying(stdout)

    class Shown(SimulatedPrinter):
        def _hear(self, data: bytes) -> None:
            super()._hear(data)
            show()

    printer = Shown(link)

    def show() -> None:
        for paper in printer.taken():
            say("-" * 48)
            for line in paper.lines:
                say(line)
            for code in paper.codes:
                say(f"[code: {code}]")
            if paper.images:
                say(f"[image: {len(paper.images)} bands]")
            say("-" * 20 + " cut " + "-" * 23)

    def act(typed: str) -> bool:
        if typed and typed != "q":
            say(f"now: {typed}" if printer.act(typed) else f"no such word {typed[:20]!r}: {HELP}")
            show()
        return typed != "q"

    with printer:
        say(f"printer at {printer.end.path} (now {printer.end.device}): {HELP}")
        attended(stdin, stop, act)
