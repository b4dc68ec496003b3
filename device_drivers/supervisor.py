"""One pad on one port, for as long as the program runs.

Wishes come in by `show` from any thread and are in force for presses before it returns; presses go out by a
callback on the thread of the port's keeper.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from random import Random

from device_drivers.dialogue import Dialogue
from device_drivers.exchange import Exchange, Tap
from device_drivers.keeper import KeptDevice, PortKeeper
from device_drivers.messages import Cue, PadStatus, PortState, Press, Show
from device_drivers.open_port import OpenPort, open_port
from device_drivers.profile import Profile

log = logging.getLogger(__name__)


class PadSupervisor(KeptDevice):
    """One pad on one port: a path, VID:PID[:serial], by-id or by-path name, or pyserial URL; "" = no pad.

    `on_press(press)` and `on_state(status)` are called on the keeper's thread and should return quickly.
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
        self._on_press = on_press
        self._on_state = on_state
        self._clock = clock
        self._decoder = profile.decoder()
        self._dialogue = Dialogue(profile, clock)
        self._tap = tap
        self._keeper = PortKeeper(
            port,
            "pad",
            open_as=lambda device, waker: open_port(device, self._profile.line, waker),
            serve=self._serve,
            told=self._told,
            clock=clock,
            rng=rng,
        )

    def show(self, cue: Cue, arming: int | None = None) -> None:
        """What the pad should be showing from now on; safe from any thread. ASK needs an arming, which its one
        press carries. In force for presses when this returns; the pad is told as soon as it can be."""
        self._dialogue.tell(Show(cue, arming if cue is Cue.ASK else None))
        self._keeper.wake()

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
        keeper = self._keeper
        state, reason = keeper.condition
        return PadStatus(
            state=state,
            reason=reason,
            profile=self._profile.name,
            port=keeper.port,
            device=keeper.device,
            alarm=self._dialogue.alarm(),
            counts=self._dialogue.counts(),
            noise=self._decoder.noise,
            opened=keeper.opened,
        )

    def _serve(self, link: OpenPort) -> None:
        exchange = Exchange(
            self._profile,
            link,
            self._decoder,
            self._dialogue,
            clock=self._clock,
            on_press=self._on_press,
            on_condition=self._keeper.say,
            tap=self._tap,
        )
        exchange.run(lambda: self._keeper.ending)

    def _told(self, state: PortState, reason: str) -> None:
        log.info("pad state", extra={"state": state.value, "profile": self._profile.name, "reason": reason})
        self._on_state(self.status())
