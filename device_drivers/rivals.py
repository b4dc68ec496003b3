"""Other programs on the same port: found in /proc when bytes go missing, and once in a while."""

from __future__ import annotations

from device_drivers.open_port import OpenPort

ASTRAY = 10.0  # s that bytes gone astray stay in a device's state: long enough to be seen by a technician
FIRST_LOOK = 1.0  # s after opening, until it is looked who else has the port open
NEXT_LOOK = 60.0  # s between such looks; each takes some ms, and is put off while the port's bytes matter most
AGAIN = 5.0  # s between them while somebody has


class Rivals:
    """Who else may take bytes from an open port; asked on the thread that owns it. `loss`: what they may take."""

    def __init__(self, link: OpenPort, now: float, loss: str) -> None:
        self._link = link
        self._loss = loss
        self._stolen = 0  # as last seen
        self._astray_until: float | None = None
        self._others = ""  # who else has the port open, as last looked
        self._look_at = now + FIRST_LOOK

    def complaint(self, now: float, *, busy: bool) -> str:
        """What is to be done about them, or "". Nobody is looked for while `busy`, unless bytes have gone."""
        if self._link.stolen != self._stolen:
            self._stolen = self._link.stolen
            if self._astray_until is None:
                self._others = self._link.others()
            self._astray_until = now + ASTRAY
            self._look_at = now + AGAIN
        elif now >= self._look_at and not busy:
            self._others = self._link.others()
            self._look_at = now + (AGAIN if self._others else NEXT_LOOK)
        if self._astray_until is not None and now < self._astray_until:
            who = self._others or "another program"
            return f"bytes go astray: {who} is likely to be reading {self._link.device}: end that"
        self._astray_until = None
        if self._others:
            return f"{self._link.device} is open in {self._others} as well, which may take {self._loss} away: end that"
        return ""

    def deadline(self, *, busy: bool) -> float | None:
        """When to ask again, or None."""
        due = (self._astray_until, None if busy else self._look_at)
        return min((at for at in due if at is not None), default=None)
