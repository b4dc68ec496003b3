"""What others may write: markup, controls, right to left, endless names. It is shown or shortened, and breaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF

from kiosk_app.core.scene import Choice, ClerkCard, IndicatorsScene, RatingScene, TextScene
from kiosk_app.ui.samples import samples

NASTY = [
    "<b>bold</b><img src='file:///etc/passwd'>&amp;",
    "王" * 3000,
    "W" * 3000,
    "مرحبا بالعالم \u202e reversed \u202c",
    "👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈💣" * 5,
    "a\x00b\x1b[31mc\r\nd\te\u2028f",
    "ก็็็็็็็็็็็็็็็็็็็็" * 5,
    "%1 {0} {number} \\ ' \" `",
    "\ud800",
    "",
    " ",
]


@pytest.mark.parametrize("size", [(480, 800), (800, 480)])
@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_nasty_words_break_nothing(make_glass: Callable[..., Any], nasty: str, size: tuple[int, int]) -> None:
    glass = make_glass(size)
    for large in (False, True):
        for scene in samples(large=large).values():
            scene = replace(scene, frame=replace(scene.frame, hall=nasty, window=nasty))
            if hasattr(scene, "clerk"):
                scene = replace(scene, clerk=ClerkCard(nasty, nasty, nasty, 99, nasty, b"\x89PNG" + b"x" * 50))
            if isinstance(scene, RatingScene):
                scene = replace(
                    scene, task=nasty, choices=tuple(Choice(choice.level, nasty) for choice in scene.choices)
                )
            if isinstance(scene, IndicatorsScene):
                scene = replace(
                    scene,
                    choice=Choice(scene.choice.level, nasty),
                    reasons=tuple(replace(reason, name=nasty) for reason in scene.reasons * 9),
                )
            if isinstance(scene, TextScene):
                scene = replace(scene, text=nasty[:150])
            glass.show(scene)
            room = QRectF(0, 0, *size).adjusted(-1, -1, 1, 1)
            for item in glass.items():
                if item.metaObject().className().startswith(("FaceCard_", "KioskButton_", "Chip_")):
                    assert room.contains(QRectF(item.mapToScene(QPointF(0, 0)), item.size()))
                if item.inherits("QQuickText"):
                    assert item.property("textFormat") == 0  # plain


def test_markup_is_shown_as_it_stands(glass: Any) -> None:
    glass.show(replace(samples()["rating"], task="<b>证</b>"))
    assert "办理事项：<b>证</b>" in glass.words()


def test_a_face_never_lacks_a_word(glass: Any) -> None:
    scene = samples()["rating"]
    glass.show(replace(scene, choices=tuple(Choice(choice.level, "") for choice in scene.choices)))
    assert "very dissatisfied" in glass.controls()


@pytest.mark.parametrize("languages", [(), ("zh-CN",), ("xx",), ("zh-CN", "en", "xx", "fr")])
def test_languages_without_texts_get_no_button(glass: Any, languages: tuple[str, ...]) -> None:
    scene = samples()["rating"]
    glass.show(replace(scene, frame=replace(scene.frame, language="xx", languages=languages)))
    assert "请您对本次服务作出评价" in glass.words()
    assert ("English" in glass.controls()) == ("en" in languages)
