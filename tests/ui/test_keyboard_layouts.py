"""Which key lies where, and which candidates a page shows: the rules in layouts.js."""

from __future__ import annotations

import string
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtQml import QJSEngine, QJSValue

from kiosk_app.ui.assets import QML
from kiosk_app.ui.session_view import KEYS

PAGES, SCRIPTS, LYING = ("letters", "signs", "digits"), ("pinyin", "latin"), (False, True)
words = st.lists(st.text("一二三", min_size=1, max_size=12), max_size=30)


@pytest.fixture(scope="module")
def rules(qapp: object) -> Any:
    engine = QJSEngine()
    source = (QML / "keyboard" / "layouts.js").read_text(encoding="utf-8").replace(".pragma library", "")
    fault = engine.evaluate(source + ";0")
    assert not fault.isError(), fault.toString()

    def call(name: str, *values: Any) -> Any:
        plain = [engine.toScriptValue(value) for value in values]
        answer: QJSValue = engine.globalObject().property(name).call(plain)
        assert not answer.isError(), answer.toString()
        return answer.toVariant()

    call.engine = engine  # type: ignore[attr-defined]  # as long as the rules
    return call


@pytest.mark.parametrize(("page", "script", "lying"), list(product(PAGES, SCRIPTS, LYING)))
def test_keys_lie_side_by_side(rules: Any, page: str, script: str, lying: bool) -> None:
    found = rules("keys", page, script, lying)
    assert found["rows"] == (3 if lying else 4)
    # Twelve columns of the narrowest lying panel are 64 units wide.
    assert found["columns"] <= (12 if lying else 10)
    for row in range(int(found["rows"])):
        keys = [key for key in found["keys"] if key["row"] == row]
        assert keys
        end = 0.0
        for key in keys:
            assert key["at"] >= end
            assert key["span"] >= 1
            end = key["at"] + key["span"]
        assert end <= found["columns"]


@pytest.mark.parametrize(("page", "script"), list(product(PAGES, SCRIPTS)))
def test_both_layouts_have_the_same_keys(rules: Any, page: str, script: str) -> None:
    upright, lying = (
        sorted((key["does"], key["sign"]) for key in rules("keys", page, script, way)["keys"]) for way in LYING
    )
    assert upright == lying
    assert len(set(upright)) == len(upright)


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_can_be_typed(rules: Any, script: str) -> None:
    letters = {key["sign"] for key in rules("keys", "letters", script, False)["keys"] if key["does"] == "type"}
    assert letters == set(string.ascii_lowercase)
    signs = {key["sign"] for key in rules("keys", "signs", script, False)["keys"]} | set(rules("points", script))
    assert set(string.digits) <= signs
    assert set("，。？！" if script == "pinyin" else ",.?!'") <= signs
    digits = {key["sign"] for key in rules("keys", "digits", script, False)["keys"] if key["does"] == "type"}
    assert digits == set(string.digits)


def test_every_deed_has_a_word(rules: Any) -> None:
    deeds = {
        key["does"]
        for page, script, lying in product(PAGES, SCRIPTS, LYING)
        for key in rules("keys", page, script, lying)["keys"]
    }
    # The key of the scripts is called after the other one.
    assert deeds - {"type", "script"} | {"pinyin", "latin", "more", "back"} == set(KEYS)


@given(given=words, room=st.integers(60, 900))
def test_every_candidate_comes_once_on_some_page(rules: Any, given: list[str], room: int) -> None:
    first, seen = 0, []
    while first < len(given):
        page = rules("fitting", given, first, room, 60, 28, 8)
        end = 0
        for one in page:
            assert one["at"] == end
            assert one["width"] >= 60
            end = one["at"] + one["width"]
            assert end <= room
            seen.append(given[int(one["index"])])
        first = int(page[-1]["index"]) + 1
    assert seen == given
    assert rules("fitting", given, len(given), room, 60, 28, 8) in ([], {})
