"""The scenes of a terminal with no session open, apart from the others: the first frame needs only these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk_app.core.board import Poster, Published


@dataclass(frozen=True, slots=True)
class Frame:
    """What every scene has. `token` names the session it belongs to; touches bring it back.

    What this person asked for: `large`, `low` (all targets within a wheelchair's reach), `contrast`, `guide` (speaks
    what is under the finger). `offline`: the centre is not reached; nothing changes for the citizen. `ends`: when the
    scene's time is over unless it is touched, in the seconds of `Moment.mono`; None where nothing runs out. `span`:
    the whole of that time, in seconds. `finish`: who is here can end it with one touch, so that nothing stays on show.
    `aside`: nobody is to see it, a host application has the screen.
    """

    token: int
    language: str
    languages: tuple[str, ...]
    large: bool
    hall: str = ""
    window: str = ""
    low: bool = False
    contrast: bool = False
    guide: bool = False
    offline: bool = False
    ends: float | None = None
    span: float = 0.0
    finish: bool = False
    aside: bool = False


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
    """Waiting: hall, window, clerk; the address of the page for rating by phone ("" = none), notices, results."""

    frame: Frame
    clerk: ClerkCard | None
    phone: str = ""
    posters: tuple[Poster, ...] = ()
    published: Published | None = None


@dataclass(frozen=True, slots=True)
class WelcomeScene:
    """A hall kiosk at rest: find a case, rate without one (`targets`: there are some), what became of a rating."""

    frame: Frame
    targets: bool = False
    posters: tuple[Poster, ...] = ()
    published: Published | None = None


@dataclass(frozen=True, slots=True)
class CleaningScene:
    """The glass is being wiped: no touch counts until `frame.ends`."""

    frame: Frame


RESTING_NAMES: dict[type, str] = {
    SetupScene: "setup",
    OutOfServiceScene: "out_of_service",
    PausedScene: "paused",
    IdleScene: "idle",
    WelcomeScene: "welcome",
    CleaningScene: "cleaning",
}
