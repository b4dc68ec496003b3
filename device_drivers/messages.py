"""What the drivers and their users say to each other: a press, a wish, a status. Plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Cue(StrEnum):
    """What the pad should be showing; a level, not an edge: it is drawn again whenever the pad comes back."""

    OFF = "off"  # nothing is asked, nobody is signed in
    WELCOME = "welcome"  # idle, a clerk is signed in
    ASK = "ask"  # a rating is asked: the only cue during which a press counts
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Show:
    """A wish: the cue, and for ASK the token of the asking that a press will carry."""

    cue: Cue
    arming: int | None = None

    def __post_init__(self) -> None:
        if (self.cue is Cue.ASK) != (self.arming is not None):
            raise ValueError("an arming belongs to Cue.ASK and to nothing else")


class Press(NamedTuple):
    """One press that counts: the key as the profile names it, its level 1..5 (5 = best), the arming during
    which its byte was read, and when that was (seconds of the supervisor's clock)."""

    key: str
    level: int
    arming: int
    at: float


class PortState(StrEnum):
    """Where a device on a port stands; every state comes with a reason in words."""

    DISABLED = "disabled"  # no port was given, not started yet, or stopped
    SEARCHING = "searching"  # has never been open: the port is absent, ambiguous, denied or busy
    OPENING = "opening"
    PROBING = "probing"  # open, asked whether anyone is there
    READY = "ready"
    DEGRADED = "degraded"  # open, but something is wrong: no answer, a stuck key, bytes going astray
    LOST = "lost"  # was open and went away; comes back by itself


class Counts(NamedTuple):
    """What became of the key frames since the start; all but `presses` were not rated."""

    presses: int = 0  # reported
    unarmed: int = 0  # while nothing was asked, or after the arming window
    surplus: int = 0  # after the one press of an arming
    bounces: int = 0  # within the dead time after an edge of the same key
    stuck: int = 0  # from a key that repeats by itself
    unrated: int = 0  # from keys that mean no level


NO_COUNTS = Counts()


@dataclass(frozen=True, slots=True)
class PadStatus:
    """How a pad is: state and reason, the port that was asked for and the device found, what was counted."""

    state: PortState
    reason: str
    profile: str
    port: str
    device: str = ""  # the real path behind the port; "" while none is open
    alarm: str = ""  # "" or what needs a technician although the pad may still work
    counts: Counts = NO_COUNTS
    noise: int = 0  # bytes that belonged to nothing
    opened: int = 0  # times the port has been opened
