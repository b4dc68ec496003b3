"""The scenes of a terminal with no session open, apart from the others: the first frame needs only these."""

from __future__ import annotations

from dataclasses import dataclass, field


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


RestingScene = SetupScene | OutOfServiceScene | PausedScene | IdleScene

RESTING_NAMES: dict[type, str] = {
    SetupScene: "setup",
    OutOfServiceScene: "out_of_service",
    PausedScene: "paused",
    IdleScene: "idle",
}
