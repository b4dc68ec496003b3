"""A process that says `frame` when its first frame has been painted, and ends: `terminal CONFIG` or `empty`."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path


def say() -> None:
    """The mark the benchmark waits for."""
    os.write(1, b"frame\n")


def terminal(config: str) -> None:
    """The terminal as `hcp-kiosk run` starts it, up to the first frame of the idle scene."""
    gc.disable()
    from kiosk_app import __main__, app

    def first(run: app.Run) -> None:
        say()
        try:
            look()
        except Exception as error:  # noqa: BLE001  # within Qt it would be printed and forgotten
            os.write(2, repr(error).encode())
            os._exit(1)
        os._exit(0)

    def look() -> None:
        """That it was the frame meant, once it is said."""
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtQuick import QQuickView

        (view,) = (window for window in QGuiApplication.allWindows() if isinstance(window, QQuickView))
        shown = view.rootObject().property("scene")
        assert (shown["name"], shown["clerk"]["name"]) == ("idle", "王芳"), shown
        heavy = {"requests", "sqlite_utils", "starlette", "uvicorn", "serial", "nacl"} & set(sys.modules)
        assert not heavy, heavy

    app.Run.first_frame = first  # type: ignore[method-assign]  # the mark in place of what comes after the frame
    sys.argv = ["hcp-kiosk", "run", "--config", config]
    raise SystemExit(__main__.main())


def empty() -> None:
    """An empty QML window on the same platform and backend."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QT_QPA_UPDATE_IDLE_TIME", "0")
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQuick import QQuickView

    app = QGuiApplication([])
    view = QQuickView()
    view.setSource(QUrl.fromLocalFile(str(Path(__file__).with_name("empty.qml"))))

    def first() -> None:
        say()
        os._exit(0)

    view.frameSwapped.connect(first)
    view.showFullScreen()
    app.exec()


if __name__ == "__main__":
    terminal(sys.argv[2]) if sys.argv[1] == "terminal" else empty()
