"""The curtain: the resting scene as it was when the terminal ended, shown at once while everything else is loaded.

It is what the terminal will show a moment later: hall, window, and the clerk if the stop was short enough for the
clerk to be signed in still. A touch on it counts for nothing. `curtain_keeper.py` keeps it twice: as the values of a
scene, and as these very sources draw them, so that the first frame waits neither for the classes of the scenes nor for
the catalogues (7 ms). Other sources, as after an update, go by the values.
"""

from __future__ import annotations

import binascii
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk_app import __version__
from kiosk_app.ui.screen import Drawn

if TYPE_CHECKING:
    from kiosk_app.core.resting import ClerkCard
    from kiosk_app.core.scene import Scene

FILE = "curtain.json"
NOBODYS = -1
"""The token that touches on the curtain bring back; no scene of the engine's has it."""
BEFORE_SETUP = ("zh-CN", "en")
EMBEDDED = "embedded"
"""The value of core.model.Role.EMBEDDED, which would cost the first frame its module."""
VIEW = Path(__file__).with_name("ui") / "view.py"
WRONG = (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError)
"""What reading a file raises that somebody else wrote, or half of it."""


def kept_curtain(state_dir: Path, *, clerk_stays: bool, role: str, settled: bool) -> Drawn | Scene:
    """What to show first; the setup scene where nothing is kept or it cannot be read.

    `role`: what this machine is where nothing is kept, or in any case if that is `settled` here.
    """
    embedded = role == EMBEDDED
    try:
        kept = json.loads((state_dir / FILE).read_bytes())
        # Who stands aside is not on the glass at all; the stage door asks the scene.
        aside = embedded if settled else bool(kept["frame"].get("aside"))
        return (None if aside else _drawn(kept, clerk_stays)) or scene_of(kept, clerk_stays=clerk_stays, aside=aside)
    except WRONG:
        from kiosk_app.core.resting import Frame, SetupScene

        return SetupScene(Frame(NOBODYS, BEFORE_SETUP[0], BEFORE_SETUP, False, aside=embedded))


def _drawn(kept: dict[str, Any], clerk_stays: bool) -> Drawn | None:
    """As it was drawn, if these sources did it."""
    drawn = kept.get("drawn")
    if drawn is None or drawn["sources"] != sources():
        return None
    view = drawn["stays" if clerk_stays else "gone"]
    return Drawn(view, _photo(kept["clerk"]) if view.get("clerk") is not None else None)


def scene_of(kept: dict[str, Any], *, clerk_stays: bool, aside: bool) -> Scene:
    """The scene of these values; one of WRONG where they are none."""
    from kiosk_app.core.resting import Frame, IdleScene, PausedScene, WelcomeScene

    given = kept["frame"]
    languages = tuple(given["languages"])
    frame = Frame(NOBODYS, languages[0], languages, False, given["hall"], given["window"], aside=aside)
    if kept["name"] == "welcome":
        return WelcomeScene(frame, kept["targets"] is True)
    clerk = _clerk(kept["clerk"]) if clerk_stays else None
    if kept["name"] == "idle" and (clerk is not None or kept["clerk"] is None):
        return IdleScene(frame, clerk)
    return PausedScene(frame, clerk)


def sources() -> str:
    """Whose drawing it is: in another version the QML is told other things."""
    try:
        return f"{__version__} {os.stat(VIEW).st_mtime_ns}"
    except OSError:
        return __version__  # installed without its sources


def _clerk(kept: dict[str, Any] | None) -> ClerkCard | None:
    if kept is None:
        return None
    from kiosk_app.core.resting import ClerkCard

    return ClerkCard(kept["staffNo"], kept["name"], kept["title"], kept["stars"], kept["motto"], _photo(kept))


def _photo(kept: dict[str, Any]) -> bytes | None:
    return binascii.a2b_base64(kept["photo"]) if kept["photo"] else None
