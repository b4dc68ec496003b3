"""The keys in the scene, pressed by a finger: Pinyin, Latin, signs, digits; and nothing but taps."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk_app.core.messages import DetailFinished, TextEntered
from kiosk_app.core.scene import TextScene
from kiosk_app.ui.samples import samples
from kiosk_app.ui.surroundings import settle


def page(language: str = "zh-CN", token: int = 1, **changes: Any) -> TextScene:
    scene = samples(language=language, token=token)["text"]
    assert isinstance(scene, TextScene)
    return replace(scene, **{"text": "", **changes})


def keys(glass: Any) -> dict[str, QQuickItem]:
    return {k: v for k, v in glass.controls().items() if v.metaObject().className().startswith("Key_")}


def press(glass: Any, *names: str) -> None:
    for name in names:
        glass.tap(name)
        glass.settle()


def field(glass: Any) -> QQuickItem:
    item: QQuickItem = glass.view.activeFocusItem()
    assert item.inherits("QQuickTextEdit")
    return item


def written(glass: Any) -> str:
    return str(field(glass).property("text"))


@pytest.fixture
def zh(glass: Any) -> Any:
    glass.show(page())
    return glass


@pytest.fixture
def en(glass: Any) -> Any:
    glass.show(page("en"))
    return glass


def test_a_word_is_composed_chosen_and_sent(zh: Any) -> None:
    press(zh, *"nihao")
    assert field(zh).property("preeditText") == "ni hao"
    press(zh, "你好", "，", *"women", "我们", "。")
    assert written(zh) == "你好，我们。"
    zh.said()
    zh.tap("提交")
    assert zh.said() == [DetailFinished(1, "你好，我们。")]


def test_space_takes_the_first_and_a_word_half_composed_is_not_lost(zh: Any) -> None:
    press(zh, *"nihao", "空格", *"women")
    zh.said()
    zh.tap("返回")
    assert zh.said() == [TextEntered(1, "你好我们")]


def test_syllables_can_be_told_apart_and_taken_back(zh: Any) -> None:
    press(zh, *"xi", "分词", *"an", "西安", "删除")
    assert written(zh) == "西"
    press(zh, "分词", *"nih", "删除", "删除", "删除")
    assert (written(zh), field(zh).property("preeditText")) == ("西", "")
    press(zh, "删除", "删除")
    assert written(zh) == ""


def test_candidates_are_turned_a_page_at_a_time(zh: Any) -> None:
    press(zh, *"yi")

    def shown() -> list[str]:
        return [name for name in keys(zh) if len(name) == 1 and "一" <= name <= "鿿"]

    first = shown()
    press(zh, "更多候选字")
    second = shown()
    assert first
    assert second
    assert not set(first) & set(second)
    press(zh, "前面的候选字")
    assert shown() == first
    press(zh, "更多候选字", second[-1])
    assert written(zh) == second[-1]
    assert "更多候选字" not in zh.controls()


def test_latin(en: Any) -> None:
    press(en, "Shift", *"go", "Space", "Delete", "!", "123", "2", "%", "ABC", "Shift", "Shift", "x")
    assert written(en) == "Go!2%x"


def test_another_script_completes_the_word_and_is_forgotten(zh: Any) -> None:
    press(zh, *"nihao", "英文", "大写", "k", "符号")
    assert written(zh) == "你好K"
    assert "@" in keys(zh)
    for token in (2, 3):
        zh.show(samples()["thanks"])
        zh.show(page(token=token))
        assert "分词" in keys(zh)
        assert written(zh) == ""
        press(zh, *"wo")
        # Left as it is: the next one must not find a syllable.
    zh.show(samples()["thanks"])
    zh.show(page("en", token=4))
    assert "Shift" in keys(zh)
    press(zh, "a")
    assert written(zh) == "a"


def test_another_language_meanwhile_keeps_what_is_written_and_the_script(zh: Any) -> None:
    press(zh, *"nihao", "你好", *"wo")
    zh.show(page("en"))
    assert (written(zh), field(zh).property("preeditText")) == ("你好", "wo")
    assert {"Split", "Space", "EN"} <= set(keys(zh))


def test_no_more_than_the_limit(glass: Any) -> None:
    glass.show(page(limit=3))
    press(glass, *"nihao", "你好", *"zhongguo", "中国", *"wo")
    assert written(glass) == "你好中"
    glass.said()
    glass.tap("提交")
    assert glass.said() == [DetailFinished(1, "你好中")]


def test_a_name_and_a_number(glass: Any) -> None:
    glass.show(samples()["contact"])
    assert not keys(glass)

    def fields() -> list[QQuickItem]:
        return [item for item in glass.items() if item.metaObject().className().startswith("Field_")]

    def touch(item: QQuickItem) -> None:
        place = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        glass.press({1: place})
        glass.release({1: place})
        glass.settle()

    touch(fields()[0])
    press(glass, *"wang", "王", *"fang")
    # What is half composed when one goes on is not lost.
    touch(fields()[1])
    assert {"1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "删除"} == set(keys(glass))
    press(glass, *"1380", "删除", "5")
    name, number = (item.property("text") for item in fields())
    assert len(name) == 2
    assert name[0] == "王"
    assert number == "1385"


def test_no_gesture_but_a_tap(zh: Any) -> None:
    before = list(zh.items())
    place, other = zh.middle("n"), zh.middle("p")
    zh.press({1: place})
    # Longer than any long press of Qt's.
    QTest.qWait(1000)
    assert list(zh.items()) == before
    zh.release({1: place})
    zh.settle()
    assert field(zh).property("preeditText") == "n"
    zh.press({1: place})
    zh.move(1, other)
    zh.release({1: other})
    # Between the keys, and with two fingers.
    zh.press({1: QPoint(place.x(), place.y()), 2: other})
    zh.release({1: other, 2: place})
    zh.settle()
    assert field(zh).property("preeditText") == "n"
    assert field(zh).property("selectedText") == ""


def test_two_thumbs_may_overlap(zh: Any) -> None:
    n, i = zh.middle("n"), zh.middle("i")
    zh.press({1: n})
    zh.press({2: i}, staying=(1,))
    zh.release({1: n}, staying=(2,))
    zh.release({2: i})
    zh.settle()
    assert field(zh).property("preeditText") == "ni"


def test_every_key_has_a_name(glass: Any) -> None:
    for language in ("zh-CN", "en"):
        for size in ((800, 480), (480, 800)):
            glass.view.resize(*size)
            glass.show(samples()["thanks"])
            glass.show(page(language))
            assert all(keys(glass)), language
            assert len(keys(glass)) >= 26 + 4


def test_nothing_is_left_behind_by_who_wrote(glass: Any) -> None:
    def count() -> int:
        glass.show(samples()["thanks"])
        glass.settle()
        return sum(1 for _ in below(glass.view.rootObject())) + len(glass.view.findChildren(QObject))

    def below(item: QQuickItem) -> Iterator[QQuickItem]:
        for child in item.childItems():
            yield child
            yield from below(child)

    def session(token: int) -> None:
        glass.show(page(token=token))
        press(glass, *"yi", "更多候选字", "英文", "a", "符号", "1", "字母", "拼音", *"wo")

    for token in range(1, 4):
        session(token)
    before = count()
    for token in range(4, 16):
        session(token)
    assert count() == before


def test_what_was_offered_goes_with_the_keys(zh: Any, qtbot: Any) -> None:
    def below(item: QQuickItem) -> Iterator[QQuickItem]:
        for child in item.childItems():
            yield child
            yield from below(child)

    (strip,) = (item for item in below(zh.view.rootObject()) if item.property("candidates") is not None)
    press(zh, *"ni")
    qtbot.waitUntil(lambda: strip.property("candidates").property("length").toInt() > 0)
    # The time is over in the middle of a word: it is completed, and what may follow it is offered.
    zh.show(samples()["lapsed"])
    zh.show(samples(token=2)["idle"])
    qtbot.waitUntil(lambda: strip.property("candidates").property("length").toInt() == 0)


def test_it_is_made_for_the_first_who_writes(make_glass: Callable[..., Any]) -> None:
    glass = make_glass()
    glass.window.prepare()

    def is_there() -> bool:
        return any(child.metaObject().className().startswith("Keyboard_") for child in glass.view.findChildren(QObject))

    for name, scene in samples().items():
        if name not in ("text", "contact"):
            glass.show(scene)
            assert not is_there(), name
    glass.show(page())
    assert is_there()


@pytest.mark.parametrize("desktop", ["fcitx", "ibus", ""])
def test_no_other_input_method_has_a_part_in_it(desktop: str) -> None:
    environ = {"QT_IM_MODULE": desktop, "QT_IM_MODULES": f"{desktop};compose", "XDG_CONFIG_HOME": "/home/me/.config"}
    settle(environ)
    assert environ["QT_IM_MODULE"] == environ["QT_IM_MODULES"] == "qtvirtualkeyboard"
    assert not os.path.isdir(environ["XDG_CONFIG_HOME"])


def test_what_may_be_chosen_is_left_as_it_was_chosen() -> None:
    environ = {"QT_QUICK_BACKEND": "rhi", "QT_LOGGING_RULES": "qt.qpa*=true"}
    settle(environ)
    settle(environ)
    assert environ["QT_QUICK_BACKEND"] == "rhi"
    assert environ["QT_LOGGING_RULES"] == "qt.qpa*=true;qt.virtualkeyboard*=false"
    environ = {}
    settle(environ, software=False)
    assert "QT_QUICK_BACKEND" not in environ
