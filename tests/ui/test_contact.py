"""The page on which a citizen leaves a way to be reached: the tick decides, all can be read, nothing stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from kiosk_app.core.messages import ContactEntered, LevelUndone
from kiosk_app.core.model import Contact
from kiosk_app.core.scene import ContactScene
from kiosk_app.ui.samples import samples

AGREE, NAMED = "我同意（不同意则不保存）", "实名评价：单位可知道我是谁"


def page(**changes: Any) -> ContactScene:
    large = changes.pop("large", False)
    scene = samples(large=large)["contact"]
    assert isinstance(scene, ContactScene)
    return replace(scene, **changes)


def fields(glass: Any) -> dict[str, Any]:
    return {
        i.property("name"): i
        for i in glass.items()
        if i.property("digits") is not None and i.inherits("QQuickFocusScope")
    }


def write(glass: Any, name: str, text: str) -> None:
    item = fields(glass)[name]
    point = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
    QTest.mouseClick(glass.view, Qt.MouseButton.LeftButton, pos=point)
    glass.settle()
    for sign in text:
        QTest.keyClick(glass.view, sign)
    glass.settle()


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1080, 1920)])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_what_is_written_and_ticked_is_handed_over(
    make_glass: Callable[..., Any], size: tuple[int, int], large: bool
) -> None:
    glass = make_glass(size)
    glass.show(page(large=large))
    write(glass, "姓名", "Li")
    write(glass, "手机号码", "13a800000000")
    # The keys stand where the ticks were; going on takes them away.
    assert AGREE not in glass.controls()
    while "继续" in glass.controls():
        glass.tap("继续")
        glass.settle()
    glass.tap(AGREE)
    glass.tap(NAMED)
    glass.settle()
    glass.said()
    glass.tap("完成")
    glass.tap("完成")
    assert glass.said() == [ContactEntered(1, Contact("Li", "13800000000", agreed=True, named=True))]


def test_without_the_tick_the_page_is_only_left_and_says_so(glass: Any) -> None:
    glass.show(page(name="李", mobile="13800000000"))
    assert "完成" not in glass.controls()
    glass.tap("返回")
    assert glass.said() == [ContactEntered(1, Contact("李", "13800000000", agreed=False, named=False))]
    glass.show(samples()["thanks"])
    glass.show(page(agreed=True))
    glass.tap(AGREE)
    glass.settle()
    assert "返回" in glass.controls()


def test_back_leaves_from_the_first_of_two_steps(glass: Any) -> None:
    glass.show(page(large=True))
    glass.tap("返回")
    assert glass.said() == [ContactEntered(1, Contact("", "", agreed=False, named=False))]
    glass.show(samples()["thanks"])
    glass.show(page(large=True))
    glass.tap("继续")
    glass.settle()
    glass.tap("上一步")
    glass.settle()
    assert set(fields(glass)) == {"姓名", "手机号码"}
    glass.tap("重选")
    assert glass.said() == [LevelUndone(1)]


def test_a_switch_keeps_what_was_written_and_ticked(glass: Any) -> None:
    glass.show(page())
    write(glass, "姓名", "Li")
    glass.tap("继续")
    glass.settle()
    glass.tap(AGREE)
    glass.show(samples(language="en")["contact"])
    assert fields(glass)["Name"].property("text") == "Li"
    assert glass.controls()["I agree (if not, nothing is kept)"].property("chosen")


def test_nothing_is_there_for_the_next(glass: Any) -> None:
    glass.show(page())
    write(glass, "姓名", "Li")
    glass.show(samples()["thanks"])
    glass.show(replace(page(), frame=replace(page().frame, token=2)))
    assert [item.property("text") for item in fields(glass).values()] == ["", ""]
    assert not glass.controls()[AGREE].property("chosen")


@pytest.mark.parametrize("name", ["text", "contact"])
def test_what_was_written_is_nowhere_in_the_window_afterwards(glass: Any, name: str) -> None:
    def everywhere(item: Any) -> Iterator[Any]:
        yield item
        for child in item.childItems():
            yield from everywhere(child)

    glass.show(samples()[name])
    glass.settle()
    written = next(item for item in everywhere(glass.view.rootObject()) if item.inherits("QQuickTextEdit"))
    written.setProperty("text", "千寻余名")
    glass.show(samples()["thanks"])
    glass.settle()
    assert "千寻余名" not in [item.property("text") for item in everywhere(glass.view.rootObject())]


@pytest.mark.parametrize(
    ("mobile", "odd"),
    [("", False), ("13800000000", False), ("02367890123", False), ("1380000000", True), ("99", True)],
)
def test_a_number_that_looks_wrong_gets_advice_and_is_taken_all_the_same(glass: Any, mobile: str, odd: bool) -> None:
    glass.show(page(mobile=mobile, agreed=True))
    assert ("请核对：手机号码一般有11位数字" in glass.words()) == odd
    glass.tap("完成")
    assert glass.said() == [ContactEntered(1, Contact("", mobile, agreed=True, named=False))]


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1080, 1920), (1920, 1080)])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_a_long_consent_is_read_to_its_end_by_taps(
    make_glass: Callable[..., Any], size: tuple[int, int], large: bool
) -> None:
    glass = make_glass(size)
    glass.show(page(consent="加密后提交市评价中心，" * 54, large=large))
    if "继续" in glass.controls():
        glass.tap("继续")
        glass.settle()
    reading = next(i for i in glass.items() if i.property("turning") is not None)
    pages, lines = reading.property("pages"), reading.property("lines")
    words = next(
        i for i in glass.items() if i.property("text") == reading.property("text") and i.inherits("QQuickText")
    )
    assert pages > 1
    assert pages * lines >= words.property("lineCount") > (pages - 1) * lines
    seen = []
    for number in range(pages + 1):
        seen.append(words.y())
        glass.tap(f"下一页\n{number % pages + 1}/{pages}")
        glass.settle()
    # Whole pages, none left out, and back to the first.
    window = lines * reading.property("line")
    assert seen == pytest.approx([-(number % pages) * window for number in range(pages + 1)])
    assert words.property("contentHeight") <= pages * window + 1


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1080, 1920), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("low", [False, True], ids=["high", "low"])
def test_a_whole_number_is_seen_while_it_is_written(
    make_glass: Callable[..., Any], size: tuple[int, int], large: bool, low: bool
) -> None:
    glass = make_glass(size)
    scene = page(large=large)
    glass.show(replace(scene, frame=replace(scene.frame, low=low)))
    write(glass, "手机号码", "13800138000")
    (paper,) = (
        i
        for i in fields(glass)["手机号码"].childItems()
        if i.property("contentWidth") and i.inherits("QQuickFlickable")
    )
    assert paper.property("contentWidth") <= paper.width()


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_a_number_that_looks_wrong_is_said_before_the_next_step_hides_it(glass: Any, large: bool) -> None:
    glass.show(page(large=large))
    write(glass, "手机号码", "138")
    glass.tap("继续")
    glass.settle()
    assert "请核对：手机号码一般有11位数字" in glass.words()
    while "继续" in glass.controls():
        glass.tap("继续")
        glass.settle()
    assert AGREE in glass.controls()


@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
def test_a_double_tap_on_going_on_does_not_leave_the_page(
    make_glass: Callable[..., Any], size: tuple[int, int]
) -> None:
    glass = make_glass(size, settle_seconds=60)
    glass.show(page(name="李", mobile="13800000000", large=True))
    glass.window.bridge._deaf_until = 0.0
    for on, out in (("继续", "返回"), ("上一步", "返回")):
        glass.tap(on)
        glass.settle()
        # Now at the same place, and it would leave without what was typed.
        assert out in glass.controls()
        glass.tap(out)
        assert glass.said() == []
