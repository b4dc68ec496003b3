"""What is shown: the scene on the screen and the cue on the pad, as values.

A scene says what, never how: the view lays it out, the pad turns a cue into its own bytes. Texts of the centre's
come resolved to the scene's language; the program's own texts are looked up by the view.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk_app.core.model import Level


class Cue(Enum):
    """What the pad says and shows."""

    OFF = "off"
    WELCOME = "welcome"
    ASK = "ask"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Frame:
    """What every scene has. `token` names the session it belongs to; touches bring it back."""

    token: int
    language: str
    languages: tuple[str, ...]
    large: bool
    hall: str = ""
    window: str = ""


@dataclass(frozen=True, slots=True)
class ClerkCard:
    """Who serves here. `photo`: JPEG or PNG bytes."""

    staff_no: str
    name: str
    title: str
    stars: int | None
    motto: str
    photo: bytes | None = field(default=None, repr=False)


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
class SetupScene:
    """Not set up yet: what a technician should do."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class OutOfServiceScene:
    """Ratings cannot be stored: says so, takes none."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class PausedScene:
    """暂停服务: nobody is signed in, or the clerk is on a break."""

    frame: Frame
    clerk: ClerkCard | None


@dataclass(frozen=True, slots=True)
class IdleScene:
    """Waiting: hall, window, clerk."""

    frame: Frame
    clerk: ClerkCard | None


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
    """The reasons of the chosen level. `expected`: a reason is asked for (never enforced). `undo`: still possible."""

    frame: Frame
    choice: Choice
    reasons: tuple[Reason, ...]
    expected: bool
    undo: bool
    has_text: bool


@dataclass(frozen=True, slots=True)
class TextScene:
    """A few words of the citizen's own, up to `limit` characters."""

    frame: Frame
    choice: Choice
    text: str = field(repr=False)
    limit: int = 150
    undo: bool = False


@dataclass(frozen=True, slots=True)
class ThanksScene:
    """Thanks, the same for every level."""

    frame: Frame
    undo: bool


Scene = (
    SetupScene | OutOfServiceScene | PausedScene | IdleScene | RatingScene | IndicatorsScene | TextScene | ThanksScene
)

SCENE_NAMES: dict[type, str] = {
    SetupScene: "setup",
    OutOfServiceScene: "out_of_service",
    PausedScene: "paused",
    IdleScene: "idle",
    RatingScene: "rating",
    IndicatorsScene: "indicators",
    TextScene: "text",
    ThanksScene: "thanks",
}
