"""What others may write: markup, controls, right to left, endless names. It is shown or shortened, nothing breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF

from kiosk_app.core.case import CaseStep, Target
from kiosk_app.core.scene import (
    CaseScene,
    Choice,
    ClerkCard,
    ContactScene,
    IdleScene,
    IndicatorsScene,
    PausedScene,
    RatingScene,
    ReceiptScene,
    TargetsScene,
    TextScene,
    ThanksScene,
)
from kiosk_app.ui.assets import QML
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


def spoilt(scene: Any, nasty: str) -> Any:
    """The scene with this instead of everything that others write."""
    frame = replace(scene.frame, hall=nasty, window=nasty)
    match scene:
        case RatingScene():
            choices = tuple(Choice(choice.level, nasty) for choice in scene.choices)
            return replace(scene, frame=frame, task=nasty, choices=choices)
        case IndicatorsScene():
            reasons = tuple(replace(reason, name=nasty) for reason in scene.reasons * 9)
            return replace(scene, frame=frame, choice=Choice(scene.choice.level, nasty), reasons=reasons)
        case TextScene():
            return replace(scene, frame=frame, text=nasty[:150])
        case ContactScene():
            return replace(scene, frame=frame, consent=nasty, name=nasty, mobile=nasty)
        case ThanksScene():
            return replace(scene, frame=frame, receipt=nasty)
        case CaseScene():
            steps = tuple(CaseStep(number, nasty[:1]) for number in range(9))
            case = replace(scene.case, project_no=nasty, task_name=nasty, org_name=nasty, applicant=nasty, steps=steps)
            return replace(scene, frame=frame, case=case)
        case TargetsScene():
            targets = tuple(Target(nasty, nasty, nasty) for _ in range(40))
            return replace(scene, frame=frame, targets=targets)
        case ReceiptScene():
            return replace(scene, frame=frame, receipt=replace(scene.receipt, receipt_no=nasty, answer=nasty))
        case IdleScene() | PausedScene():
            broken = b"\x89PNG\r\n\x1a\n" + b"x" * 50
            return replace(scene, frame=frame, clerk=ClerkCard(nasty, nasty, nasty, 99, nasty, broken))
        case _:
            return replace(scene, frame=frame)


@pytest.mark.parametrize("size", [(480, 800), (800, 480)])
@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_nasty_words_break_nothing(make_glass: Callable[..., Any], nasty: str, size: tuple[int, int]) -> None:
    glass = make_glass(size)
    room = QRectF(0, 0, *size).adjusted(-1, -1, 1, 1)
    for large in (False, True):
        for scene in samples(large=large).values():
            glass.show(spoilt(scene, nasty))
            for item in glass.items():
                if (
                    item.metaObject()
                    .className()
                    .startswith(("FaceCard_", "KioskButton_", "SideButton_", "Chip_", "Target_"))
                ):
                    assert room.contains(QRectF(item.mapToScene(QPointF(0, 0)), item.size()))


def test_every_text_of_every_scene_is_plain() -> None:
    """One place makes a text, and that place says plain; the exceptions would be a `Text {` of its own."""
    for path in QML.rglob("*.qml"):
        code = path.read_text(encoding="utf-8")
        if re.search(r"\b(Text|TextEdit|TextInput) \{", code):
            assert re.search(r"textFormat: Text(Edit)?\.PlainText", code), path


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
