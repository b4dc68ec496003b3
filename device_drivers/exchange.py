"""One opening of a port, from the first probe until it is lost: the loop that reads, reports and writes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from device_drivers.dialogue import Dialogue
from device_drivers.frames import Decoder, Frame
from device_drivers.messages import Cue, PortState, Press, Show
from device_drivers.open_port import OpenPort
from device_drivers.outgoing import Outgoing
from device_drivers.pace import Babble, Pace
from device_drivers.profile import Profile
from device_drivers.rivals import Rivals
from device_drivers.talk import Dropped, Opened, Tick, Unanswered

log = logging.getLogger(__name__)

FAREWELL = 0.5  # s that a pad may take to be told to go dark at the end: every shipped one takes a tenth of that


class Tap(Protocol):
    """Whoever watches the wire; called on the port's thread, behind whatever matters."""

    def heard(self, data: bytes, frames: list[tuple[Frame, Press | None]], at: float, told: float) -> None:
        """Bytes read at `at`, the frames they completed, and when the last press had been told of."""

    def wrote(self, data: bytes, at: float) -> None:
        """Bytes that the port took."""


class Exchange:
    """Serves an open port on the thread that owns it."""

    def __init__(
        self,
        profile: Profile,
        link: OpenPort,
        decoder: Decoder,
        dialogue: Dialogue,
        *,
        clock: Callable[[], float],
        on_press: Callable[[Press], None],
        on_condition: Callable[[PortState, str], None],
        tap: Tap | None = None,
        draws: bool = True,
    ) -> None:
        self._profile = profile
        self._link = link
        self._decoder = decoder
        self._dialogue = dialogue
        self._clock = clock
        self._on_press = on_press
        self._on_condition = on_condition
        self._outgoing = Outgoing(profile.line)
        self._stalled = False  # the line takes nothing; until it does again
        self._pace = Pace()
        self._babble = Babble(decoder.noise)
        self._rivals = Rivals(link, clock(), "presses")
        self._tap = tap
        self._draws = draws  # else nothing is written but the profile's own probe

    def run(self, ending: Callable[[], bool]) -> None:
        """Until `ending`, which leaves the pad dark and disarmed, or PortGone."""
        self._decoder.reset()
        self._send(self._dialogue.tell(Opened()).send, self._clock())
        while not ending():
            self._turn(self._clock())
            now = self._clock()
            if self._link.wait(self._seconds(now), writing=bool(self._outgoing.due(now))):
                data = self._link.read()
                now = self._clock()
                self._hear(data, now)
                if rest := self._pace.rest(len(data), now):
                    self._link.rest(rest)
        if self._draws:
            self._go_dark()

    def _go_dark(self) -> None:
        """Nobody listens from now on, so nothing may look as if a press would count; as far as the line takes it."""
        now = self._clock()
        end = now + FAREWELL
        self._dialogue.tell(Show(Cue.OFF))
        self._send(self._dialogue.draw(), now)
        while self._outgoing and now < end:
            self._write(now)
            waits = self._outgoing.deadline(now)  # for a pause of the line's, or an answer
            seconds = end - now if waits is None else min(end, waits) - now
            if self._link.wait(max(0.0, seconds), writing=bool(self._outgoing.due(now))):
                self._hear(self._link.read(), self._clock())
            now = self._clock()

    def _hear(self, data: bytes, at: float) -> None:
        frames: list[tuple[Frame, Press | None]] = []
        for frame in self._decoder.feed(data, at):
            press = self._dialogue.hear(frame)
            if press is not None:
                self._report(press)
            self._dialogue.settle()
            frames.append((frame, press))
        if frames:
            self._outgoing.answered(at)
        if self._tap is not None and (data or frames):
            self._tap.heard(data, frames, at, self._clock())

    def _report(self, press: Press) -> None:
        try:
            self._on_press(press)
        except Exception:  # a fault of the one who is told must not take the pad away
            log.exception("whoever is told of presses failed")

    def _turn(self, now: float) -> None:
        """Everything but waiting and reading."""
        self._hear(b"", now)  # a half frame may be overdue
        self._send(self._dialogue.tell(Tick()).send, now)
        if self._outgoing.stalled(now):
            self._outgoing.clear()
            self._dialogue.tell(Dropped())
            self._stalled = True
        if self._outgoing.overdue(now):
            self._dialogue.tell(Unanswered())
        self._write(now)
        if self._draws and not self._outgoing:  # so that of many wishes only the newest is told to a slow pad
            self._send(self._dialogue.draw(), now)
            self._write(now)
        self._on_condition(*self._condition(now))

    def _send(self, names: tuple[str, ...], now: float) -> None:
        self._outgoing.put((self._profile.commands[name] for name in names), now)

    def _write(self, now: float) -> None:
        while data := self._outgoing.due(now):
            count = self._link.write(data)
            if not count:
                return
            self._outgoing.taken(count, now)
            if self._tap is not None:
                self._tap.wrote(data[:count], now)
            self._stalled = False

    def _condition(self, now: float) -> tuple[PortState, str]:
        complaint = self._complaint(now)
        return (PortState.DEGRADED, complaint) if complaint else self._dialogue.condition()

    def _complaint(self, now: float) -> str:
        """What is wrong with the line, the worst first, or ""."""
        babbles = self._babble.seen(self._decoder.noise, now)
        if rivals := self._rivals.complaint(now, busy=self._dialogue.asking()):
            return rivals
        if babbles:
            return (
                "the line babbles: bytes without end that belong to no frame; check the baud rate, the cable and that"
                f" the profile {self._profile.name} is the right one; a clean press still counts"
            )
        if self._stalled:
            return "the pad takes no commands; a press would still count"
        return self._link.remark(now)

    def _seconds(self, now: float) -> float | None:
        """How long there is nothing to do but listen; None for ever."""
        due = (
            self._decoder.deadline(),
            self._dialogue.deadline(),
            self._outgoing.deadline(now),
            self._babble.until,
            self._rivals.deadline(busy=self._dialogue.asking()),
        )
        return min((max(0.0, at - now) for at in due if at is not None), default=None)
