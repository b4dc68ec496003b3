"""The audio guide: the first tap speaks and marks, the second on the same thing counts; words are spoken, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from babel.messages.pofile import read_po
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from kiosk_app.core.messages import IndicatorToggled, LevelChosen, RatingDeclined, ScreenTouched
from kiosk_app.core.model import Input, Level
from kiosk_app.core.scene import SCENE_NAMES, Scene
from kiosk_app.ui.assets import assets
from kiosk_app.ui.clips import Clips, key
from kiosk_app.ui.samples import samples
from kiosk_app.ui.speech import TECHNICIANS

NAMES = {scene.name: scene.level for scene in samples()["rating"].choices}


class Heard:
    """Stands in for the voice: what the screen would have it say."""

    silent = False

    def __init__(self) -> None:
        self.words: list[tuple[str, bool]] = []
        self.tones = 0

    def shown(self, before: Scene | None, now: Scene) -> None:
        """The scenes are no matter here."""

    def touched(self, scene: Scene) -> None:
        """Nor is this."""

    def tapped(self) -> None:
        self.tones += 1

    def say(self, text: str, language: str, *, chosen: bool) -> None:
        assert language == "zh-CN"
        self.words.append((text, chosen))

    def said(self) -> list[tuple[str, bool]]:
        said, self.words = self.words, []
        return said


def guided(scene: Scene) -> Any:
    return replace(scene, frame=replace(scene.frame, guide=True))


@pytest.fixture
def heard(glass: Any) -> Heard:
    glass.window.bridge.voice = heard = Heard()
    return heard


@pytest.mark.parametrize("name", NAMES)
def test_the_first_tap_speaks_a_face_and_the_second_chooses_it(glass: Any, heard: Heard, name: str) -> None:
    glass.show(guided(samples()["rating"]))
    glass.tap(name)
    assert (heard.said(), glass.said(), heard.tones) == ([(name, False)], [], 0)
    glass.tap(name)
    assert (heard.said(), heard.tones) == ([], 1)
    assert glass.said() == [LevelChosen(1, NAMES[name], Input.TOUCH, "id-1")]


def test_a_tap_elsewhere_speaks_that_and_forgets_the_other(glass: Any, heard: Heard) -> None:
    glass.show(guided(samples()["rating"]))
    for name in ("满意", "不满意", "满意", "暂不评价"):
        glass.tap(name)
        assert (heard.said(), glass.said()) == ([(name, False)], [])
    glass.tap("暂不评价")
    assert glass.said() == [RatingDeclined(1)]


def test_without_the_guide_one_tap_is_enough_and_nothing_is_spoken(glass: Any, heard: Heard) -> None:
    glass.show(samples()["rating"])
    glass.tap("满意")
    assert glass.said() == [LevelChosen(1, Level.SATISFIED, Input.TOUCH, "id-1")]
    assert (heard.said(), heard.tones) == ([], 1)


def test_a_mark_is_of_one_scene_and_goes_with_the_guide(glass: Any, heard: Heard) -> None:
    scene = guided(samples()["rating"])
    for between in (guided(samples(token=2)["rating"]), samples()["rating"], guided(samples()["text"])):
        for shown in (guided(samples(token=9)["rating"]), scene, between, scene):
            glass.show(shown)
            glass.tap("满意") if shown is scene else None
        assert (glass.said(), heard.said()) == ([], [("满意", False)] * 2)
    # The same scene again, with something else changed: the mark stays.
    glass.show(replace(scene, task="x"))
    glass.tap("满意")
    assert glass.said() == [LevelChosen(1, Level.SATISFIED, Input.TOUCH, "id-1")]


def test_what_can_be_ticked_says_whether_it_is(glass: Any, heard: Heard) -> None:
    glass.show(guided(samples()["indicators"]))
    glass.tap("没有提供材料样本")
    glass.tap("没有提供材料清单")
    assert heard.said() == [("没有提供材料样本", False), ("没有提供材料清单", True)]
    glass.tap("没有提供材料清单")
    assert glass.said() == [IndicatorToggled(1, "201")]
    # It is spoken again before it can be taken back.
    glass.tap("没有提供材料清单")
    assert (heard.said(), glass.said()) == ([("没有提供材料清单", True)], [])


def test_a_finger_that_slides_off_marks_nothing(glass: Any, heard: Heard) -> None:
    glass.show(guided(samples()["rating"]))
    glass.press({1: glass.middle("满意")})
    glass.move(1, QPoint(1, 479))
    glass.release({1: QPoint(1, 479)})
    glass.tap("满意")
    assert heard.said() == [("满意", False)] * 2
    assert glass.said() == []


@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
def test_words_that_are_no_control_are_spoken(make_glass: Callable[..., Any], size: tuple[int, int]) -> None:
    glass = make_glass(size)
    glass.window.bridge.voice = heard = Heard()
    scene = guided(samples()["rating"])
    for shown, words in ((scene, ["请您对本次服务作出评价"]), (replace(scene, task="换证"), ["办理事项：换证"])):
        glass.show(shown)
        for text in words:
            label = next(item for item in glass.items() if item.property("text") == text)
            point = label.mapToScene(QPointF(label.width() / 2, label.height() / 2)).toPoint()
            glass.press({1: point})
            glass.release({1: point})
            assert heard.said() == [(text, False)]
    assert {type(event) for event in glass.events} == {ScreenTouched}


def test_a_field_says_its_name_and_never_what_is_written(glass: Any, heard: Heard) -> None:
    glass.show(guided(samples()["text"]))
    fields = [item for item in glass.items() if item.metaObject().className().startswith("Field_")]
    assert fields
    for field in fields:
        point = field.mapToScene(QPointF(field.width() / 2, field.height() / 2)).toPoint()
        glass.press({1: point})
        glass.release({1: point})
        assert heard.said() == [(field.property("name"), False)]


def test_a_key_that_comes_to_a_thing_speaks_it_and_one_more_presses_it(glass: Any, heard: Heard) -> None:
    glass.show(guided(samples()["rating"]))
    QTest.keyClick(glass.view, Qt.Key.Key_Tab)
    ((first, _),) = heard.said()
    assert first in glass.controls()
    QTest.keyClick(glass.view, Qt.Key.Key_Backtab)
    ((last, _),) = heard.said()
    assert last in glass.controls()
    assert glass.said() == []


def test_where_nothing_can_be_heard_there_is_no_guide(glass: Any, heard: Heard) -> None:
    shown: list[Any] = []
    glass.window.bridge.presented.connect(shown.append)
    glass.show(guided(samples()["rating"]))
    heard.silent = True
    glass.show(guided(samples()["rating"]))
    glass.window.bridge.voice, glass.window.bridge.mute = None, True
    glass.show(guided(samples()["rating"]))
    assert [scene["guide"] for scene in shown] == [True, False, False]
    assert ["guide" in [aid["aid"] for aid in scene["aids"]] for scene in shown] == [True, False, False]
    glass.tap("满意")
    assert glass.said() == [LevelChosen(1, Level.SATISFIED, Input.TOUCH, "id-1")]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_control_and_every_word_of_ours_has_a_clip(glass: Any, language: str) -> None:
    """All but what a centre sends, signs that are no words, numbers, and what only a technician reads."""
    clips = Clips(assets() / "sounds")
    with (assets() / "locale" / language.replace("-", "_") / "LC_MESSAGES" / "hcp-kiosk.po").open("rb") as file:
        ours = {key(str(message.string)) for message in read_po(file) if message.id}
    silent = {SCENE_NAMES[kind] for kind in TECHNICIANS} | {"setup"}
    checked = 0
    for name, scene in samples(language=language).items():
        if name not in silent:
            glass.show(scene)
            for word in {key(word) for word in (*glass.words(), *glass.controls())} & ours:
                checked += 1
                assert clips.find(word, language), (name, word)
    assert checked > 60
