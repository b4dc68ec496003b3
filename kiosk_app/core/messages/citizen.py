"""Events of a citizen who rates. `token`: the session a touch or press was meant for."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk_app.core.model import Aid, Contact, Input, Level


@dataclass(frozen=True, slots=True)
class ScreenTouched:
    """Somebody touched the glass, anywhere."""

    token: int


@dataclass(frozen=True, slots=True)
class LevelChosen:
    """A face was tapped or a key pressed. The rating's id is born here."""

    token: int
    level: Level = field(repr=False)
    input: Input
    rating_id: str


@dataclass(frozen=True, slots=True)
class RatingDeclined:
    """“Not now”: stores no level."""

    token: int


@dataclass(frozen=True, slots=True)
class LevelUndone:
    """The citizen wants to choose again."""

    token: int


@dataclass(frozen=True, slots=True)
class IndicatorToggled:
    """A reason was chosen or taken back."""

    token: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TextOpened:
    """The citizen wants to write something."""

    token: int


@dataclass(frozen=True, slots=True)
class TextEntered:
    """The citizen left the text page, with what stands on it."""

    token: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContactOpened:
    """The citizen wants to leave a way to be reached."""

    token: int


@dataclass(frozen=True, slots=True)
class ContactEntered:
    """The citizen left the contact page, with what stands on it."""

    token: int
    contact: Contact = field(repr=False)


@dataclass(frozen=True, slots=True)
class DutyOpened:
    """The citizen asks about the duty manager."""

    token: int


@dataclass(frozen=True, slots=True)
class DutyLeft:
    """Back from there without calling anybody."""

    token: int


@dataclass(frozen=True, slots=True)
class DutyCalled:
    """The citizen wants the duty manager to come. The call's id is born here."""

    token: int
    duty_call_id: str


@dataclass(frozen=True, slots=True)
class DetailFinished:
    """Submit or skip: the citizen is done. `text` None: as it was."""

    token: int
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """Another language, for this session."""

    token: int
    language: str


@dataclass(frozen=True, slots=True)
class AidToggled:
    """An aid was asked for, or is no longer wanted, for this session."""

    token: int
    aid: Aid


@dataclass(frozen=True, slots=True)
class PrintAsked:
    """The citizen wants the receipt on paper."""

    token: int
