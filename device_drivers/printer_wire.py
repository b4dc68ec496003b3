"""Bytes to a receipt printer and its answers, on an open port."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.escpos_status import ASK, is_behind, is_realtime
from device_drivers.open_port import OpenPort
from device_drivers.pace import Pace

ANSWER = 0.5  # s for an answer: it comes within 10 ms, over a network within 100
MOST_LATE = 8  # reads of old answers before a new question; a line that goes on is asked all the same


class PrinterWire:
    """Used by the thread that owns the port; PortGone from everything."""

    def __init__(self, link: OpenPort, clock: Callable[[], float], ending: Callable[[], bool]) -> None:
        self.behind = False  # what was asked behind a sheet has been answered
        self._link = link
        self._clock = clock
        self._ending = ending
        self._answer: int | None = None
        self._pace = Pace()

    def send(self, data: bytes, seconds: float) -> int:
        """How many bytes the port took within that time."""
        end, sent = self._clock() + seconds, 0
        while sent < len(data) and not self._ending():
            sent += self._link.write(data[sent:])
            left = end - self._clock()
            if sent == len(data) or left <= 0:
                break
            self._hear(left, writing=True)
        return sent

    def ask(self) -> dict[int, int]:
        """The answers to each question, by its number; those that came."""
        answers: dict[int, int] = {}
        for _ in range(MOST_LATE):  # answers to what was asked before
            if not self._hear(0, writing=False):
                break
        for kind, question in ASK.items():
            self._answer = None
            if self.send(question, ANSWER) < len(question):
                break
            end = self._clock() + ANSWER
            while self._answer is None and (left := end - self._clock()) > 0 and not self._ending():
                self._hear(left, writing=False)
            if self._answer is not None:
                answers[kind] = self._answer
            elif not answers:
                break  # silent: two more questions would be two more waits
        return answers

    def rest(self, seconds: float, until: Callable[[], bool]) -> None:
        """Listen, until the time is over or `until`, which is asked anew whenever something comes or somebody wakes."""
        end = self._clock() + seconds
        while not until() and (left := end - self._clock()) > 0 and not self._ending():
            self._hear(left, writing=False)

    def _hear(self, seconds: float, *, writing: bool) -> bool:
        """Whether anything came within that time."""
        if not self._link.wait(seconds, writing=writing):
            return False
        data = self._link.read()
        if rest := self._pace.rest(len(data), self._clock()):
            self._link.rest(rest)
        for byte in data:
            if is_realtime(byte):
                self._answer = byte
            elif is_behind(byte):
                self.behind = True
        return bool(data)
