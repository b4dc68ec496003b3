"""What the technician's screen shows and can be asked for, as values. The only place where a pad's keys have words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk_app.core.model import Level


class Sheet(Enum):
    """Which of the pages is open."""

    OVERVIEW = "overview"
    PAD = "pad"


class Wish(Enum):
    """What a technician can ask for at the glass."""

    OVERVIEW = "overview"
    PAD = "pad"
    NEXT_PAD = "next_pad"
    LEARN = "learn"
    SKIP = "skip"
    STOP = "stop"
    FORGET = "forget"
    LEAVE = "leave"


class Came(Enum):
    """What came of a key during a lesson."""

    TAKEN = "taken"
    BOUNCED = "bounced"
    CONTRADICTS = "contradicts"
    SKIPPED = "skipped"
    CONFIRMED = "confirmed"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Door:
    """How the PIN page stands. `has_pin`: one has been made, else nobody can come in here; `wrong`: the last one was;
    `shut_until`: no PIN is looked at before (seconds of `Moment.mono`)."""

    has_pin: bool = True
    wrong: bool = False
    opened: bool = False
    shut_until: float | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A pad is being learnt, or has just been. `asked`: the level whose key is wanted, None when it is over;
    `again`: for the second time; `came`: what came of `key`, which means `meant` already."""

    asked: Level | None = None
    again: bool = False
    keys: tuple[tuple[str, Level], ...] = field(default=(), repr=False)
    came: Came | None = None
    key: str = ""
    meant: Level | None = None
    bounces: int = 0
    contradictions: int = 0
    kept: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PadReport:
    """One pad: what it is, how it is, what it has sent since the page is open, and what its keys mean."""

    port: str
    profile: str
    state: str
    reason: str
    device: str = ""
    learnt: bool = False
    keys: tuple[tuple[str, Level], ...] = ()
    bytes_heard: int = 0
    keys_heard: int = 0
    last_bytes: str = field(default="", repr=False)
    last_key: str = field(default="", repr=False)
    lesson: Lesson | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The terminal as its technician sees it. `clock`: how far `time` can be trusted, as in a
    `Moment`; `counter`: the interface's address."""

    version: str = ""
    problems: tuple[str, ...] = ()
    line: str = "unknown"
    unsent: int = 0
    parked: int = 0
    held: int = 0
    oldest_seconds: float | None = None
    counter: str = ""
    time: str = ""
    clock: str = "unknown"
    device_id: str = ""
    pads: tuple[PadReport, ...] = ()
