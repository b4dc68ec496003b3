"""Keeps one port open for as long as the program runs: the only thread that touches it lives here.

What is done with an open port is `serve`'s affair. Whatever the port does, the thread goes on: it never gives up and
never lies.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from random import Random

from device_drivers.backoff import pause
from device_drivers.discover import Signature, resolve, signature
from device_drivers.messages import PortState
from device_drivers.open_port import OpenPort
from device_drivers.port_faults import PortFault
from device_drivers.port_watch import PortWatch
from device_drivers.waker import Waker

log = logging.getLogger(__name__)

LOOK = 0.05  # s between two looks at the list of ports while the port is away; each costs some 20 µs
SETTLE = 0.02  # s: udev tells of one plug several times
SETTLED = 2.0  # s open, after which a loss is a new one and the first attempt comes soon again
JOIN = 2.0  # s after `end` that `stop` waits; only the opening of a network port can take longer


class PortKeeper:
    """One port: a path, VID:PID[:serial], by-id or by-path name, or URL, or whatever `find` understands; "" = none.

    `open_as(device, waker)` opens what was found, `serve(port)` uses it until `ending` or PortFault, and `told(state,
    reason)` hears of every change; all on the keeper's thread. `what` the device is, in words.
    """

    def __init__(
        self,
        port: str,
        what: str,
        *,
        open_as: Callable[[str, Waker], OpenPort],
        serve: Callable[[OpenPort], None],
        told: Callable[[PortState, str], None],
        clock: Callable[[], float] = time.monotonic,
        rng: Random | None = None,
        find: Callable[[str], str] | None = None,
    ) -> None:
        self.port = port
        self.condition = (PortState.DISABLED, "not started yet" if port else "no port is set")
        self.device = ""  # the real path behind the port; "" while none is open
        self.opened = 0  # times the port has been opened
        self.ending = False
        self._what = what
        self._open_as = open_as
        self._serve = serve
        self._told = told
        self._clock = clock
        self._rng = rng or Random()  # noqa: S311 - jitter, no secret
        self._find = find
        self._waker = Waker()
        self._watch = PortWatch()
        self._end_by = 0.0
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin looking for the port; nothing happens when no port is set or this was done before."""
        if not self.port or self._thread is not None or self.ending:
            return
        self._thread = threading.Thread(target=self._run, name=self._what, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Have `serve` end, the port given back and the thread ended; does not wait for it."""
        if not self.ending:
            self._end_by = time.monotonic() + JOIN
        self.ending = True
        self._waker.wake()

    def stop(self) -> None:
        """The same; returns when the thread has ended, or 2 s after the first `end`: many are waited for at once."""
        self.end()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(max(0.0, self._end_by - time.monotonic()))

    def wake(self) -> None:
        """End the wait of whoever serves the port; safe from any thread."""
        self._waker.wake()

    def alive(self) -> bool:
        """The thread is running: true from `start` to `stop`, whatever the port does."""
        return self._thread is not None and self._thread.is_alive()

    def say(self, state: PortState, reason: str) -> None:
        """How the device behind the open port is; told when it is not what was told last. On the keeper's thread."""
        if (state, reason) == self.condition:
            return
        self.condition = state, reason
        try:
            self._told(state, reason)
        except Exception:  # a fault of the one who is told must not take the device away
            log.exception("whoever is told of a device's state failed", extra={"part": self._what})

    def _run(self) -> None:
        """The thread: open, serve until lost, wait, for ever."""
        attempt = 0  # failures in a row
        while not self.ending:
            seen, begun = signature(self.port), self._clock()
            try:
                self._visit(first=attempt == 0)
            except PortFault as fault:
                self._away(fault)
            except Exception:  # a device that gives up in silence is the worst of its faults
                log.exception("a device's thread met a fault of the program and goes on", extra={"part": self._what})
                self.say(PortState.LOST, "a fault of the program: see the log")
            if self._clock() - begun >= SETTLED:
                attempt, seen = 0, signature(self.port)
            attempt += 1
            self._rest(pause(attempt, self._rng), seen)
        self.say(PortState.DISABLED, "stopped")

    def _visit(self, *, first: bool) -> None:
        """Open the port and serve it until the end; PortFault."""
        if first and not self.opened:
            self.say(PortState.SEARCHING, "looking for the port")
        device = (self._find or resolve)(self.port)
        if first:
            self.say(PortState.OPENING, f"opening {device}")
        link = self._open_as(device, self._waker)
        try:
            self.device = device if "://" in device else os.path.realpath(device)
            self.opened += 1
            self._serve(link)
        finally:
            link.close()
            self.device = ""

    def _away(self, fault: PortFault) -> None:
        """A port that has never been open is being searched for; one that has been is lost."""
        self.say(PortState.LOST if self.opened else PortState.SEARCHING, str(fault))

    def _rest(self, seconds: float, seen: Signature) -> None:
        """Wait, or until the list of ports is no longer as it was `seen`, or udev speaks, or the end comes."""
        end = self._clock() + seconds
        udev = self._watch.fileno()
        self._watch.heard()  # what happened since the last rest shows in the signature
        while not self.ending and (left := end - self._clock()) > 0:
            # First: a port that flaps must not make this thread spin.
            spoken = self._waker.wait(min(LOOK, left), udev) and self._watch.heard()
            if spoken:
                self._waker.wait(SETTLE)
            if spoken or signature(self.port) != seen:
                return


class KeptDevice:
    """What every device that is kept on a port has in common: it is begun and ended."""

    _keeper: PortKeeper

    def start(self) -> None:
        """Begin looking for the port; nothing happens when no port is set or this was done before."""
        self._keeper.start()

    def end(self) -> None:
        """Have the port left as it should be (a pad dark), given back, and the thread ended; does not wait for it."""
        self._keeper.end()

    def stop(self) -> None:
        """The same; returns when the thread has ended, or 2 s after the first `end`."""
        self._keeper.stop()

    def alive(self) -> bool:
        """The thread is running: true from `start` to `stop`, whatever the port does."""
        return self._keeper.alive()
