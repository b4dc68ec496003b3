"""The nouns of the domain, as frozen values.

A level is a named member, never a number: the numbering differs between standards, pads and stores
(GB/T 39046 counts the other way round), so a number exists only at a border.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from kiosk_app.core.case import Target


class Level(Enum):
    """One of the five answers, best first."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


LEVELS: tuple[Level, ...] = tuple(Level)

LOW_LEVELS: frozenset[Level] = frozenset({Level.DISSATISFIED, Level.VERY_DISSATISFIED})
"""差评, as the scheme counts: what somebody has to answer for."""


class Role(Enum):
    """Where the terminal stands."""

    COUNTER = "counter"
    HALL = "hall"
    EMBEDDED = "embedded"


class Aid(Enum):
    """What a person can ask of the screen, for this session.

    Large type, everything in low reach, high contrast, a guide that speaks what is under the finger.
    """

    LARGE = "large"
    LOW = "low"
    CONTRAST = "contrast"
    GUIDE = "guide"


class Input(Enum):
    """How the final level was given."""

    TOUCH = "touch"
    BUTTON = "button"
    REMOTE = "remote"


class Fate(Enum):
    """Where an invitation stands; the last five are final."""

    OFFERED = "offered"
    SEEN = "seen"
    RATED = "rated"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    FAULT = "fault"

    @property
    def final(self) -> bool:
        """Whether nothing follows it."""
        return self not in (Fate.OFFERED, Fate.SEEN)


Names = Mapping[str, str]
"""A text by language tag, as the centre sends it: {"zh-CN": "…", "en": "…"}."""


def name_in(names: Names, language: str) -> str:
    """The text in `language`, else in Chinese, else any; "" where there is none."""
    return names.get(language) or names.get("zh-CN") or next(iter(names.values()), "")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant and what is known about the clock at it.

    `mono`: seconds since boot (CLOCK_BOOTTIME). `instant_ms`: milliseconds since 1970 by the best clock known.
    `offset_ms`: centre − device. `trust`: synced | drifting | unknown. `offline`: no answer of the centre within
    the last two heartbeats.
    """

    mono: float
    instant_ms: int
    offset_ms: int = 0
    trust: str = "unknown"
    boot_id: str = ""
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Binding:
    """Where the device stands, as the centre decided; None where the centre says nothing."""

    hall_code: str | None = None
    hall_name: str | None = None
    area_code: str | None = None
    dept_code: str | None = None
    org_name: str | None = None
    win_no: str | None = None
    win_name: str | None = None


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds, fractional ones too."""

    invitation: float = 60.0
    detail: float = 45.0
    thanks: float = 4.0


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The centre's public key for personal data; `public_key` is the decoded bytes."""

    key_id: str
    algorithm: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class Consent:
    """What a citizen is asked to agree to before anything personal is taken, in the centre's words."""

    version: str
    texts: Names


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a citizen agreed to: the words as they were shown, and when."""

    text: str
    version: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Indicator:
    """A reason under a level. `more`: shown behind “more” (`expandNorm`)."""

    code: str
    level: Level
    names: Names
    more: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Levels, indicators and limits, versioned by the centre. `expected_for`: levels where a reason is asked for."""

    version: str
    level_names: Mapping[Level, Names]
    indicators: tuple[Indicator, ...]
    text_limit: int = 150
    expected_for: frozenset[Level] = frozenset()

    def indicators_of(self, level: Level) -> tuple[Indicator, ...]:
        """The indicators of one level, in the form's order."""
        return tuple(indicator for indicator in self.indicators if indicator.level is level)


@dataclass(frozen=True, slots=True)
class Results:
    """A month's results as the centre published them. `period`: "2026-10". `counts`: every level has one."""

    period: str
    unit: str
    counts: Mapping[Level, int]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the centre decided for this device. One session keeps the one it began with.

    `sealing_key`: the one in force; once with the core, enrolment's where the centre's configuration has none.
    """

    version: str
    binding: Binding
    role: Role
    languages: tuple[str, ...]
    timeouts: Timeouts
    undo_seconds: float
    form_version: str
    form_url: str
    heartbeat_seconds: float
    sealing_key: SealingKey | None = None
    consent: Consent | None = None
    duty_call: bool = False
    answer_within_working_days: int | None = None
    rating_page: str | None = None
    targets: tuple[Target, ...] = ()
    notices: tuple[Mapping[str, object], ...] = ()
    published: Results | None = None


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who is signed in at the counter. `photo`: JPEG or PNG bytes."""

    staff_no: str
    name: str
    title: str = ""
    stars: int | None = None
    motto: str = ""
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """What is rated once: one step of a case, first rating or append."""

    project_no: str | None
    service_number: int
    assess_number: int = 1


@dataclass(frozen=True, slots=True)
class Invitation:
    """A request to rate one step of a case, or a `target` without one. `own`: the citizen's, made at this glass.

    `applicant` is personal data: memory only, never shown in a log.
    """

    invitation_id: str
    case: Case
    task_code: str | None = None
    task_name: str | None = None
    task_type: str | None = None
    pro_status: str | None = None
    timeout_seconds: float | None = None
    applicant: Mapping[str, str] | None = field(default=None, repr=False)
    target: Target | None = None
    own: bool = False

    @property
    def title(self) -> str:
        """What is rated, in the words it came with; "" where it has none."""
        return self.task_name or (self.target.name if self.target else "")


@dataclass(frozen=True, slots=True)
class Contact:
    """How a citizen can be reached, as typed. Personal: memory only. `agreed`: to the consent shown; `named`: the unit
    may learn who rated."""

    name: str = field(default="", repr=False)
    mobile: str = field(default="", repr=False)
    agreed: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """What is known of one rating so far; number and chain come at release. `tapped`: the moment of the tap.

    `contact` is there only with the `agreement` to it. Personal, like the text: memory only, sealed before the disk.
    """

    rating_id: str
    invitation: Invitation
    level: Level = field(repr=False)
    input: Input
    tapped: Moment
    staff_no: str | None
    configuration: Configuration = field(repr=False)
    form_version: str
    indicators: tuple[str, ...] = field(default=(), repr=False)
    text: str = field(default="", repr=False)
    complete: bool = False
    contact: Contact | None = field(default=None, repr=False)
    agreement: Agreement | None = None
    duty_called: bool = field(default=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of an invitation, for the centre. Final fates only."""

    invitation: Invitation
    fate: Fate
    offered: Moment
    ended: Moment
