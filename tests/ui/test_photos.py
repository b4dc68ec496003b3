"""Clerks' pictures: whatever the counter sent, a picture or the initial, never a fault."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from kiosk_app.ui.photos import SHOWN_HEIGHT, Photos, decoded
from kiosk_app.ui.samples import samples


def picture(kind: str = "PNG", width: int = 300, height: int = 400, color: str = "#c01020") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return bytes(data.data())


def bomb(side: int = 60000) -> bytes:
    """A PNG that claims to be 60,000 pixels square in a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 500)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_decoded_no_larger_than_shown(kind: str) -> None:
    image = decoded(picture(kind, 1500, 2000))
    assert image is not None
    assert (image.width(), image.height()) == (540, SHOWN_HEIGHT)


@pytest.mark.qt_log_ignore("JPEG datastream contains no image")
@pytest.mark.parametrize(
    "bytes_",
    [b"", b"hello", b"\x89PNG", b"\xff\xd8\xff", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", bomb()],
    ids=["none", "words", "head", "jpeg head", "svg", "gif", "bomb"],
)
def test_what_is_no_picture_is_none(bytes_: bytes) -> None:
    assert decoded(bytes_) is None
    assert Photos().address(bytes_) == ""


def test_another_picture_has_another_address_and_the_same_one_the_same() -> None:
    photos = Photos()
    first = photos.address(picture())
    assert photos.address(picture()) == first
    assert photos.address(picture(color="#1020c0")) != first


def shown(glass: Any) -> QColor:
    card = next(item for item in glass.items() if item.metaObject().className().startswith("ClerkCard_"))
    photo = card.childItems()[0]
    where = photo.mapToScene(photo.boundingRect().center()).toPoint()
    picture = glass.view.grabWindow()
    return picture.pixelColor(where.x() + int(photo.width() * 0.4), where.y() + int(photo.height() * 0.4))


def test_the_picture_is_on_the_screen_and_goes_with_the_clerk(glass: Any) -> None:
    idle = samples()["idle"]
    plain = shown_of(glass, idle)
    red = replace(idle, clerk=replace(idle.clerk, photo=picture()))
    assert shown_of(glass, red) == QColor("#c01020")
    blue = replace(idle, clerk=replace(idle.clerk, photo=picture("PNG", color="#1020c0")))
    assert shown_of(glass, blue) == QColor("#1020c0")
    broken = replace(idle, clerk=replace(idle.clerk, photo=picture()[:200]))
    assert shown_of(glass, broken) == plain


def shown_of(glass: Any, scene: Any) -> QColor:
    glass.show(scene)
    return shown(glass)
