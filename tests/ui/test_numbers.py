"""A number while it is typed: the rule in numbers.js."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtQml import QJSEngine

from kiosk_app.ui.assets import QML

typed = st.text("ABCXYZ0123456789-", max_size=64)
# As wide as a third of its signs and half a line high.
WIDE = "text => 0.6 * text.length"


@pytest.fixture(scope="module")
def rule(qapp: object) -> Any:
    engine = QJSEngine()
    source = (QML / "numbers.js").read_text(encoding="utf-8").replace(".pragma library", "")
    fault = engine.evaluate(source + ";0")
    assert not fault.isError(), fault.toString()

    def evaluated(expression: str) -> Any:
        answer = engine.evaluate(expression)
        assert not answer.isError(), answer.toString()
        return answer.toVariant()

    return evaluated


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("", []),
        ("12345", ["12345"]),
        ("123456", ["1234", "56"]),
        ("YB2026112800731", ["YB", "2026", "1128", "00731"]),
        ("YB01-7Q2K-9F4M", ["YB01-", "7Q2K-", "9F4M"]),
        ("--1", ["-", "-", "1"]),
    ],
)
def test_groups(rule: Any, number: str, groups: list[str]) -> None:
    assert rule(f"groups('{number}')") == groups


@given(number=typed)
def test_nothing_is_lost_in_groups(rule: Any, number: str) -> None:
    groups = rule(f"groups('{number}')")
    assert "".join(groups) == number
    assert all(0 < len(group) <= 6 for group in groups)


@given(number=typed, width=st.integers(60, 800), height=st.integers(40, 300))
def test_it_is_shown_whole_or_its_end(rule: Any, number: str, width: int, height: int) -> None:
    shown = rule(f"shown('{number}', [44, 28, 20, 18], {width}, {height}, {WIDE})")
    text, lines = shown["text"], shown["text"].split("\n")
    assert shown["size"] in (44, 28, 20, 18)
    if "…" in text:
        assert number.endswith("".join(text.replace("…", "").split()))
        assert shown["size"] == 18
    elif number:
        assert "".join(text.split()) == number
        assert len(lines) * 1.3 * shown["size"] <= height
        assert all(0.6 * len(line) * shown["size"] <= width for line in lines)
