"""What stands on a paper receipt, in each language, and what does not."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from kiosk_app.core.messages import PrintReceipt
from kiosk_app.core.model import Moment
from kiosk_app.ui.paper_view import sheet_of
from kiosk_app.ui.texts import Texts

TEXTS = Texts(Path(__file__).parents[2] / "assets" / "locale")


def command(language: str = "zh-CN", task: str | None = "不动产登记", promise: date | None = None) -> PrintReceipt:
    return PrintReceipt(1, "AB12-CD34", "id", language, Moment(1.0, 2), task, promise)


def test_the_hall_the_moment_the_item_the_number_and_the_promise() -> None:
    sheet = sheet_of(command(promise=date(2026, 12, 4)), "政务服务中心", "2026-11-28 14:30", TEXTS)
    assert sheet.title == "政务服务中心"
    assert sheet.lines == ("评价回执", "评价时间：2026-11-28 14:30", "办理事项：不动产登记")
    assert sheet.code == "AB12-CD34"
    assert sheet.foot[0] == "凭此回执号可查询评价的答复。"
    assert "12月4日" in "".join(sheet.foot[1:])


def test_in_the_session_s_language_and_without_what_is_not_known() -> None:
    sheet = sheet_of(command("en", task=None), "", "", TEXTS)
    assert (sheet.title, sheet.lines) == ("Rating receipt", ())
    assert sheet.foot == ("With this number you can look up what became of your rating.",)


def test_an_item_s_name_is_one_printable_line() -> None:
    sheet = sheet_of(command(task="a\n\x1b@b\u202ec"), "hall\x1d", "", TEXTS)
    assert sheet.lines[-1] == "办理事项：a @b c"
    assert sheet.title == "hall"


@pytest.mark.parametrize("word", ["level", "name", "contact", "clerk", "staff"])
def test_the_printer_is_told_no_level_and_no_name(word: str) -> None:
    assert not [field.name for field in fields(PrintReceipt) if word in field.name]
