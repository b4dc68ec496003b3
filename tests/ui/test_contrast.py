"""Contrast as it is on the glass: words and edges of whatever can be tapped, at rest and under a finger or a key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk_app.ui.samples import samples

SIZE = (1280, 800)
THEMES = pytest.mark.parametrize("contrast", [False, True], ids=["default", "contrast"])
BESIDE = QPoint(1, SIZE[1] // 2)


def light(color: QColor) -> float:
    """WCAG 2's relative luminance."""
    parts = (color.redF(), color.greenF(), color.blueF())
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def ratio(one: QColor, other: QColor) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def place(item: QQuickItem) -> QRect:
    return QRectF(item.mapToScene(QPointF(0, 0)), item.size()).toRect()


def behind(picture: QImage, where: QRect) -> QColor:
    """What most of a box is: a text's box is mostly not ink."""
    return QColor(
        Counter(
            picture.pixelColor(x, y).name()
            for x in range(where.left(), where.right(), max(1, where.width() // 40))
            for y in range(where.top(), where.bottom(), max(1, where.height() // 20))
        ).most_common(1)[0][0]
    )


def words(item: QQuickItem) -> Iterator[QQuickItem]:
    for child in item.childItems():
        if child.isVisible():
            if child.inherits("QQuickText") and child.property("text"):
                yield child
            yield from words(child)


def edge(picture: QImage, where: QRect) -> float:
    """How far the outline of a thing, of one line or two, stands out from what is beside it; left side, middle."""
    y = where.center().y()
    outside = picture.pixelColor(max(0, where.left() - 3), y)
    return max(ratio(picture.pixelColor(x, y), outside) for x in range(where.left(), where.left() + 14))


def look(glass: Any, item: QQuickItem, what: str) -> None:
    picture = glass.view.grabWindow()
    # A key on the glass is known by its sign, and by forty like it; its outline may be soft.
    if not item.metaObject().className().startswith("Key_"):
        assert edge(picture, place(item)) >= 3.0, what
    for word in words(item):
        assert ratio(word.property("color"), behind(picture, place(word))) >= 4.5, (what, word.property("text"))


@THEMES
@pytest.mark.parametrize("name", samples())
def test_whatever_can_be_tapped_stands_out_at_rest_and_under_a_finger(
    make_glass: Callable[..., Any], qtbot: Any, name: str, contrast: bool
) -> None:
    glass = make_glass(SIZE)
    glass.show(samples(contrast=contrast)[name])
    for control, item in glass.controls().items():
        look(glass, item, f"{control}, at rest")
        glass.press({1: glass.middle(control)})
        if item.property("lit") is not None:
            qtbot.waitUntil(lambda item=item: item.property("lit"))
        look(glass, item, f"{control}, pressed")
        # Off it again, so that nothing has been tapped.
        glass.move(1, BESIDE)
        glass.release({1: BESIDE})


@THEMES
@pytest.mark.parametrize("name", ["rating", "indicators", "thanks"])
def test_where_the_keys_are_stands_out(make_glass: Callable[..., Any], name: str, contrast: bool) -> None:
    glass = make_glass(SIZE)
    glass.show(samples(contrast=contrast)[name])
    for _ in glass.controls():
        before = glass.view.grabWindow()
        QTest.keyClick(glass.view, Qt.Key.Key_Tab)
        glass.settle()
        item = glass.view.activeFocusItem()
        look(glass, item, item.property("name"))
        ringed, where = glass.view.grabWindow(), place(item)
        changed = [
            (x, where.center().y())
            for x in range(where.left(), where.left() + 12)
            if before.pixel(x, where.center().y()) != ringed.pixel(x, where.center().y())
        ]
        # Seen by who cannot tell colours: it is lighter or darker than what was there, or than what is beside it.
        strongest = max(*(ratio(ringed.pixelColor(*at), before.pixelColor(*at)) for at in changed), edge(ringed, where))
        assert strongest >= 3.0, item.property("name")
