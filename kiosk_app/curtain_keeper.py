"""Keeps what the next start shows first (`curtain.py`).

It is written without a flush, a few seconds late at most: what is drawn after it comes from the outbox and the shelf.
"""

from __future__ import annotations

import binascii
import contextlib
import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk_app.core.resting import IdleScene, PausedScene, WelcomeScene
from kiosk_app.curtain import FILE, scene_of, sources
from kiosk_app.ui.assets import assets
from kiosk_app.ui.texts import Texts
from kiosk_app.ui.view import view

if TYPE_CHECKING:
    from kiosk_app.core.scene import Scene


class CurtainKeeper:
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
            # In ASCII: a hall's locale may write another encoding, which has not every name, and half a pair has none.
            part.write_text(json.dumps(written | {"drawn": _drawn(written)}), encoding="ascii")
            os.replace(part, self._path)
            self._kept = written


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
            "photo": binascii.b2a_base64(clerk.photo, newline=False).decode() if clerk.photo else None,
        },
    }


def _drawn(written: dict[str, Any]) -> dict[str, Any]:
    """What the QML will be told if the clerk is signed in still, and if not."""
    texts = Texts(assets() / "locale")
    scenes = {stays: scene_of(written, clerk_stays=stays, aside=False) for stays in (True, False)}
    views = {stays: view(scene, texts, lambda photo: "") for stays, scene in scenes.items()}
    return {"sources": sources(), "stays": views[True], "gone": views[False]}
