"""The pads as the engine sees them: presses become events, cues become wishes of the drivers."""

from __future__ import annotations

import functools
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import device_drivers as drivers
from kiosk_app.core.messages import Event, LevelChosen
from kiosk_app.core.model import Input, Level
from kiosk_app.core.scene import Cue
from kiosk_app.core.technician import PadReport
from kiosk_app.runtime.pad_ear import Ear
from kiosk_app.runtime.rating_id import new_rating_id

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


@dataclass(frozen=True, slots=True)
class _Pad:
    """`plain`: its profile as the settings have it; `learnt`: another map of keys is in force; `unfit`: why not."""

    supervisor: drivers.PadSupervisor
    ear: Ear
    plain: drivers.Profile
    learnt: bool
    unfit: str


class Pads:
    """All pads of one terminal; several act as one: of an asking the first press counts, whichever pad it is on.

    A lesson asks under numbers below zero, which no session has: such presses go nowhere, whenever they come.
    `learnt(port, profile)`: what was found out at the glass of a pad's keys; it stands in place of the settings', since
    it is what the device really sends.
    """

    def __init__(
        self,
        wishes: Iterable[PadWish],
        *,
        post: Callable[[Event], None],
        learnt: Callable[[str, str], Mapping[str, int]] = lambda port, profile: {},
    ) -> None:
        self._post = post
        self._first = threading.Lock()
        self._taken: tuple[int, int] | None = None  # the last asking that was answered, and by which pad
        # Made beforehand: the system's randomness lets other threads run, and a press would wait for them.
        self._ids = deque(new_rating_id() for _ in range(SPARE_IDS))
        self._showing = threading.Lock()
        self._wanted: tuple[Cue, int | None] = (Cue.OFF, None)  # what the engine wants shown
        self._taught: int | None = None  # the pad that has a lesson
        self._lesson_asking = 0
        self._pads: list[_Pad] = []
        for place, wish in enumerate(wishes):
            plain = drivers.load(wish.profile).with_keys(wish.keys).with_texts(wish.texts)
            found = learnt(wish.port, plain.name)
            profile, unfit = _by_what_was_learnt(plain, found)
            ear = Ear()
            supervisor = drivers.PadSupervisor(
                profile,
                wish.port,
                on_press=functools.partial(self._pressed, place),
                on_state=lambda status: None,
                tap=ear,
            )
            self._pads.append(_Pad(supervisor, ear, plain, bool(found) and not unfit, unfit))
        self._supervisors = [pad.supervisor for pad in self._pads]

    def start(self) -> None:
        """Begin to look for the ports; never fails."""
        for supervisor in self._supervisors:
            supervisor.start()

    def end(self) -> None:
        """Have the pads go dark, all at the same time, and let go of the ports; does not wait for it."""
        for supervisor in self._supervisors:
            supervisor.end()

    def stop(self) -> None:
        """The same, and wait for it, two seconds at most."""
        self.end()
        for supervisor in self._supervisors:
            supervisor.stop()

    def show(self, cue: Cue, arming: int | None) -> None:
        """From now on: what the pads say, and the token their presses bring back. Ends a lesson."""
        with self._showing:
            self._wanted, self._taught = (cue, arming), None
            for supervisor in self._supervisors:
                supervisor.show(drivers.Cue(cue.value), arming)

    def reports(self) -> list[PadReport]:
        """Each pad as a technician sees it, in the order of the settings."""
        return [_report(pad) for pad in self._pads]

    def listen(self, on_key: Callable[[int, str, float], None] | None) -> None:
        """Have every key that goes down told (pad's place, key, seconds), on the pad's thread; None ends it."""
        for place, pad in enumerate(self._pads):
            pad.ear.listen(None if on_key is None else functools.partial(self._heard, on_key, place))

    def teach(self, place: int) -> None:
        """Have this pad send keys that rate nothing, until `dismiss` or until the engine wants something shown."""
        with self._showing:
            self._taught = place
            self._ask()

    def dismiss(self) -> None:
        """The lesson is over."""
        with self._showing:
            if self._taught is not None:
                cue, arming = self._wanted
                self._supervisors[self._taught].show(drivers.Cue(cue.value), arming)
                self._taught = None

    def adopt(self, place: int, learnt: Mapping[str, int]) -> str:
        """From the next press on these keys count as learnt, {} for as in the settings; "" or why they do not fit."""
        pad = self._pads[place]
        profile, unfit = _by_what_was_learnt(pad.plain, learnt)
        if not unfit:
            pad.supervisor.adopt(profile)
            self._pads[place] = replace(pad, learnt=bool(learnt), unfit="")
        return unfit

    def status(self) -> dict[str, str]:
        """State and profile of the pad; of several, of the one that is worst off, for it is the one to look at."""
        order = [state.value for state in (drivers.PortState.DISABLED, drivers.PortState.READY)]
        statuses = sorted(
            (supervisor.status() for supervisor in self._supervisors),
            key=lambda status: order.index(status.state.value) if status.state.value in order else len(order),
        )
        if not statuses:
            return {"state": drivers.PortState.DISABLED.value, "profile": ""}
        worst = statuses[-1]
        return {"state": worst.state.value, "profile": worst.profile}

    def problems(self) -> list[str]:
        """What a technician should look at, a line a pad that is not well."""
        well = (drivers.PortState.READY, drivers.PortState.DISABLED)
        statuses = [supervisor.status() for supervisor in self._supervisors]
        return [
            f"pad {status.port}: {status.alarm or status.reason}"
            for status in statuses
            if status.alarm or status.state not in well
        ] + [pad.unfit for pad in self._pads if pad.unfit]

    def _heard(self, on_key: Callable[[int, str, float], None], place: int, key: str, at: float) -> None:
        with self._showing:
            if place == self._taught:
                self._ask()  # anew, so that a pad that sends one key an asking goes on
        on_key(place, key, at)

    def _ask(self) -> None:
        """Under the lock."""
        if self._taught is not None:
            self._lesson_asking -= 1
            self._supervisors[self._taught].show(drivers.Cue.ASK, self._lesson_asking)

    def _pressed(self, place: int, press: drivers.Press) -> None:
        if press.arming < 0:
            return  # a lesson's
        with self._first:
            # One pad may be pressed twice where its profile says so; another one may not answer what was answered.
            if self._taken is not None and self._taken[0] == press.arming and self._taken[1] != place:
                return
            self._taken = (press.arming, place)
        self._post(LevelChosen(press.arming, LEVEL_OF_NUMBER[press.level], Input.BUTTON, self._ids.popleft()))
        self._ids.append(new_rating_id())


def _by_what_was_learnt(plain: drivers.Profile, learnt: Mapping[str, int]) -> tuple[drivers.Profile, str]:
    """The profile with these keys and no other, or as it was and why.

    A key that was not pressed when asked means nothing: who skips a level says that this pad has no key for it.
    """
    try:
        return plain.with_only_keys(learnt) if learnt else plain, ""
    except drivers.ProfileError as error:
        why = "; ".join(error.faults)
        return plain, f"pad {plain.name}: what was learnt of its keys does not fit ({why}): learn them anew"


def _report(pad: _Pad) -> PadReport:
    status, heard, profile = pad.supervisor.status(), pad.ear.so_far, pad.supervisor.profile
    keys = sorted(profile.keys.items(), key=lambda pair: (-pair[1], pair[0]))
    return PadReport(
        port=status.port,
        profile=profile.name,
        state=status.state.value,
        reason=status.alarm or status.reason,
        device=status.device,
        learnt=pad.learnt,
        keys=tuple((key, LEVEL_OF_NUMBER[level]) for key, level in keys),
        bytes_heard=heard.bytes_heard,
        keys_heard=heard.keys_heard,
        last_bytes=heard.last_bytes,
        last_key=heard.last_key,
    )
