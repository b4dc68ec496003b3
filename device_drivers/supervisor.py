"""Keeps one pad working for as long as the program runs: the only thread that touches the port lives here.

Wishes come in by `show` from any thread and are in force for presses before it returns; presses go out by a
callback on this thread. Whatever the port does, the thread goes on: it never gives up and never lies.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random

from device_drivers.backoff import pause
from device_drivers.dialogue import Dialogue
from device_drivers.discover import Signature, resolve, signature
from device_drivers.exchange import Exchange, Tap
from device_drivers.messages import Cue, PadState, PadStatus, Press, Show
from device_drivers.open_port import OpenPort, open_port
from device_drivers.port_faults import PortFault
from device_drivers.port_watch import PortWatch
from device_drivers.profile import Profile
from device_drivers.waker import Waker

log = logging.getLogger(__name__)

LOOK = 0.05  # s between two looks at the list of ports while the port is away; each costs some 20 µs
SETTLE = 0.02  # s: udev tells of one plug several times
SETTLED = 2.0  # s open, after which a loss is a new one and the first attempt comes soon again
JOIN = 2.0  # s that `stop` waits; only the opening of a network port can take longer


class PadSupervisor:
    """One pad on one port: a path, VID:PID[:serial], by-id or by-path name, or pyserial URL; "" = no pad.

    `on_press(press)` and `on_state(status)` are called on the supervisor's thread and should return quickly.
    """

    def __init__(
        self,
        profile: Profile,
        port: str,
        *,
        on_press: Callable[[Press], None],
        on_state: Callable[[PadStatus], None],
        clock: Callable[[], float] = time.monotonic,
        rng: Random | None = None,
        tap: Tap | None = None,
    ) -> None:
        self._profile = profile
        self._port = port
        self._on_press = on_press
        self._on_state = on_state
        self._clock = clock
        self._rng = rng or Random()  # noqa: S311 - jitter, no secret
        self._decoder = profile.decoder()
        self._dialogue = Dialogue(profile, clock)
        self._tap = tap
        self._waker = Waker()
        self._watch = PortWatch()
        reason = "not started yet" if port else "no port is set"
        self._status = PadStatus(PadState.DISABLED, reason, profile.name, port)
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin looking for the port; nothing happens when no port is set or this was done before."""
        if not self._port or self._thread is not None or self._stopping:
            return
        self._thread = threading.Thread(target=self._run, name="pad", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Have the pad go dark, the port given back and the thread ended; does not wait for it."""
        self._stopping = True
        self._waker.wake()

    def stop(self) -> None:
        """The same; returns when the thread has ended, or after 2 s."""
        self.end()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(JOIN)

    def show(self, cue: Cue, arming: int | None = None) -> None:
        """What the pad should be showing from now on; safe from any thread. ASK needs an arming, which its one
        press carries. In force for presses when this returns; the pad is told as soon as it can be."""
        self._dialogue.tell(Show(cue, arming if cue is Cue.ASK else None))
        self._waker.wake()

    @property
    def profile(self) -> Profile:
        """What it takes the pad for, with the keys in force."""
        return self._profile

    def adopt(self, profile: Profile) -> None:
        """The same profile with another map of keys; safe from any thread, the port stays open. In force for presses
        when this returns."""
        self._profile = profile
        self._dialogue.adopt(profile)

    def status(self) -> PadStatus:
        """How the pad is now, with what has been counted so far."""
        return replace(
            self._status,
            alarm=self._dialogue.alarm(),
            counts=self._dialogue.counts(),
            noise=self._decoder.noise,
        )

    def alive(self) -> bool:
        """The thread is running: true from `start` to `stop`, whatever the port does."""
        return self._thread is not None and self._thread.is_alive()

    def _run(self) -> None:
        """The thread: open, serve until lost, wait, for ever."""
        attempt = 0  # failures in a row
        while not self._stopping:
            seen, begun = signature(self._port), self._clock()
            try:
                self._visit(first=attempt == 0)
            except PortFault as fault:
                self._away(fault)
            except Exception:  # a pad that gives up in silence is the worst of its faults
                log.exception("the pad's thread met a fault of the program and goes on")
                self._say(PadState.LOST, "a fault of the program: see the log")
            if self._clock() - begun >= SETTLED:
                attempt, seen = 0, signature(self._port)
            attempt += 1
            self._rest(pause(attempt, self._rng), seen)
        self._say(PadState.DISABLED, "stopped")

    def _visit(self, *, first: bool) -> None:
        """Open the port and serve it until the end; PortFault."""
        if first and not self._status.opened:
            self._say(PadState.SEARCHING, "looking for the port")
        device = resolve(self._port)
        if first:
            self._say(PadState.OPENING, f"opening {device}")
        link = open_port(device, self._profile.line, self._waker)
        try:
            device = device if "://" in device else os.path.realpath(device)
            self._status = replace(self._status, device=device, opened=self._status.opened + 1)
            self._exchange(link).run(lambda: self._stopping)
        finally:
            link.close()
            self._status = replace(self._status, device="")

    def _exchange(self, link: OpenPort) -> Exchange:
        return Exchange(
            self._profile,
            link,
            self._decoder,
            self._dialogue,
            clock=self._clock,
            on_press=self._on_press,
            on_condition=self._say,
            tap=self._tap,
        )

    def _away(self, fault: PortFault) -> None:
        """A port that has never been open is being searched for; one that has been is lost."""
        self._say(PadState.LOST if self._status.opened else PadState.SEARCHING, str(fault))

    def _say(self, state: PadState, reason: str) -> None:
        """Tell of a state that is not the one told last."""
        if (state, reason) == (self._status.state, self._status.reason):
            return
        self._status = replace(self._status, state=state, reason=reason)
        log.info("pad state", extra={"state": state.value, "profile": self._profile.name, "reason": reason})
        try:
            self._on_state(self.status())
        except Exception:  # a fault of the one who is told must not take the pad away
            log.exception("whoever is told of the pad's state failed")

    def _rest(self, seconds: float, seen: Signature) -> None:
        """Wait, or until the list of ports is no longer as it was `seen`, or udev speaks, or the end comes."""
        end = self._clock() + seconds
        udev = self._watch.fileno()
        self._watch.heard()  # what happened since the last rest shows in the signature
        while not self._stopping and (left := end - self._clock()) > 0:
            # First: a port that flaps must not make this thread spin.
            spoken = self._waker.wait(min(LOOK, left), udev) and self._watch.heard()
            if spoken:
                self._waker.wait(SETTLE)
            if spoken or signature(self._port) != seen:
                return
