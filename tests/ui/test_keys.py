"""A keyboard instead of a finger: everything can be reached and pressed, and no key rates by accident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from glass import until
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest

from kiosk_app.core.messages import (
    DetailFinished,
    IndicatorToggled,
    LevelChosen,
    RatingDeclined,
    ScreenTouched,
    TextEntered,
)
from kiosk_app.core.model import LEVELS, Input
from kiosk_app.ui.assets import assets
from kiosk_app.ui.samples import samples
from kiosk_app.ui.texts import Texts
from kiosk_app.ui.view import view

Key = Qt.Key
SWITCHES = len(view(samples()["rating"], Texts(assets() / "locale"), lambda _: "")["aids"]) + 1
SESSION = ("rating", "indicators", "text", "contact", "duty", "thanks", "lapsed")


def still(glass: Any) -> None:
    """The pause has passed. There is no pane, and no key that counts, before the first scene of a citizen's."""
    if glass.window.pane is not None:
        glass.window.pane.stilled()


def press(glass: Any, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """As a person does: with a pause before and after it."""
    still(glass)
    QTest.keyClick(glass.view, key, modifier)
    still(glass)


def focused(glass: Any) -> Any:
    """The control the keys are on; None where they are on none."""
    item = glass.view.activeFocusItem()
    return item if item is not None and item.property("activeFocusOnTab") else None


def walk(glass: Any, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> list[Any]:
    """Everything one comes to with one key, once around."""
    around: list[Any] = []
    while len(around) < 60:
        press(glass, key, modifier)
        item = glass.view.activeFocusItem()
        if item in around:
            return around
        around.append(item)
    raise AssertionError("the keys go in circles that do not close")


def ringed(glass: Any) -> list[str]:
    """The controls that show where the keys are."""
    return [
        name
        for name, item in glass.controls().items()
        if any(
            child.isVisible() and child.z() == 1 and child.inherits("QQuickRectangle") for child in item.childItems()
        )
    ]


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1280, 800)])
@pytest.mark.parametrize("large", [False, True])
def test_tab_comes_to_every_control_of_every_scene_and_back(
    make_glass: Callable[..., Any], size: tuple[int, int], large: bool
) -> None:
    glass = make_glass(size)
    for name, scene in samples(large=large).items():
        glass.show(scene)
        if name not in SESSION and not glass.controls():
            continue
        around = walk(glass, Key.Key_Tab)
        for control, item in glass.controls().items():
            # Who has keys types with them, not with those on the glass.
            on_glass = item.metaObject().className().startswith("Key_")
            assert (item in around) is not on_glass, f"{name}: {control}"
        assert all(item.isVisible() for item in around)
        glass.show(scene)
        backwards = walk(glass, Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert set(map(id, backwards)) == set(map(id, around)) or len(backwards) == len(around)


def test_tab_and_arrows_go_in_the_order_in_which_one_reads(make_glass: Callable[..., Any]) -> None:
    for size in ((800, 480), (480, 800)):
        glass = make_glass(size)
        for name in ("rating", "indicators", "thanks"):
            for key in (Key.Key_Tab, Key.Key_Right, Key.Key_Down):
                glass.show(samples()["idle"])
                glass.show(samples()[name])
                corners = [item.mapToScene(QPointF(0, 0)) for item in walk(glass, key)]
                places = [(round(corner.y()), round(corner.x())) for corner in corners]
                # The switches around every scene come last.
                scene, switches = places[:-SWITCHES], places[-SWITCHES:]
                assert scene == sorted(scene), (name, key)
                assert switches == sorted(switches)


def test_nothing_is_chosen_beforehand_and_the_first_tab_comes_to_the_first_face(glass: Any) -> None:
    scene = samples()["rating"]
    glass.show(scene)
    assert focused(glass) is None
    for key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space):
        press(glass, key)
    assert glass.said() == []
    press(glass, Key.Key_Tab)
    assert focused(glass).property("name") == scene.choices[0].name
    press(glass, Key.Key_Left)
    press(glass, Key.Key_Right)
    press(glass, Key.Key_Return)
    assert glass.said() == [LevelChosen(1, LEVELS[0], Input.TOUCH, "id-1")]


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_enter_and_space_press(glass: Any, key: Qt.Key) -> None:
    glass.show(samples()["indicators"])
    while (item := focused(glass)) is None or item.property("name") != "没有提供材料样本":
        press(glass, Key.Key_Tab)
    press(glass, key)
    assert glass.said() == [IndicatorToggled(1, "200")]


@pytest.mark.parametrize("keypad", [False, True])
def test_digits_are_the_levels_as_on_a_pad(glass: Any, keypad: bool) -> None:
    modifier = Qt.KeyboardModifier.KeypadModifier if keypad else Qt.KeyboardModifier.NoModifier
    for number, key in enumerate((Key.Key_5, Key.Key_4, Key.Key_3, Key.Key_2, Key.Key_1)):
        glass.show(samples(token=number)["rating"])
        press(glass, key, modifier)
        assert glass.said() == [LevelChosen(number, LEVELS[number], Input.TOUCH, f"id-{number + 1}")]
        glass.show(samples(token=number)["thanks"])
        press(glass, key, modifier)
        assert glass.said() == []


def held(glass: Any, key: Qt.Key, text: str) -> None:
    """A key that repeats because it is held down."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, True, 1)
        QCoreApplication.sendEvent(glass.view, event)


SCAN = "2026112800012345"


def scan(glass: Any, text: str, *ends: Qt.Key) -> None:
    """As a scanner does that is a keyboard: nothing between the keys, a pause behind them."""
    glass.type(text)
    for key in ends:
        QTest.keyClick(glass.view, key)
    glass.window.pane.stilled()


@pytest.mark.parametrize("end", [Key.Key_Return, Key.Key_Enter, Key.Key_Tab, Key.Key_Space])
@pytest.mark.parametrize("name", ["rating", "indicators", "duty", "thanks", "lapsed"])
def test_what_a_scanner_types_counts_for_nothing(glass: Any, name: str, end: Qt.Key) -> None:
    glass.show(samples()[name])
    for text in (SCAN, "5", "\t5", "\x1b1"):
        scan(glass, text, end)
        scan(glass, text, end, Key.Key_Return)
        assert glass.events == [] or text == "\t5"
        # Where the keys are already, it presses nothing either.
        press(glass, Key.Key_Tab)
        before = focused(glass)
        glass.events.clear()
        scan(glass, text, end, Key.Key_Return)
        assert glass.said() == []
        if text == SCAN:
            assert focused(glass) is before


def test_a_key_counts_by_itself_when_no_other_has_followed(glass: Any) -> None:
    glass.show(samples()["rating"])
    QTest.keyClick(glass.view, Key.Key_4)
    assert glass.events == []
    until(lambda: bool(glass.events))
    assert glass.said() == [LevelChosen(1, LEVELS[1], Input.TOUCH, "id-1")]


def test_a_key_that_waits_does_not_count_in_the_next_scene(glass: Any) -> None:
    glass.show(samples(token=1)["rating"])
    QTest.keyClick(glass.view, Key.Key_4)
    glass.show(samples(token=2)["rating"])
    glass.window.pane.stilled()
    assert glass.said() == []


def test_a_key_that_is_held_down_never_rates(glass: Any) -> None:
    glass.show(samples()["rating"])
    press(glass, Key.Key_Tab)
    for _ in range(20):
        held(glass, Key.Key_Return, "\r")
        held(glass, Key.Key_Space, " ")
        held(glass, Key.Key_1, "1")
    assert glass.said() == []


def test_where_the_keys_were_is_forgotten_with_the_scene(glass: Any) -> None:
    glass.show(samples()["indicators"])
    press(glass, Key.Key_Tab)
    press(glass, Key.Key_Tab)
    for after in ("thanks", "rating"):
        glass.show(samples(token=2)[after])
        assert focused(glass) is None
        press(glass, Key.Key_Return)
        assert glass.said() == []


def test_a_switch_keeps_the_keys_where_they_are(glass: Any) -> None:
    glass.show(samples()["indicators"])
    press(glass, Key.Key_Tab)
    press(glass, Key.Key_Tab)
    before = focused(glass)
    glass.show(samples(language="en")["indicators"])
    assert focused(glass) is before


def test_one_sees_where_the_keys_are_and_only_who_uses_keys(glass: Any) -> None:
    glass.show(samples()["rating"])
    glass.tap("English")
    assert ringed(glass) == []
    for number, choice in enumerate(samples()["rating"].choices):
        press(glass, Key.Key_Tab)
        assert ringed(glass) == [choice.name], number
    glass.tap("English")
    assert ringed(glass) == []
    assert focused(glass) is None


def test_escape_is_not_now_and_back(glass: Any) -> None:
    glass.show(samples()["rating"])
    press(glass, Key.Key_Escape)
    assert glass.said() == [RatingDeclined(1)]
    glass.show(replace(samples()["text"], text="您好"))
    press(glass, Key.Key_Escape)
    assert glass.said() == [TextEntered(1, "您好")]
    glass.show(samples()["thanks"])
    press(glass, Key.Key_Escape)
    assert glass.said() == []


def test_one_comes_into_the_text_and_out_of_it(glass: Any) -> None:
    glass.show(replace(samples()["text"], text=""))
    glass.type("5 ok")
    press(glass, Key.Key_Left)
    field = glass.view.activeFocusItem()
    assert (field.property("text"), field.property("cursorPosition")) == ("5 ok", 3)
    press(glass, Key.Key_Tab)
    assert "\t" not in field.property("text")
    assert focused(glass) is not None
    around = walk(glass, Key.Key_Tab)
    assert field in around
    while (item := focused(glass)) is None or item.property("name") != "提交":
        press(glass, Key.Key_Tab)
    press(glass, Key.Key_Return)
    assert glass.said() == [DetailFinished(1, "5 ok")]


def test_who_uses_keys_is_somebody_there(glass: Any) -> None:
    glass.show(samples(token=4)["rating"])
    press(glass, Key.Key_Tab)
    press(glass, Key.Key_Shift)
    assert glass.events == [ScreenTouched(4)]
