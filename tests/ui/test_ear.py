"""What a screen reader meets: names, roles, and that a press through it is a press."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface

from kiosk_app.core.messages import IndicatorToggled, LevelChosen
from kiosk_app.core.model import Input
from kiosk_app.ui.samples import samples

Role = QAccessible.Role


@pytest.fixture
def tree(glass: Any) -> Any:
    QAccessible.setActive(True)

    def below(interface: QAccessibleInterface) -> list[tuple[Role, str, QAccessibleInterface]]:
        found = []
        for number in range(interface.childCount()):
            child = interface.child(number)
            if child.state().invisible:
                continue
            found += [(child.role(), child.text(QAccessible.Text.Name), child), *below(child)]
        return found

    return lambda: below(QAccessible.queryAccessibleInterface(glass.view))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_face_is_a_button_named_after_its_level(glass: Any, tree: Any, language: str) -> None:
    scene = samples(language=language)["rating"]
    glass.show(scene)
    buttons = [name for role, name, _ in tree() if role == Role.Button]
    assert buttons[:5] == [choice.name for choice in scene.choices]
    for number, choice in enumerate(scene.choices):
        glass.show(samples(language=language, token=number)["rating"])
        heard = next(item for role, name, item in tree() if name == choice.name)
        heard.actionInterface().doAction("Press")
        assert glass.said() == [LevelChosen(number, choice.level, Input.TOUCH, f"id-{number + 1}")]


def test_every_control_of_every_scene_has_a_name_and_does_what_a_tap_does(glass: Any, tree: Any) -> None:
    for name, scene in samples().items():
        glass.show(scene)
        pressable = [(role, heard) for role, heard, _ in tree() if role in (Role.Button, Role.CheckBox)]
        assert all(heard for _, heard in pressable), name
        assert {heard for _, heard in pressable} == set(glass.controls()), name


def test_a_reason_is_a_box_that_says_whether_it_is_ticked(glass: Any, tree: Any) -> None:
    glass.show(samples()["indicators"])
    ticked = {name: item.state().checked for role, name, item in tree() if role == Role.CheckBox}
    assert ticked == {"没有提供材料样本": 0, "没有提供材料清单": 1, "未在承诺时间内办结": 0}
    box = next(item for role, name, item in tree() if name == "没有提供材料样本")
    box.actionInterface().doAction("Press")
    assert glass.said() == [IndicatorToggled(1, "200")]


def test_a_switch_says_whether_it_is_in_force(glass: Any, tree: Any) -> None:
    switches = {"大字": "large", "低位": "low", "高对比": "contrast"}
    for on in (None, *switches.values()):
        glass.show(samples(**({on: True} if on else {}))["rating"])
        states = {name: item.state() for _, name, item in tree() if name in switches}
        assert {name for name, state in states.items() if state.checkable} == set(switches)
        assert [switches[name] for name, state in states.items() if state.checked] == ([on] if on else [])


def test_what_is_written_can_be_heard(glass: Any, tree: Any) -> None:
    glass.show(samples()["idle"])
    heard = {name for _, name, _ in tree()}
    assert {"王晓梅", "5星级", "渝北区政务服务中心", "办完业务，请您评价本次服务"} <= heard
    glass.show(samples()["text"])
    assert (Role.EditableText, "请写下您的意见") in {(role, name) for role, name, _ in tree()}
    assert "已输入 17 字，最多 150 字" in {name for _, name, _ in tree()}
