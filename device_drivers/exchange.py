"""One opening of a port, from the first probe until it is lost: the loop that reads, reports and writes."""

from __future__ import annotations

import logging
from collections.abc import Callable

from device_drivers.conversation import Dropped, Opened, Tick
from device_drivers.dialogue import Dialogue
from device_drivers.frames import Decoder
from device_drivers.link import Link
from device_drivers.messages import PadState, Press
from device_drivers.outgoing import Outgoing
from device_drivers.profile import Profile

log = logging.getLogger(__name__)

ASTRAY = 10.0  # s that bytes gone astray stay in the pad's state: long enough to be seen by a technician


class Exchange:
    """Serves an open port on the thread that owns it."""

    def __init__(
        self,
        profile: Profile,
        link: Link,
        decoder: Decoder,
        dialogue: Dialogue,
        *,
        clock: Callable[[], float],
        on_press: Callable[[Press], None],
        on_condition: Callable[[PadState, str], None],
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
        self._stolen = 0  # as last seen
        self._astray_until: float | None = None

    def run(self, ending: Callable[[], bool]) -> None:
        """Until `ending`, or PortGone."""
        self._decoder.reset()
        self._dialogue.tell(Opened())
        while not ending():
            self._turn(self._clock())
            now = self._clock()
            if self._link.wait(self._seconds(now), writing=bool(self._outgoing.due(now))):
                data = self._link.read()
                self._hear(data, self._clock())

    def _hear(self, data: bytes, at: float) -> None:
        for frame in self._decoder.feed(data, at):
            press = self._dialogue.hear(frame)
            if press is not None:
                self._report(press)
            self._dialogue.settle()

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
        self._write(now)
        if not self._outgoing:  # so that of many wishes only the newest is told to a slow pad
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
            self._stalled = False

    def _condition(self, now: float) -> tuple[PadState, str]:
        if self._link.stolen != self._stolen:
            self._stolen = self._link.stolen
            self._astray_until = now + ASTRAY
        if self._astray_until is not None and now < self._astray_until:
            return (
                PadState.DEGRADED,
                f"bytes go astray: another program is likely to be reading {self._link.device}: end that",
            )
        self._astray_until = None
        if self._stalled:
            return PadState.DEGRADED, "the pad takes no commands; a press would still count"
        return self._dialogue.condition()

    def _seconds(self, now: float) -> float | None:
        """How long there is nothing to do but listen; None for ever."""
        due = (
            self._decoder.deadline(),
            self._dialogue.deadline(),
            self._outgoing.deadline(now),
            self._astray_until,
        )
        return min((max(0.0, at - now) for at in due if at is not None), default=None)
