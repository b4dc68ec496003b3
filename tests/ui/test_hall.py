"""A hall kiosk under a finger and a keyboard: what each thing posts, and that nothing typed or shown is left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from glass import until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk_app.core.case import CaseStep, Printing, Target, Trouble
from kiosk_app.core.messages import (
    CaseSought,
    FindOpened,
    PrintAsked,
    ReceiptAskOpened,
    ReceiptSought,
    SessionFinished,
    StepChosen,
    TargetChosen,
    TargetsOpened,
    WelcomeOpened,
)
from kiosk_app.ui.samples import samples

Key = Qt.Key
IN_USE = ("find", "seeking", "case", "targets", "receipt_ask", "receipt")


def asked(glass: Any) -> Any:
    """The scene that asks for a number."""
    return next(item for item in glass.items() if item.property("longest") is not None)


def made(glass: Any) -> list[str]:
    """Everything that is in memory as text or typed, seen or not."""

    def below(item: Any) -> Any:
        for child in item.childItems():
            yield child
            yield from below(child)

    return [
        str(value)
        for item in below(glass.view.rootObject())
        for value in (item.property("text"), item.property("typed"), item.property("name"))
        if value
    ]


def test_three_ways_and_where_they_lead(glass: Any) -> None:
    for name, event in (
        ("评价我的办件", FindOpened(1)),
        ("评价窗口或大厅", TargetsOpened(1)),
        ("查评价办理情况", ReceiptAskOpened(1)),
    ):
        glass.show(samples()["idle"])
        glass.show(samples()["welcome"])
        glass.tap(name)
        glass.tap(name)
        assert glass.said() == [event]
    glass.show(replace(samples()["welcome"], targets=False))
    assert "评价窗口或大厅" not in glass.controls()


@pytest.mark.parametrize("name", IN_USE)
def test_the_way_out_is_on_every_scene(glass: Any, name: str) -> None:
    glass.show(samples()["welcome"])
    assert "结束" not in glass.controls()
    glass.show(samples()[name])
    glass.tap("结束")
    assert glass.said() == [SessionFinished(1)]


@pytest.mark.parametrize("size", [(480, 800), (800, 480)])
@pytest.mark.parametrize("large", [False, True])
def test_the_way_out_has_one_place(make_glass: Callable[..., Any], size: tuple[int, int], large: bool) -> None:
    glass = make_glass(size)
    glass.show(samples(large=large)["welcome"])
    places = set()
    for name in (*IN_USE, "rating", "indicators", "text", "contact", "duty", "thanks", "lapsed"):
        scene = samples(large=large)[name]
        glass.show(replace(scene, frame=replace(scene.frame, finish=True)))
        places.add(glass.middle("结束").toTuple())
    assert len(places) == 1


def test_back_leads_to_where_one_came_from(glass: Any) -> None:
    ways = {"find": WelcomeOpened(1), "targets": WelcomeOpened(1), "receipt_ask": WelcomeOpened(1)}
    for name, event in (ways | {"case": FindOpened(1), "receipt": ReceiptAskOpened(1)}).items():
        glass.show(samples()["welcome"])
        glass.show(samples()[name])
        glass.tap("返回")
        assert glass.said() == [event], name


@pytest.mark.parametrize("size", [(480, 800), (800, 480)])
@pytest.mark.parametrize("low", [False, True])
def test_a_number_is_typed_with_a_finger(make_glass: Callable[..., Any], size: tuple[int, int], low: bool) -> None:
    glass = make_glass(size)
    for name, sought in (("find", CaseSought), ("receipt_ask", ReceiptSought)):
        glass.show(samples(low=low)["welcome"])
        glass.show(samples(low=low)[name])
        glass.tap("查询")
        assert glass.said() == []
        glass.tap("字母")
        glass.settle()
        for sign in "YBX":
            glass.tap(sign)
        glass.tap("退格")
        glass.tap("短横")
        glass.tap("数字")
        glass.settle()
        for sign in "20260":
            glass.tap(sign)
        assert asked(glass).property("typed") == "YB-20260"
        assert "YB- 20260" in [" ".join(word.split()) for word in glass.words()]
        glass.tap("查询")
        glass.tap("查询")
        assert glass.said() == [sought(1, "YB-20260")]


def test_a_number_has_an_end_and_can_be_cleared(glass: Any) -> None:
    glass.show(samples()["find"])
    for _ in range(60):
        glass.tap("8")
    assert asked(glass).property("typed") == "8" * 50
    glass.tap("清除")
    assert asked(glass).property("typed") == ""


def test_keys_of_a_keyboard_type_as_well(glass: Any) -> None:
    glass.show(samples()["find"])
    shortcuts = asked(glass)
    for sign in "yb-31x":
        until(lambda sign=sign: QTest.keyClick(glass.view, sign) or shortcuts.property("typed") != "")  # type: ignore[misc]
    assert shortcuts.property("typed") == "YB-31X"
    QTest.keyClick(glass.view, Key.Key_Backspace)
    QTest.keyClick(glass.view, Key.Key_7, Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClick(glass.view, Key.Key_Return)
    assert glass.said() == [CaseSought(1, "YB-317")]


def press(glass: Any, key: Qt.Key) -> None:
    """As a person does: with a pause before and after it."""
    glass.window.pane.stilled()
    QTest.keyClick(glass.view, key)
    glass.window.pane.stilled()


def test_enter_presses_what_the_keys_are_on(glass: Any) -> None:
    glass.show(samples()["find"])
    for number in (1, 2):
        press(glass, Key.Key_Tab)
        press(glass, Key.Key_Return)
        assert len(asked(glass).property("typed")) == number
    assert glass.said() == []
    press(glass, Key.Key_Escape)
    assert glass.said() == [WelcomeOpened(1)]


def test_what_was_not_found_is_put_right_and_what_is_left_is_forgotten(glass: Any) -> None:
    find, seeking = samples()["find"], samples(token=2)["seeking"]
    glass.show(find)
    for sign in "7531":
        glass.tap(sign)
    glass.show(replace(find, trouble=Trouble.SHAPE))
    assert "7531" in glass.words()
    glass.show(seeking)
    glass.show(replace(samples(token=3)["find"], trouble=Trouble.UNKNOWN))
    assert "7531" in glass.words()
    assert "没有查到这个办件，请核对编号" in glass.words()
    glass.show(samples(token=4)["seeking"])
    glass.show(samples(token=5)["case"])
    glass.settle()
    assert not any("7531" in text for text in made(glass))
    glass.show(replace(samples(token=6)["find"], trouble=Trouble.UNKNOWN))
    assert "7531" not in glass.words()


@pytest.mark.parametrize("name", IN_USE)
def test_nothing_of_a_visit_is_left_in_memory(glass: Any, name: str) -> None:
    glass.show(samples()["welcome"])
    glass.settle()
    before = set(made(glass))
    glass.show(samples()[name])
    if name in ("find", "receipt_ask"):
        for sign in "7531":
            glass.tap(sign)
    glass.settle()
    shown = set(made(glass)) - before
    assert shown
    glass.show(samples()["welcome"])
    glass.settle()
    # The name of the way out stays where it stands.
    assert (set(made(glass)) & shown) <= {"结束"}


def test_each_step_gives_itself_and_a_rated_one_is_no_button(glass: Any) -> None:
    scene = samples()["case"]
    for name, event in (
        ("已受理，追加评价", StepChosen(1, 1, True, "id-1")),
        ("已办结，评价", StepChosen(1, 2, False, "id-2")),
    ):
        glass.show(samples()["welcome"])
        glass.show(scene)
        assert not any(control.startswith("待受理") for control in glass.controls())
        glass.tap(name)
        glass.tap(name)
        assert glass.said() == [event]
    glass.show(samples()["welcome"])
    untold = replace(scene.case, told=False, steps=(CaseStep(1),))
    glass.show(replace(scene, case=untold))
    glass.tap("评价")
    assert glass.said() == [StepChosen(1, 1, False, "id-3")]


def test_two_steps_of_one_name_are_told_apart(glass: Any) -> None:
    scene = samples()["case"]
    glass.show(replace(scene, case=replace(scene.case, steps=(CaseStep(1, "2"), CaseStep(4, "2")))))
    assert {"已受理（1），评价", "已受理（4），评价"} <= set(glass.controls())


def test_where_nothing_can_be_rated_it_says_so(glass: Any) -> None:
    scene = samples()["case"]
    rated = tuple(replace(step, rated=True, can_append=False) for step in scene.case.steps)
    glass.show(replace(scene, case=replace(scene.case, steps=rated)))
    assert "各环节都已评价，谢谢您" in glass.words()
    assert not any("评价" in name for name in glass.controls())


def test_many_windows_are_turned_over_and_each_gives_itself(glass: Any) -> None:
    targets = tuple(Target("window", f"W{number:02}", f"{number:02} 号综合窗口") for number in range(23))
    glass.show(replace(samples()["targets"], targets=targets))
    seen: list[str] = []
    for _ in range(12):
        seen += [name for name in glass.controls() if name.endswith("窗口")]
        if "更多" not in glass.controls():
            break
        glass.tap("更多")
        glass.settle()
    assert seen == [target.name for target in targets]
    glass.tap("22 号综合窗口")
    assert glass.said() == [TargetChosen(1, "window", "W22", "id-1")]


def test_paper_is_asked_for_once_and_again_where_it_failed(glass: Any) -> None:
    scene = samples()["thanks"]
    for printing, word in (
        (Printing.OFFERED, "打印回执"),
        (Printing.PAPER_OUT, "打印机缺纸，再试一次"),
        (Printing.COVER_OPEN, "打印机盖未关，再试一次"),
        (Printing.OFF, "打印机未就绪，再试一次"),
    ):
        glass.show(replace(scene, printing=printing))
        glass.tap(word)
        assert glass.said() == [PrintAsked(1)]
    for printing, word in ((Printing.AT_WORK, "正在打印"), (Printing.DONE, "已打印")):
        glass.show(replace(scene, printing=printing))
        assert word in glass.words()
        assert word not in glass.controls()
    glass.show(scene)
    assert "打印回执" not in glass.controls()


def test_who_leaves_large_type_on_the_last_page_sees_the_steps_still(make_glass: Callable[..., Any]) -> None:
    glass = make_glass((800, 480))
    scene = samples(large=True)["case"]
    steps = tuple(CaseStep(number, "2") for number in range(1, 4))
    scene = replace(scene, case=replace(scene.case, steps=steps))
    glass.show(scene)
    while "更多" in glass.controls():
        glass.tap("更多")
        glass.settle()
    glass.show(replace(scene, frame=replace(scene.frame, large=False)))
    assert any(name.endswith("评价") for name in glass.controls())
