"""The ends of a session: the duty manager is asked for with one tap, the receipt is read by an eye and by a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from glass import until
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from kiosk_app.core.messages import DutyCalled, DutyLeft, LevelUndone
from kiosk_app.core.scene import ThanksScene
from kiosk_app.ui.samples import samples

SIZES = [(1080, 1920), (1920, 1080), (1280, 800), (800, 480), (480, 800)]


def codes(picture: QImage) -> list[str]:
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    return [found.text for found in zxingcpp.read_barcodes(rows)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("contrast", [False, True], ids=["plain", "contrast"])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("low", [False, True], ids=["high", "low"])
def test_the_code_on_the_glass_says_the_receipt(
    make_glass: Callable[..., Any], size: tuple[int, int], low: bool, large: bool, contrast: bool
) -> None:
    glass = make_glass(size)
    glass.show(samples(large=large, low=low, contrast=contrast)["thanks"])
    code = next(item for item in glass.items() if item.property("squares") is not None)
    until(lambda: code.property("whole"))
    glass.settle()
    assert codes(glass.view.grabWindow()) == ["YB01-7Q2K-9F4M"]
    assert "YB01-7Q2K-9F4M" in glass.words()
    corner = code.mapToScene(QPointF(0, 0))
    assert corner.x() == round(corner.x())
    assert corner.y() == round(corner.y())


def test_without_a_receipt_there_is_no_slip(glass: Any) -> None:
    scene = samples()["thanks"]
    assert isinstance(scene, ThanksScene)
    glass.show(replace(scene, receipt="", promise=None))
    assert "评价回执" not in glass.words()
    assert codes(glass.view.grabWindow()) == []


def test_undo_stands_at_its_place_as_long_as_it_is_possible(glass: Any) -> None:
    glass.show(samples()["indicators"])
    place = glass.middle("重选")
    for name in ("text", "duty", "thanks"):
        glass.show(samples()[name])
        if name != "text":
            assert glass.middle("重选") == place
        glass.tap("重选")
        assert glass.said() == [LevelUndone(1)], name


def test_the_duty_manager_is_called_once(glass: Any) -> None:
    scene = samples()["duty"]
    glass.show(scene)
    glass.tap("现在呼叫")
    glass.tap("现在呼叫")
    assert glass.said() == [DutyCalled(1, "id-1")]
    glass.show(replace(scene, called=True))
    assert "现在呼叫" not in glass.controls()
    glass.tap("返回")
    assert glass.said() == [DutyLeft(1)]
    glass.show(samples()["rating"])
    glass.show(scene)
    glass.tap("返回")
    assert glass.said() == [DutyLeft(1)]
