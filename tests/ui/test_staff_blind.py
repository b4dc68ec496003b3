"""Thanks looks the same, to the pixel, whatever was touched before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QImage

from kiosk_app.core.model import LEVELS, Level
from kiosk_app.core.scene import Choice, IndicatorsScene, RatingScene
from kiosk_app.ui.samples import samples


def session(glass: Any, level: Level, number: int, **frame: Any) -> QImage:
    """From the faces to the thanks, by touch; what is on the screen at the end."""
    made = {name: replace(scene, frame=replace(scene.frame, **frame)) for name, scene in samples(token=number).items()}
    rating, indicators = made["rating"], made["indicators"]
    assert isinstance(rating, RatingScene)
    assert isinstance(indicators, IndicatorsScene)
    names = {choice.level: choice.name for choice in rating.choices}
    low = level in LEVELS[3:]
    glass.show(made["idle"])
    glass.show(rating)
    glass.tap(names[level])
    glass.show(replace(rating, chosen=level, locked=True))
    reasons = indicators.reasons[: 2 + LEVELS.index(level)]
    glass.show(replace(indicators, choice=Choice(level, names[level]), expected=low, duty=low, reasons=reasons))
    glass.tap("提交")
    glass.show(made["thanks"])
    picture: QImage = glass.view.grabWindow()
    return picture


@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
@pytest.mark.parametrize("frame", [{}, {"large": True}, {"contrast": True, "low": True}], ids=str)
def test_the_thanks_of_all_levels_are_one_picture(
    make_glass: Callable[..., Any], qtbot: Any, size: tuple[int, int], frame: dict[str, bool]
) -> None:
    glass = make_glass(size)
    # What is drawn once and kept, like the code for looking the rating up, is drawn for the first of them.
    qtbot.waitUntil(lambda: session(glass, LEVELS[2], 7, **frame) == session(glass, LEVELS[2], 8, **frame))
    first, *others = (session(glass, level, number, **frame) for number, level in enumerate(LEVELS, start=1))
    assert not first.isNull()
    for other in others:
        assert other == first
