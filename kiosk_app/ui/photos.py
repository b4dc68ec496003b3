"""Clerks' pictures for the QML: bytes in, an address out; bytes that are no picture never reach it."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtQuick import QQuickImageProvider

ADDRESS = "clerk"
# Shown at up to 260 of 480 units of a 1080-pixel screen, with some to spare. A picture's declared size is not trusted
# further than a camera of today takes them: 2 MiB of PNG can claim gigabytes.
SHOWN_HEIGHT = 720
LARGEST_SIDE = 12000


def decoded(photo: bytes) -> QImage | None:
    """The picture, at most SHOWN_HEIGHT high; None where the bytes are no whole JPEG or PNG."""
    kind = "png" if photo.startswith(b"\x89PNG\r\n\x1a\n") else "jpeg" if photo.startswith(b"\xff\xd8") else None
    if kind is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(photo))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > LARGEST_SIDE:
        return None
    if size.height() > SHOWN_HEIGHT:
        from PySide6.QtCore import Qt  # slow to load: see window.py

        reader.setScaledSize(size.scaled(QSize(LARGEST_SIDE, SHOWN_HEIGHT), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


class Photos(QQuickImageProvider):
    """Keeps the last picture only: one clerk stands at a counter."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._bytes = b""
        self._image: QImage | None = None
        self._number = 0

    def address(self, photo: bytes) -> str:
        """Where the QML finds this picture; "" where it is none."""
        if photo != self._bytes:
            self._bytes, self._image = photo, decoded(photo)
            self._number += 1
        return f"image://{ADDRESS}/{self._number}" if self._image is not None else ""

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """Called by Qt Quick for an address given out by `address`."""
        return self._image if self._image is not None else QImage()
