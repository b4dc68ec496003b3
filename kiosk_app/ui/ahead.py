"""Qt reads the screens on a thread of its own while Python is still loading what it needs to show them."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickView

from kiosk_app.ui.assets import QML

STAGE = "Main.qml"
# The scene behind most first frames, which the stage asks for by name only when it is told to show it.
COUNTERS = "scenes/IdleScene.qml"


def begun_view() -> QQuickView:
    """A view whose engine reads the stage already; `Window` waits for what is left of it, and says its faults."""
    view = QQuickView()
    for name in (STAGE, COUNTERS):
        # The view's child: it stays, and what is read with it, as long as the view.
        reading = QQmlComponent(view.engine(), view)
        reading.loadUrl(QUrl.fromLocalFile(str(QML / name)), QQmlComponent.CompilationMode.Asynchronous)
    return view
