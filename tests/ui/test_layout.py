"""Every scene in every size, language and type: nothing cut, outside, too small or on top of another."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QTextLayout
from PySide6.QtQuick import QQuickItem

from kiosk_app.core.model import LEVELS
from kiosk_app.core.scene import Choice, IndicatorsScene, Reason, Scene, ThanksScene
from kiosk_app.ui.samples import samples

# The panels there are, each time; those in between, where a layout turns over, in `make layouts`.
SIZES = [
    (1080, 1920),
    (1920, 1080),
    (1280, 800),
    (800, 480),
    (480, 800),
    pytest.param((1024, 768), marks=pytest.mark.long),
    pytest.param((800, 800), marks=pytest.mark.long),
]
TECHNICIANS = {"setup", "door", "technician", "technician_pad"}
FORM = json.loads((Path(__file__).parents[2] / "assets/form/2020-05.json").read_text())


def unit(size: tuple[int, int]) -> float:
    return min(min(size) / 480, max(size) / 768)


def of_the_form(language: str, large: bool) -> Iterator[IndicatorsScene]:
    """The reasons of every level, in the words of the shipped form."""
    scene = samples(language=language, large=large)["indicators"]
    assert isinstance(scene, IndicatorsScene)
    for number, level in enumerate(LEVELS):
        star = str(5 - number)
        items = [item for item in FORM["items"] if item["starLevel"] == star and item["usingStatus"] == "true"]
        reasons = tuple(
            Reason(
                item["normCode"],
                item["normName"] if language == "zh-CN" else item["normNames"]["en"],
                False,
                item["expandNorm"] == "true",
            )
            for item in items
        )
        assert reasons
        yield replace(scene, choice=Choice(level, FORM["levels"][number]["name"][language]), reasons=reasons)


def place(item: QQuickItem) -> QRectF:
    return QRectF(item.mapToScene(QPointF(0, 0)), item.size())


def clipped(item: QQuickItem) -> QRectF:
    """What is to be seen of it: a long consent is turned over, page by page, behind a window."""
    seen, outer = place(item), item.parentItem()
    while outer is not None:
        if outer.clip():
            seen = seen.intersected(place(outer))
        outer = outer.parentItem()
    return seen


def within(item: QQuickItem, controls: Iterable[QQuickItem]) -> bool:
    """Whether it stands on one of them."""
    return any(control.isAncestorOf(item) for control in controls)


def look(glass: Any, large: bool, size: tuple[int, int], what: str, finger: float = 60.0) -> None:
    room = QRectF(0, 0, *size).adjusted(-1, -1, 1, 1)
    least = (30 if large else 18) * unit(size)
    controls = glass.controls()
    for item in glass.items():
        if item.inherits("QQuickText") and item.property("text") and item.property("color") != QColor("transparent"):
            text = f"{what}: {item.property('text')!r}"
            assert not item.property("truncated"), text
            assert item.property("contentWidth") <= item.width() + 1, text
            assert item.property("contentHeight") <= item.height() + 1, text
            seen = clipped(item)
            assert room.contains(seen), text
            if not within(item, controls.values()):
                ink = seen.adjusted(2, 2, -2, -2)
                assert not any(ink.intersects(place(control)) for control in controls.values()), (
                    f"{text} under a control"
                )
            assert item.property("fontInfo").property("pixelSize").toInt() >= int(least) - 1, text
    for name, item in controls.items():
        assert room.contains(place(item)), f"{what}: {name}"
        # Ten letters in a row are as wide as an upright panel allows, and a keyboard as high as leaves room to read.
        key = item.metaObject().className().startswith("Key_")
        wide, high = (min(size[0] * 0.098, 60 * unit(size)), 60 * unit(size)) if key else [finger * unit(size)] * 2
        assert item.width() >= wide - 0.01, f"{what}: {name}"
        assert item.height() >= high - 0.01, f"{what}: {name}"
    places = [(name, place(item)) for name, item in controls.items()]
    for number, (name, one) in enumerate(places):
        for other_name, other in places[number + 1 :]:
            assert not one.intersects(other.adjusted(1, 1, -1, -1)), f"{what}: {name} on {other_name}"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_is_cut(make_glass: Callable[..., Any], size: tuple[int, int], language: str, large: bool) -> None:
    glass = make_glass(size)
    made = samples(language=language, large=large)
    scenes: list[tuple[str, Scene]] = list(made.items())
    paused, idle = made["paused"], made["idle"]
    scenes += [("paused, nobody", replace(paused, clerk=None)), ("idle, nobody", replace(idle, clerk=None))]
    for name, scene in scenes:
        glass.show(scene)
        # The technician's pages are those that nobody enlarges.
        look(glass, scene.frame.large and name != "setup", size, name)
    more, back = ("更多", "返回前面") if language == "zh-CN" else ("More", "Go back")
    for scene in of_the_form(language, large):
        glass.show(samples()["thanks"])
        glass.show(scene)
        look(glass, large, size, scene.choice.name)
        for _ in range(8):
            glass.tap(more)
            glass.settle()
            look(glass, large, size, scene.choice.name)
            if back in glass.controls() or more not in glass.controls():
                break


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_is_cut_in_low_reach_offline_and_shortly_before_the_end(
    make_glass: Callable[..., Any], size: tuple[int, int], language: str, large: bool
) -> None:
    glass = make_glass(size)
    for name, scene in samples(language=language, large=large, low=True, contrast=True, offline=True).items():
        glass.show(scene)
        look(glass, scene.frame.large and name != "setup", size, name)
        ends = glass.window.bridge._now() + 19
        glass.show(replace(scene, frame=replace(scene.frame, ends=ends, span=60)))
        look(glass, scene.frame.large and name != "setup", size, f"{name}, soon over")


def extremes(language: str, large: bool, low: bool) -> Iterator[tuple[str, Scene]]:
    """Scenes with the longest texts that the centre may send, the most reasons and the fewest, and everything done."""
    scenes: dict[str, Any] = samples(language=language, large=large, low=low)
    if low:
        yield from scenes.items()
    asked = scenes["indicators"]
    long = tuple(replace(reason, name=(f"{reason.name}，" * 20)[:120]) for reason in asked.reasons)
    # Low and large, the lower part of a small panel has no room for six lines of such a reason.
    if not (low and large):
        yield "long reasons", replace(asked, reasons=long)
    many = tuple(replace(asked.reasons[number % 8], code=str(number), more=number > 1) for number in range(20))
    yield "many reasons", replace(asked, reasons=many)
    yield "one reason", replace(asked, reasons=asked.reasons[:1], contact=False, duty=False)
    yield "all done", replace(asked, has_text=True, has_contact=True, duty_called=True)
    yield "long consent", replace(scenes["contact"], consent=(scenes["contact"].consent * 20)[:600], mobile="138")
    yield "called", replace(scenes["duty"], called=True, undo=False)
    yield "no receipt", replace(scenes["thanks"], receipt="", promise=None, undo=False)
    yield "working days", replace(scenes["thanks"], promise=None, within=5)


@pytest.mark.parametrize("size", [SIZES[0], *SIZES[2:5]], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("low", [False, True], ids=["high", "low"])
def test_nothing_is_cut_at_the_extremes(
    make_glass: Callable[..., Any], size: tuple[int, int], language: str, large: bool, low: bool
) -> None:
    glass = make_glass(size)
    words = {"更多", "继续", "More", "Next"}
    for what, scene in extremes(language, large, low):
        glass.show(samples()["thanks"])
        glass.show(scene)
        look(glass, scene.frame.large and what != "setup", size, what)
        for _ in range(12):
            onward = words & set(glass.controls())
            if not onward:
                break
            glass.tap(onward.pop())
            glass.settle()
            look(glass, large, size, what)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("low", [False, True], ids=["high", "low"])
def test_a_short_code_is_whole_wherever_it_stands(
    make_glass: Callable[..., Any], size: tuple[int, int], large: bool, low: bool
) -> None:
    glass = make_glass(size)
    thanks = samples(large=large, low=low)["thanks"]
    assert isinstance(thanks, ThanksScene)
    for promise in (thanks.promise, None):
        # M and W are the widest signs there are.
        glass.show(replace(thanks, receipt="WMQ2-W8MW-HWQM-0W4M", promise=promise, within=5))
        look(glass, large, size, "thanks with a short code")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("low", [False, True], ids=["high", "low"])
def test_nothing_is_cut_while_a_name_and_a_number_are_written(
    make_glass: Callable[..., Any], size: tuple[int, int], low: bool
) -> None:
    glass = make_glass(size)
    for language in ("zh-CN", "en"):
        for large in (False, True):
            glass.show(samples()["thanks"])
            glass.show(samples(language=language, large=large, low=low)["contact"])
            for number in (0, 1):
                field = [item for item in glass.items() if item.metaObject().className().startswith("Field_")][number]
                spot = place(field).center().toPoint()
                glass.press({1: spot})
                glass.release({1: spot})
                glass.settle()
                assert glass.view.activeFocusItem().inherits("QQuickTextEdit")
                look(glass, large, size, f"contact, field {number}, {language}")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_targets_have_twenty_millimetres_on_a_panel_of_ten_inches(
    make_glass: Callable[..., Any], language: str, large: bool
) -> None:
    size = (1280, 800)
    glass = make_glass(size, panel_inches=10.1)
    millimetre = (1280**2 + 800**2) ** 0.5 / (10.1 * 25.4)
    for name, scene in samples(language=language, large=large).items():
        glass.show(scene)
        if name not in TECHNICIANS:
            look(glass, large, size, name, 20 * millimetre / unit(size))


def contrast(one: QColor, other: QColor) -> float:
    def light(color: QColor) -> float:
        parts = (color.redF(), color.greenF(), color.blueF())
        r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("theme", "least"), [("default", 4.5), ("contrast", 7.0)])
def test_words_stand_out_from_what_is_really_painted_behind_them(
    make_glass: Callable[..., Any], theme: str, least: float
) -> None:
    glass = make_glass((1280, 800))
    for name, scene in samples(contrast=theme == "contrast", offline=True).items():
        glass.show(scene)
        picture = glass.view.grabWindow()
        for item in glass.items():
            if not (item.inherits("QQuickText") and item.property("text")):
                continue
            where = place(item).toRect()
            # Most of a text's box is not ink.
            behind = Counter(
                picture.pixelColor(x, y).name()
                for x in range(where.left(), where.right(), max(1, where.width() // 40))
                for y in range(where.top(), where.bottom(), max(1, where.height() // 20))
            ).most_common(1)[0][0]
            assert contrast(item.property("color"), QColor(behind)) >= least, (name, item.property("text"))


def test_every_word_has_its_signs(make_glass: Callable[..., Any]) -> None:
    glass = make_glass()
    for language in ("zh-CN", "en"):
        for name, scene in samples(language=language).items():
            glass.show(scene)
            for item in glass.items():
                if item.inherits("QQuickText") and item.property("text"):
                    layout = QTextLayout(item.property("text").replace("\n", ""), item.property("font"))
                    layout.beginLayout()
                    layout.createLine()
                    layout.endLayout()
                    for run in layout.glyphRuns():
                        assert 0 not in run.glyphIndexes(), (name, item.property("text"))
