"""Asks once whether a pad is there, with the profile's own question and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from device_drivers.dialogue import Dialogue
from device_drivers.discover import resolve
from device_drivers.exchange import Exchange
from device_drivers.messages import PortState
from device_drivers.open_port import open_port
from device_drivers.port_faults import PortFault
from device_drivers.profile import Profile
from device_drivers.waker import Waker

LONGEST = 10.0  # s: no profile's probes take longer


class Probed(NamedTuple):
    """What came of it: `outcome` is answered, open (nothing to ask with), silent or refused (the port would not open
    or went away); `reason` in words; `seconds` from the open port to the verdict."""

    outcome: str
    reason: str
    device: str = ""
    seconds: float = 0.0


def ask(profile: Profile, port: str, clock: Callable[[], float] = time.monotonic) -> Probed:
    """Open the port for this program alone, ask, close it. Takes as long as the profile's unanswered probes, at most
    ten seconds."""
    device = ""
    waker = Waker()
    verdict: list[tuple[PortState, str, float]] = []

    def judge(state: PortState, reason: str) -> None:
        if state is not PortState.PROBING:
            verdict.append((state, reason, clock()))
            waker.wake()

    try:
        device = resolve(port)
        link = open_port(device, profile.line, waker)
        begun = clock()
        try:
            exchange = Exchange(
                profile,
                link,
                profile.decoder(),
                Dialogue(profile, clock),
                clock=clock,
                on_press=lambda press: None,
                on_condition=judge,
                draws=False,
            )
            exchange.run(lambda: bool(verdict) or clock() - begun > LONGEST)
        finally:
            link.close()
    except PortFault as fault:
        return Probed("refused", str(fault), device)
    state, reason, at = verdict[0] if verdict else (PortState.DEGRADED, "nothing that could be judged has come", begun)
    took = at - begun
    if state is not PortState.READY:
        return Probed("silent", reason, device, took)
    if profile.probe is None:
        return Probed("open", "the port opens; this kind of pad cannot be asked: press a key under `pad test`", device)
    return Probed("answered", reason, device, took)
