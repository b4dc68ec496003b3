"""What can happen to a pad, and where the conversation with it stands: values that `conversation` turns over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import NamedTuple

from device_drivers.frames import Answer, Held, KeyFrame, Sign
from device_drivers.messages import NO_COUNTS, Counts, Cue, Press, Show

NOTHING = Show(Cue.OFF)


@dataclass(frozen=True, slots=True)
class Opened:
    """The port was opened: nothing is known of the pad behind it."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Commands could not be written and were dropped: what the pad shows is unknown."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A command that is always answered was not: what the pad shows is unknown, if it is there."""


Input = Opened | Tick | Dropped | Unanswered | Show | KeyFrame | Held | Answer | Sign


class Presence(Enum):
    """What is known of the pad behind the open port."""

    ASKED = auto()  # probed, no sign yet
    PRESENT = auto()
    SILENT = auto()  # enough probes went unanswered


# Key, Talk and Outcome are tuples: a press's way makes one of each, and a copy of a frozen dataclass costs thrice that.


class Key(NamedTuple):
    """What one key has been doing."""

    edge: float | None = None  # when its last edge was taken; the dead time begins there
    seen: float = 0.0  # when its last frame came
    unasked: int = 0  # frames in a row, close together, that were no press
    stuck: bool = False  # it repeats by itself
    down: float | None = None  # since when, where the device says when it goes up
    held: bool = False  # it has been down for longer than any hand holds it


UNTOUCHED = Key()
_NO_KEYS: Mapping[str, Key] = MappingProxyType({})


class Talk(NamedTuple):
    """Where the conversation stands."""

    show: Show = NOTHING  # what is wanted
    armed_at: float = 0.0  # when the present arming began
    spent: int | None = None  # the last arming that has had its press
    drawn: Show | None = None  # what the pad was last told; None = nothing since the port was opened
    disarmed: bool = False  # the pad is known to be disarmed
    presence: Presence = Presence.ASKED
    answered: bool = False  # it has answered a probe since the port was opened or since it fell silent
    unanswered: int = 0  # probes in a row
    probe_at: float | None = None  # when to probe next, or when the answer is overdue
    waiting: bool = False  # a probe is under way
    keys: Mapping[str, Key] = _NO_KEYS
    counts: Counts = NO_COUNTS


class Outcome(NamedTuple):
    """The next state, the press if there was one that counts, and commands to send at once."""

    talk: Talk
    press: Press | None = None
    send: tuple[str, ...] = ()
