"""What the program tells of itself to who asks as a screen reader does, beyond what shows: hidden scenes are in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface

from kiosk_app.core.model import LEVELS, Level
from kiosk_app.core.scene import Choice, DutyScene, IndicatorsScene, RatingScene, ThanksScene
from kiosk_app.ui.samples import samples


def told(glass: Any) -> list[tuple[str, bool]]:
    """Name and tick of everything, in order, seen or not."""

    def below(thing: QAccessibleInterface) -> Iterator[tuple[str, bool]]:
        yield thing.text(QAccessible.Text.Name), bool(thing.state().checked)
        for number in range(thing.childCount()):
            yield from below(thing.child(number))

    QAccessible.setActive(True)
    return list(below(QAccessible.queryAccessibleInterface(glass.view)))


def visit(glass: Any, level: Level, number: int) -> None:
    """From the faces to the thanks; the lower the level the more was ticked and asked for."""
    made = samples(token=number)
    rating, indicators, duty, thanks = (made[name] for name in ("rating", "indicators", "duty", "thanks"))
    assert isinstance(rating, RatingScene)
    assert isinstance(indicators, IndicatorsScene)
    assert isinstance(duty, DutyScene)
    assert isinstance(thanks, ThanksScene)
    name = next(choice.name for choice in rating.choices if choice.level is level)
    low = level in LEVELS[3:]
    glass.show(rating)
    reasons = tuple(replace(reason, name=f"{name}，{reason.name}", chosen=low) for reason in indicators.reasons)
    asked = replace(indicators, choice=Choice(level, name), reasons=reasons, expected=low, duty=low, has_text=low)
    glass.show(asked)
    if low:
        glass.show(replace(duty, called=True))
        glass.show(replace(asked, duty_called=True))
    glass.show(replace(thanks, receipt=f"YB01-{number:04}-0000"))


@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
def test_nothing_of_a_choice_is_told_once_the_thanks_are_there(
    make_glass: Callable[..., Any], size: tuple[int, int], qtbot: Any
) -> None:
    glass = make_glass(size)
    glass.show(samples()["idle"])
    # The first visit makes what all others find there.
    visit(glass, LEVELS[4], 1)
    tales = []
    for number, level in enumerate(LEVELS, start=2):
        visit(glass, level, number)
        # It goes when the thanks have been drawn.
        qtbot.waitUntil(lambda: not any("，" in name and "没有提供" in name for name, _ in told(glass)))
        tales.append([(name, ticked) for name, ticked in told(glass) if not name.startswith("YB01-")])
    assert not any(ticked for _, ticked in tales[0])
    for tale in tales[1:]:
        assert tale == tales[0]
    glass.show(samples(token=99)["idle"])
    qtbot.waitUntil(lambda: not any(name.startswith("YB01-") for name, _ in told(glass)))
