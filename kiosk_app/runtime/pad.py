"""The pads as the engine sees them: presses become events, cues become wishes of the drivers."""

from __future__ import annotations

import functools
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import device_drivers as drivers
from kiosk_app.core.messages import Event, LevelChosen
from kiosk_app.core.model import Input, Level
from kiosk_app.core.scene import Cue

SPARE_IDS = 16  # each pad's thread takes one and makes one; there are never so many pads

LEVEL_OF_NUMBER: Mapping[int, Level] = {
    5: Level.VERY_SATISFIED,
    4: Level.SATISFIED,
    3: Level.FAIRLY_SATISFIED,
    2: Level.DISSATISFIED,
    1: Level.VERY_DISSATISFIED,
}
"""A pad's key map counts as the national codes do: 5 is 非常满意."""


@dataclass(frozen=True, slots=True)
class PadWish:
    """One pad of the settings: profile by name or file, port, and keys and texts that override the profile's."""

    profile: str
    port: str
    keys: Mapping[str, int]
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Pads:
    """All pads of one terminal; several act as one: of an asking the first press counts, whichever pad it is on."""

    def __init__(self, wishes: Iterable[PadWish], *, post: Callable[[Event], None]) -> None:
        self._post = post
        self._first = threading.Lock()
        self._taken: tuple[int, int] | None = None  # the last asking that was answered, and by which pad
        # Made beforehand: the system's randomness lets other threads run, and a press would wait for them.
        self._ids = deque(str(uuid.uuid4()) for _ in range(SPARE_IDS))
        self._supervisors = [
            drivers.PadSupervisor(
                drivers.load(wish.profile).with_keys(wish.keys).with_texts(wish.texts),
                wish.port,
                on_press=functools.partial(self._pressed, place),
                on_state=lambda status: None,
            )
            for place, wish in enumerate(wishes)
        ]

    def start(self) -> None:
        """Begin to look for the ports; never fails."""
        for supervisor in self._supervisors:
            supervisor.start()

    def stop(self) -> None:
        """Have the pads go dark, all at the same time, and let go of the ports."""
        for supervisor in self._supervisors:
            supervisor.end()
        for supervisor in self._supervisors:
            supervisor.stop()

    def show(self, cue: Cue, arming: int | None) -> None:
        """From now on: what the pads say, and the token their presses bring back."""
        for supervisor in self._supervisors:
            supervisor.show(drivers.Cue(cue.value), arming)

    def status(self) -> dict[str, str]:
        """State and profile of the pad; of several, of the one that is worst off, for it is the one to look at."""
        order = [state.value for state in (drivers.PadState.DISABLED, drivers.PadState.READY)]
        statuses = sorted(
            (supervisor.status() for supervisor in self._supervisors),
            key=lambda status: order.index(status.state.value) if status.state.value in order else len(order),
        )
        if not statuses:
            return {"state": drivers.PadState.DISABLED.value, "profile": ""}
        worst = statuses[-1]
        return {"state": worst.state.value, "profile": worst.profile}

    def problems(self) -> list[str]:
        """What a technician should look at, a line a pad that is not well."""
        well = (drivers.PadState.READY, drivers.PadState.DISABLED)
        statuses = [supervisor.status() for supervisor in self._supervisors]
        return [
            f"pad {status.port}: {status.alarm or status.reason}"
            for status in statuses
            if status.alarm or status.state not in well
        ]

    def _pressed(self, place: int, press: drivers.Press) -> None:
        with self._first:
            # One pad may be pressed twice where its profile says so; another one may not answer what was answered.
            if self._taken is not None and self._taken[0] == press.arming and self._taken[1] != place:
                return
            self._taken = (press.arming, place)
        self._post(LevelChosen(press.arming, LEVEL_OF_NUMBER[press.level], Input.BUTTON, self._ids.popleft()))
        self._ids.append(str(uuid.uuid4()))
