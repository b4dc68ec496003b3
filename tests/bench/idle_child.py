"""A bare window with one QML file: `FILE SECONDS` → per cent of a core over that time, after two seconds to settle."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen:size=1080x1920")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QT_QPA_UPDATE_IDLE_TIME", "0")

SETTLE_MS = 2000


def main() -> None:
    """Show it, wait, say it."""
    from PySide6.QtCore import QTimer, QUrl
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQuick import QQuickView

    app = QGuiApplication([])
    view = QQuickView()
    view.setSource(QUrl.fromLocalFile(str(Path(__file__).with_name(sys.argv[1]))))
    view.showFullScreen()
    seconds = float(sys.argv[2])
    begun = used = 0.0

    def begin() -> None:
        nonlocal begun, used
        begun, used = time.monotonic(), time.process_time()
        QTimer.singleShot(round(seconds * 1000), end)

    def end() -> None:
        print(100 * (time.process_time() - used) / (time.monotonic() - begun), flush=True)
        app.quit()

    QTimer.singleShot(SETTLE_MS, begin)
    app.exec()


if __name__ == "__main__":
    main()
