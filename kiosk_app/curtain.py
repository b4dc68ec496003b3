"""The curtain: the resting scene as it was when the terminal ended, shown at once while everything else is loaded.

It is what the terminal will show a moment later: hall, window, and the clerk if the stop was short enough for the
clerk to be signed in still. A touch on it counts for nothing. It is written without a flush, a few seconds late at
most: what is drawn after it comes from the outbox and the shelf.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk_app.core.resting import ClerkCard, Frame, IdleScene, PausedScene, SetupScene, WelcomeScene

if TYPE_CHECKING:
    from kiosk_app.core.scene import Scene

FILE = "curtain.json"
NOBODYS = -1
"""The token that touches on the curtain bring back; no scene of the engine's has it."""
BEFORE_SETUP = ("zh-CN", "en")
EMBEDDED = "embedded"
"""The value of core.model.Role.EMBEDDED, which would cost the first frame its module."""


class Curtain:
    """Notes the resting scenes as they come and keeps the last one on the disk. Safe from any thread."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / FILE
        self._lock = threading.Lock()
        self._noted: IdleScene | PausedScene | WelcomeScene | None = None
        self._kept: dict[str, Any] | None = None

    def note(self, scene: Scene) -> None:
        """A scene is shown; only resting ones as nobody has altered them are of interest."""
        frame = scene.frame
        altered = frame.large or frame.low or frame.contrast or frame.guide or frame.language != frame.languages[0]
        if isinstance(scene, IdleScene | PausedScene | WelcomeScene) and not altered:
            with self._lock:
                self._noted = scene

    def keep(self) -> None:
        """Write what was noted last, if it is not on the disk yet. A disk that refuses costs only the curtain."""
        with self._lock:
            scene = self._noted
        if scene is None:
            return
        # Notices and the code for phones come and go; they are not on the curtain.
        written = _written(scene)
        if written == self._kept:
            return
        part = self._path.with_suffix(".part")
        with contextlib.suppress(OSError):
            part.write_text(json.dumps(written, ensure_ascii=False))
            os.replace(part, self._path)
            self._kept = written


def kept_scene(state_dir: Path, *, clerk_stays: bool, role: str, settled: bool) -> Scene:
    """What to show first; the setup scene where nothing is kept or it cannot be read.

    `role`: what this machine is where nothing is kept, or in any case if that is `settled` here.
    """
    embedded = role == EMBEDDED
    try:
        kept = json.loads((state_dir / FILE).read_bytes())
        given = kept["frame"]
        languages = tuple(given["languages"])
        aside = embedded if settled else bool(given.get("aside"))
        frame = Frame(NOBODYS, languages[0], languages, False, given["hall"], given["window"], aside=aside)
        if kept["name"] == "welcome":
            return WelcomeScene(frame, kept["targets"] is True)
        clerk = _clerk(kept["clerk"]) if clerk_stays else None
        if kept["name"] == "idle" and (clerk is not None or kept["clerk"] is None):
            return IdleScene(frame, clerk)
        return PausedScene(frame, clerk)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return SetupScene(Frame(NOBODYS, BEFORE_SETUP[0], BEFORE_SETUP, False, aside=embedded))


def _written(scene: IdleScene | PausedScene | WelcomeScene) -> dict[str, Any]:
    frame = scene.frame
    where = {"languages": frame.languages, "hall": frame.hall, "window": frame.window, "aside": frame.aside}
    shown: dict[str, Any] = {"frame": where}
    if isinstance(scene, WelcomeScene):
        return shown | {"name": "welcome", "targets": scene.targets}
    clerk = scene.clerk
    return shown | {
        "name": "idle" if isinstance(scene, IdleScene) else "paused",
        "clerk": clerk
        and {
            "staffNo": clerk.staff_no,
            "name": clerk.name,
            "title": clerk.title,
            "stars": clerk.stars,
            "motto": clerk.motto,
            "photo": base64.b64encode(clerk.photo).decode() if clerk.photo else None,
        },
    }


def _clerk(kept: dict[str, Any] | None) -> ClerkCard | None:
    if kept is None:
        return None
    photo = base64.b64decode(kept["photo"]) if kept["photo"] else None
    return ClerkCard(kept["staffNo"], kept["name"], kept["title"], kept["stars"], kept["motto"], photo)
