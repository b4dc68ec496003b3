"""What is shown: the scene on the screen and the cue on the pad, as values.

A scene says what, never how: the view lays it out, the pad turns a cue into its own bytes. Texts of the centre's
come resolved to the scene's language; the program's own texts are looked up by the view.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from kiosk_app.core.resting import (
    RESTING_NAMES,
    ClerkCard,
    Frame,
    IdleScene,
    OutOfServiceScene,
    PausedScene,
    SetupScene,
)

if TYPE_CHECKING:
    from kiosk_app.core.model import Level


__all__ = [
    "SCENE_NAMES",
    "Choice",
    "ClerkCard",
    "Cue",
    "Frame",
    "IdleScene",
    "IndicatorsScene",
    "OutOfServiceScene",
    "PausedScene",
    "RatingScene",
    "Reason",
    "Scene",
    "SetupScene",
    "TextScene",
    "ThanksScene",
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
    **RESTING_NAMES,
    RatingScene: "rating",
    IndicatorsScene: "indicators",
    TextScene: "text",
    ThanksScene: "thanks",
}
