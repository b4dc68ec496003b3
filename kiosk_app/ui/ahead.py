"""Qt's libraries read by a second thread while Python loads the program: the first frame comes that much sooner.

`ctypes` lets go of the interpreter while the linker works; the imports that follow find the libraries in memory.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import threading
from pathlib import Path

LIBRARIES = ("QtQuick.abi3.so", "Qt/qml/QtQuick/libqtquick2plugin.so")
PLATFORMS = {"wayland": "libqwayland-generic.so", "offscreen": "libqoffscreen.so"}


def read_ahead() -> None:
    """Begin; whatever is not there is Qt's own matter later."""
    threading.Thread(target=_read, name="ahead", daemon=True).start()


def _read() -> None:
    found = importlib.util.find_spec("PySide6")
    if found is None or found.origin is None:
        return
    folder = Path(found.origin).parent
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    plugin = f"Qt/plugins/platforms/{PLATFORMS.get(platform, 'libqxcb.so')}"
    for name in (*LIBRARIES, plugin):
        with contextlib.suppress(OSError):
            ctypes.CDLL(str(folder / name))
