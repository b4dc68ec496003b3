"""Pictures of every scene, from the real views with demonstration data: for `hcp-kiosk scenes`."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.ui.samples import samples
from kiosk_app.ui.surroundings import settle

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication, QImage
    from PySide6.QtQuick import QQuickItem

    from kiosk_app.core.scene import Scene
    from kiosk_app.ui.window import Window

LOADING_SECONDS = 10.0
"""How long a picture inside a scene may take to be loaded; those of the samples take some milliseconds."""


class NoPicture(Exception):
    """A scene could not be drawn or written; says which and why."""


def render(
    out: Path,
    *,
    size: tuple[int, int] = (1080, 1920),
    language: str = "zh-CN",
    large: bool = False,
    low: bool = False,
    contrast: bool = False,
) -> list[Path]:
    """Write NAME.png for every scene into `out` (made if missing); the paths written. OSError, NoPicture.

    `size`: pixels, width by height. Makes its own application where the process has none; needs no screen.
    """
    # Drawn in memory: a picture must not depend on the size of the screen somebody happens to sit at.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    settle(os.environ)
    from PySide6.QtGui import QGuiApplication

    from kiosk_app.ui.window import Window, dress

    out.mkdir(parents=True, exist_ok=True)
    made = QGuiApplication.instance() is None
    app = QGuiApplication.instance() or QGuiApplication(["hcp-kiosk"])
    if not isinstance(app, QGuiApplication):
        raise TypeError("an application without a screen was made before this one")
    dress(app)
    # A cursor that blinks and a picture that fades would be caught in a different state each time.
    blinking = app.styleHints().cursorFlashTime()
    app.styleHints().setCursorFlashTime(0)
    window = Window(post=lambda event: None, new_id=lambda: "", motion=False)
    written = []
    try:
        window.view.resize(*size)
        window.view.show()
        for name, scene in samples(language=language, large=large, low=low, contrast=contrast).items():
            path = out / f"{name}.png"
            if not drawn(app, window, scene).save(str(path)):
                raise NoPicture(f"{path} could not be written: is there room, and may this user write there?")
            written.append(path)
    finally:
        window.close()
        app.processEvents()
        app.styleHints().setCursorFlashTime(blinking)
        del window
        if made:
            app.shutdown()
    return written


def drawn(app: QGuiApplication, window: Window, scene: Scene) -> QImage:
    """The scene as it stands once everything in it is loaded; NoPicture where that takes too long."""
    window.show(scene)
    until = time.monotonic() + LOADING_SECONDS
    before = None
    # A frame is what begins some of the loading, and what is loaded may begin more: until nothing changes any longer.
    while True:
        app.processEvents()
        picture = window.view.grabWindow()
        if picture == before and not _is_loading(window.view.contentItem()):
            return picture
        if time.monotonic() > until:
            raise NoPicture(f"a picture in {type(scene).__name__} is not loaded after {LOADING_SECONDS:.0f} s")
        before = picture


def _is_loading(item: QQuickItem) -> bool:
    """Whether a picture below this item is still on its way; one is often hidden until it is there."""
    # Its `status` is an enumeration that Python is not given.
    if item.inherits("QQuickImageBase"):
        return bool(item.property("source").toString()) and item.property("progress") < 1
    if not item.isVisible():
        return False
    # A notice says it itself.
    return bool(item.property("pending")) or any(_is_loading(child) for child in item.childItems())
