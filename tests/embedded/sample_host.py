"""A self-service program of somebody else's: one full-screen window, and the calls it makes to have itself rated.

Orders come on stdin, one a line: `invite BODY` (JSON), `poll ID`, `raise`, `again` (its window goes and comes),
`full` and `small`. What happens to it goes to stdout as JSON, one a line: frames, keys, presses, the keyboard's coming
and going, answers.
"""

from __future__ import annotations

import json
import sys
import threading
import urllib.error
import urllib.request
from typing import Any

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QExposeEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRasterWindow,
)

COLOUR = "#7a2d8f"
"""Nothing of the terminal's has it."""


def tell(**what: Any) -> None:
    """One thing that happened."""
    print(json.dumps(what), flush=True)


class HostWindow(QRasterWindow):
    """Its colour, and how many keys and presses it had."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = self.presses = 0
        self.setTitle("sample host")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, self.width(), self.height()), QColor(COLOUR))
        painter.setPen(QColor("white"))
        painter.drawText(40, 60, f"keys {self.keys}  presses {self.presses}")
        painter.end()

    def exposeEvent(self, event: QExposeEvent) -> None:
        super().exposeEvent(event)
        tell(exposed=self.isExposed())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys += 1
        self.update()
        tell(keys=self.keys)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.presses += 1
        self.update()
        tell(presses=self.presses)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        tell(released=self.presses)

    def focusInEvent(self, event: QFocusEvent) -> None:
        tell(focus=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        tell(focus=False)


class Orders(QObject):
    """From stdin to the GUI thread."""

    came = Signal(str)


def call(url: str, token: str, method: str, path: str, body: str | None = None) -> None:
    """One call of the counter interface, and what was answered."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    asked = urllib.request.Request(url + path, body and body.encode(), headers, method=method)  # the test's own address
    try:
        with urllib.request.urlopen(asked, timeout=90) as answer:  # the same
            tell(status=answer.status, body=json.loads(answer.read()))
    except urllib.error.HTTPError as error:
        tell(status=error.code, body=json.loads(error.read()))


def main(url: str, token: str) -> None:
    """Until stdin ends."""
    app = QGuiApplication([])
    window = HostWindow()

    def show() -> None:
        window.setGeometry(window.screen().geometry())
        window.showFullScreen()
        window.requestActivate()

    def obey(order: str) -> None:
        word, _, rest = order.partition(" ")
        if word == "raise":
            window.raise_()
            window.requestActivate()
        elif word == "again":
            window.hide()
            show()
        elif word == "small":
            window.setWindowStates(Qt.WindowState.WindowNoState)
        elif word == "full":
            show()
        elif word == "invite":
            threading.Thread(target=call, args=(url, token, "POST", "/v1/invitations", rest), daemon=True).start()
        elif word == "poll":
            path = f"/v1/invitations/{rest}?wait=60"
            threading.Thread(target=call, args=(url, token, "GET", path), daemon=True).start()

    orders = Orders()
    orders.came.connect(obey)

    def read() -> None:
        for line in sys.stdin:
            orders.came.emit(line.strip())
        app.quit()

    show()
    threading.Thread(target=read, daemon=True).start()
    app.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
