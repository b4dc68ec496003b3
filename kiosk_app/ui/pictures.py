"""Pictures that the QML asks for by what they show: QR codes and the hall's notices.

What cannot be shown is a picture of one clear point, not an error: Qt would write a line for each, and a notice that is
broken is nobody's fault at the counter.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader
from PySide6.QtQuick import QQuickImageProvider

from kiosk_app.ui.qr import squares

# Points a decoder may have to keep at once: 100 MB of a PNG; some 150 of a progressive JPEG, which is twice as many.
MOST_POINTS = 25_000_000
MOST_JPEG_POINTS = 50_000_000
KINDS = (b"jpeg", b"png", b"webp", b"gif", b"bmp")


def nothing() -> QImage:
    """One clear point."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    return image


def said(id: str) -> str:
    """What Theme.wrapped made part of an address."""
    return unquote(id.replace("~", "%"))


class Codes(QQuickImageProvider):
    """QR codes, one point a square: the QML enlarges them by a whole number."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """The code of what was wrapped up."""
        return drawn(said(id))


def drawn(text: str) -> QImage:
    """The code of `text`, one point a square, black on white; one clear point where there is none."""
    rows = squares(text)
    if not rows:
        return nothing()
    image = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    image.fill(QColor(255, 255, 255))
    black = QColor(0, 0, 0)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixelColor(x, y, black)
    return image


class Posters(QQuickImageProvider):
    """Files of the disk, no larger than their place. `picture` gives the one of a key of the darkroom's."""

    def __init__(self, picture: Callable[[str], QImage]) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._picture = picture

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """The picture of this key."""
        return self._picture(id)


def fitted(path: str, room: QSize) -> QImage:
    """The picture at `path` scaled into `room`, never enlarged; one clear point for what is none or is too large."""
    reader = QImageReader(path)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size, kind = reader.size(), bytes(reader.format().data())
    most = MOST_JPEG_POINTS if kind == b"jpeg" else MOST_POINTS
    if kind not in KINDS or not 0 < size.width() * size.height() <= most:
        return nothing()
    if not room.isEmpty() and (size.width() > room.width() or size.height() > room.height()):
        # A camera held upright says so beside the picture, which lies on its side.
        turned = bool(reader.transformation().value & 4)
        reader.setScaledSize(size.scaled(room.transposed() if turned else room, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return nothing() if image.isNull() else image
