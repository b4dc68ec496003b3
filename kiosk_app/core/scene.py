"""What is shown: the scene on the screen and the cue on the pad, as values.

A scene says what, never how: the view lays it out, the pad turns a cue into its own bytes. Texts of the centre's
come resolved to the scene's language; the program's own texts are looked up by the view.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from kiosk_app.core.board import Poster, Published, Tally
from kiosk_app.core.case import Printing
from kiosk_app.core.hall_scene import (
    HALL_NAMES,
    CaseScene,
    FindScene,
    HallScene,
    ReceiptAskScene,
    ReceiptScene,
    SeekingScene,
    TargetsScene,
    WelcomeScene,
)
from kiosk_app.core.resting import (
    RESTING_NAMES,
    CleaningScene,
    ClerkCard,
    Frame,
    IdleScene,
    OutOfServiceScene,
    PausedScene,
    SetupScene,
)

if TYPE_CHECKING:
    from kiosk_app.core.model import Level
    from kiosk_app.core.technician import Door, PadReport, Report


__all__ = [
    "HALL_NAMES",
    "SCENE_NAMES",
    "TECHNICIANS",
    "CaseScene",
    "Choice",
    "CleaningScene",
    "ClerkCard",
    "ContactScene",
    "Cue",
    "DoorScene",
    "DutyScene",
    "FindScene",
    "Frame",
    "HallScene",
    "IdleScene",
    "IndicatorsScene",
    "LapsedScene",
    "OutOfServiceScene",
    "PausedScene",
    "Poster",
    "Published",
    "RatingScene",
    "Reason",
    "ReceiptAskScene",
    "ReceiptScene",
    "Scene",
    "SeekingScene",
    "SetupScene",
    "Tally",
    "TargetsScene",
    "TechnicianPadScene",
    "TechnicianScene",
    "TextScene",
    "ThanksScene",
    "WelcomeScene",
]


class Cue(Enum):
    """What the pad says and shows."""

    OFF = "off"
    WELCOME = "welcome"
    ASK = "ask"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Choice:
    """One face: its level and the level's name in the scene's language."""

    level: Level
    name: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One indicator on offer."""

    code: str
    name: str
    chosen: bool
    more: bool


@dataclass(frozen=True, slots=True)
class RatingScene:
    """Five faces with words, and “not now”. `chosen`: on its way to the disk. `locked`: no touch counts."""

    frame: Frame
    choices: tuple[Choice, ...]
    task: str
    chosen: Level | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorsScene:
    """The reasons of the chosen level. `expected`: a reason is asked for (never enforced). `undo`: still possible.

    `contact`: a way to be reached can be left (there is a key to seal it with). `duty`: the duty manager can be called.
    """

    frame: Frame
    choice: Choice
    reasons: tuple[Reason, ...]
    expected: bool
    undo: bool
    has_text: bool
    contact: bool = False
    has_contact: bool = False
    duty: bool = False
    duty_called: bool = False


@dataclass(frozen=True, slots=True)
class TextScene:
    """A few words of the citizen's own, up to `limit` characters."""

    frame: Frame
    choice: Choice
    text: str = field(repr=False)
    limit: int = 150
    undo: bool = False


@dataclass(frozen=True, slots=True)
class ContactScene:
    """How the citizen can be reached, with consent. What stands on it is personal: memory only, sealed before the disk.

    `consent`: the centre's words in the scene's language. `named`: the unit may learn who rated.
    """

    frame: Frame
    choice: Choice
    consent: str
    name: str = field(default="", repr=False)
    mobile: str = field(default="", repr=False)
    agreed: bool = False
    named: bool = False
    undo: bool = False


@dataclass(frozen=True, slots=True)
class DutyScene:
    """Whether the hall's duty manager is to come; `called`: on the way."""

    frame: Frame
    choice: Choice
    called: bool = False
    undo: bool = False


@dataclass(frozen=True, slots=True)
class ThanksScene:
    """Thanks, the same for every level.

    `receipt`: the centre's number where it has come, else the short code of the rating's id; "" where there is none.
    `promise`: the working day by which low ratings are answered; shown to everybody, so that it tells nobody the level.
    Where that day is not known, None, and `within` says how many working days it takes; 0: nothing is promised.
    """

    frame: Frame
    undo: bool
    receipt: str = ""
    promise: date | None = None
    within: int = 0
    printing: Printing = Printing.NONE


@dataclass(frozen=True, slots=True)
class LapsedScene:
    """The time is over and nothing was recorded: said for a moment, so that nobody wonders."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class DoorScene:
    """The technician's PIN page. `frame.ends`: until when no PIN is looked at."""

    frame: Frame
    door: Door


@dataclass(frozen=True, slots=True)
class TechnicianScene:
    """The terminal as its technician sees it; None before the first report. `clean`: the glass can be wiped now."""

    frame: Frame
    report: Report | None
    clean: bool = True


@dataclass(frozen=True, slots=True)
class TechnicianPadScene:
    """One pad, live, and the lesson in what its keys mean. `place` of `count` pads; None where there is none."""

    frame: Frame
    pad: PadReport | None
    place: int = 0
    count: int = 0


Scene = (
    SetupScene
    | OutOfServiceScene
    | PausedScene
    | IdleScene
    | CleaningScene
    | RatingScene
    | IndicatorsScene
    | TextScene
    | ContactScene
    | DutyScene
    | ThanksScene
    | LapsedScene
    | DoorScene
    | TechnicianScene
    | TechnicianPadScene
    | HallScene
)

TECHNICIANS = (DoorScene, TechnicianScene, TechnicianPadScene)

SCENE_NAMES: dict[type, str] = {
    **RESTING_NAMES,
    RatingScene: "rating",
    IndicatorsScene: "indicators",
    TextScene: "text",
    ContactScene: "contact",
    DutyScene: "duty",
    ThanksScene: "thanks",
    LapsedScene: "lapsed",
    DoorScene: "door",
    TechnicianScene: "technician",
    TechnicianPadScene: "technician_pad",
    **HALL_NAMES,
}
