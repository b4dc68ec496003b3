"""Pictures of every scene, from the real views with demonstration data: for `hcp-kiosk scenes`."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk_app.ui.samples import samples


class NoPicture(Exception):
    """A scene could not be drawn or written; says which and why."""


def render(
    out: Path, *, size: tuple[int, int] = (1080, 1920), language: str = "zh-CN", large: bool = False
) -> list[Path]:
    """Write NAME.png for every scene into `out` (made if missing); the paths written. OSError, NoPicture.

    `size`: pixels, width by height. Makes its own application where the process has none; needs no screen.
    """
    # Drawn in memory: a picture must not depend on the size of the screen somebody happens to sit at.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    from PySide6.QtGui import QGuiApplication

    from kiosk_app.ui.window import Window, dress

    out.mkdir(parents=True, exist_ok=True)
    made = QGuiApplication.instance() is None
    app = QGuiApplication.instance() or QGuiApplication(["hcp-kiosk"])
    if not isinstance(app, QGuiApplication):
        raise TypeError("an application without a screen was made before this one")
    dress(app)
    window = Window(post=lambda event: None, new_id=lambda: "")
    written = []
    try:
        window.view.resize(*size)
        window.view.show()
        for name, scene in samples(language=language, large=large).items():
            window.show(scene)
            app.processEvents()
            path = out / f"{name}.png"
            if not window.view.grabWindow().save(str(path)):
                raise NoPicture(f"{path} could not be written: is there room, and may this user write there?")
            written.append(path)
    finally:
        window.close()
        app.processEvents()
        del window
        if made:
            app.shutdown()
    return written
