"""One code scanner or card reader on one port, for as long as the program runs: texts out, nothing in.

A QR code, a bar code and a card's number are the same here: a text. What was read is told once and kept nowhere.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from device_drivers.keeper import KeptDevice, PortKeeper
from device_drivers.messages import PortState
from device_drivers.open_port import OpenPort, open_port
from device_drivers.pace import Babble, Pace
from device_drivers.profile import Line
from device_drivers.rivals import Rivals
from device_drivers.scans import Scans
from device_drivers.us_keys import UsKeys

log = logging.getLogger(__name__)

REPEAT = 1.5  # s: a scanner that stands reads the same code again and again while it is held before it


@dataclass(frozen=True, slots=True)
class ScannerStatus:
    """How a scanner is: state and reason, the port that was asked for and the device found, what was counted."""

    state: PortState
    reason: str
    kind: str
    port: str
    device: str = ""  # the real path behind the port; "" while none is open
    reads: int = 0  # texts
    noise: int = 0  # bytes that belonged to none


class Scanner(KeptDevice):
    """One scanner or reader on one port: a path, VID:PID[:serial], by-id or by-path name, URL, hid://…; "" = none.

    `kind` is a word for whoever asks, `prefix` and `suffix` what it puts around its texts. `on_text(text)` and
    `on_state(status)` are called on the keeper's thread and should return quickly.
    """

    def __init__(
        self,
        port: str,
        *,
        kind: str = "code",
        baud: int = 9600,
        prefix: str = "",
        suffix: str = "",
        on_text: Callable[[str], None],
        on_state: Callable[[ScannerStatus], None] = lambda status: None,
        clock: Callable[[], float] = time.monotonic,
        rng: Random | None = None,
    ) -> None:
        self.kind = kind
        self._on_text = on_text
        self._on_state = on_state
        self._clock = clock
        self._scans = Scans(prefix, suffix)
        self._reads = 0
        self._again = (0, float("-inf"))  # the last text's hash, and when it was read last
        self._keeper = PortKeeper(
            port,
            "scanner",
            open_as=lambda device, waker: open_port(device, Line(baud), waker, UsKeys()),
            serve=self._serve,
            told=self._told,
            clock=clock,
            rng=rng,
        )

    def status(self) -> ScannerStatus:
        """How the scanner is now."""
        keeper = self._keeper
        state, reason = keeper.condition
        return ScannerStatus(state, reason, self.kind, keeper.port, keeper.device, self._reads, self._scans.noise)

    def _told(self, state: PortState, reason: str) -> None:
        log.info("scanner state", extra={"state": state.value, "reason": reason})
        self._on_state(self.status())

    def _serve(self, link: OpenPort) -> None:
        """Read until the end or PortFault."""
        scans, keeper = self._scans, self._keeper
        scans.reset()
        pace, babble = Pace(), Babble(scans.noise)
        rivals = Rivals(link, self._clock(), "texts")
        while not keeper.ending:
            now = self._clock()
            self._read(scans.expire(now), now)
            complaint = rivals.complaint(now, busy=scans.deadline() is not None)
            if not complaint and babble.seen(scans.noise, now):
                complaint = "what comes is no text: check the baud rate and the cable"
            complaint = complaint or link.remark(now)
            keeper.say(PortState.DEGRADED if complaint else PortState.READY, complaint or "listening")
            due = (scans.deadline(), babble.until, rivals.deadline(busy=scans.deadline() is not None))
            first = min((at for at in due if at is not None), default=None)
            if link.wait(None if first is None else max(0.0, first - self._clock()), writing=False):
                data, now = link.read(), self._clock()
                self._read(scans.feed(data, now), now)
                if rest := pace.rest(len(data), now):
                    link.rest(rest)

    def _read(self, texts: list[str], now: float) -> None:
        for text in texts:
            self._reads += 1
            before, at = self._again
            self._again = (hash(text), now)
            if self._again[0] == before and now - at < REPEAT:
                continue
            try:
                self._on_text(text)
            except Exception:  # a fault of the one who is told must not take the scanner away
                log.exception("whoever is told of scans failed")
