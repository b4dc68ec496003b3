"""What a field takes: the rule in fitting.js, with texts of every kind."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtQml import QJSEngine, QJSValue

from kiosk_app.ui.assets import QML

FAMILY = "👩\u200d👩\u200d👧"
# Every character but lone surrogates, which Python's UTF-8 could not hand over to Qt.
texts = st.text(max_size=40)


@pytest.fixture(scope="module")
def rule(qapp: object) -> Any:
    engine = QJSEngine()
    source = (QML / "fitting.js").read_text(encoding="utf-8").replace(".pragma library", "")
    fault = engine.evaluate(source + ";0")
    assert not fault.isError(), fault.toString()
    call = engine.globalObject().property("fitted")

    def fitted(before: str, after: str, limit: int, lines: bool = True, digits: bool = False) -> tuple[str, int]:
        answer: QJSValue = call.call([QJSValue(v) for v in (before, after, limit, lines, digits)])
        assert not answer.isError(), answer.toString()
        return answer.property("text").toString(), answer.property("cursor").toInt()

    fitted.engine = engine  # type: ignore[attr-defined]  # as long as the rule
    return fitted


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(after=texts, limit=st.integers(0, 30))
def test_what_comes_out_may_be_sent(rule: Any, after: str, limit: int) -> None:
    text, cursor = rule("", after, limit)
    assert len(text) <= limit
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n" for sign in text)
    assert cursor == units(text)
    # As it came, without what is refused: nothing is put in, nothing changes its place.
    rest = iter(after)
    assert all(sign in rest for sign in text)


@given(before=texts, after=texts, limit=st.integers(0, 30), lines=st.booleans(), digits=st.booleans())
def test_to_fit_again_changes_nothing(
    rule: Any, before: str, after: str, limit: int, lines: bool, digits: bool
) -> None:
    first, _ = rule("", before, limit, lines, digits)
    text, cursor = rule(first, after, limit, lines, digits)
    assert len(text) <= max(limit, len(first))
    assert rule(first, text, limit, lines, digits)[0] == text
    assert 0 <= cursor <= units(text)


@given(head=texts, new=texts, tail=texts)
def test_what_stood_there_is_never_pushed_out(rule: Any, head: str, new: str, tail: str) -> None:
    before, _ = rule("", head + tail, 100)
    cut, _ = rule("", head, 100)
    text, _ = rule(before, cut + new + before[len(cut) :], len(before))
    assert text == before


@pytest.mark.parametrize(
    ("after", "limit", "lines", "text"),
    [
        (FAMILY, 5, False, FAMILY),
        (FAMILY, 4, False, FAMILY[:4]),
        ("𬱖㛃龘", 2, False, "𬱖㛃"),
        ("a\tb\nc\x00d\x1b\x7f\x85e", 99, True, "ab\ncde"),
        ("a\nb", 99, False, "ab"),
        ("x\u202ey\u2066z\ufeff\u2028\ufffc\uffff\U0010fffe", 99, True, "xyz"),
    ],
)
def test_counted_by_code_point_and_without_what_is_no_text(
    rule: Any, after: str, limit: int, lines: bool, text: str
) -> None:
    assert rule("", after, limit, lines)[0] == text


def test_half_a_pair_is_no_character(rule: Any) -> None:
    value = rule.engine.evaluate(r'fitted("", "a\uD800b\uDC00", 9, true, false).text').toString()
    assert value == "ab"


def test_digits_only(rule: Any) -> None:
    assert rule("", "+86 138-0013 8000x９", 11, False, True)[0] == "86138001380"


def test_written_between_two_characters(rule: Any) -> None:
    assert rule("我很好", "我真的很好", 4) == ("我真很好", 2)
