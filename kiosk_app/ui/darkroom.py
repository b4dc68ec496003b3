"""The hall's notices, read and made as large as their place on a thread of its own.

A large picture takes a third of a second, in which the glass must answer. Qt would load it on a thread, too, but on one
that holds a lock of Qt's while it waits for Python, and the screen's thread waits for that lock while it has Python: a
terminal stood still at its end. This thread has nothing of Qt's but the file and the picture.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from kiosk_app.ui.pictures import fitted, said

KEPT = 2
"""The one on the board, and the one that comes after it."""


class Darkroom(QObject):
    """`done` is called with the key of each picture that is ready. In the GUI thread, as everything else here."""

    _made = Signal(str)

    def __init__(self, done: Callable[[str], None]) -> None:
        super().__init__()
        self._asked: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._wanted: list[str] = []
        self._ready: dict[str, QImage] = {}
        self._closed = False
        self._made.connect(done, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="darkroom", daemon=True)
        self._thread.start()

    def develop(self, key: str) -> None:
        """Make this picture; `key`: width, "x", height, "/", and its path as `Theme.wrapped` wraps it up."""
        with self._lock:
            self._wanted = [*(each for each in self._wanted if each != key), key][-KEPT:]
            self._ready = {each: image for each, image in self._ready.items() if each in self._wanted}
        self._asked.put(key)

    def picture(self, key: str) -> QImage:
        """The picture; made now if it is not ready, a clear point where it is none."""
        with self._lock:
            found = self._ready.get(key)
        return _made(key) if found is None else found

    def close(self) -> None:
        """Make no more, and call nobody."""
        with self._lock:
            self._closed = True
        self._asked.put(None)

    def _work(self) -> None:
        while (key := self._asked.get()) is not None:
            with self._lock:
                image = self._ready.get(key)
                if self._closed or key not in self._wanted:
                    continue
            if image is None:
                image = _made(key)
            with self._lock:
                if self._closed:
                    return
                if key in self._wanted:
                    self._ready[key] = image
                    self._made.emit(key)


def _made(key: str) -> QImage:
    size, _, path = key.partition("/")
    width, _, height = size.partition("x")
    return fitted(said(path), QSize(int(width), int(height)))
