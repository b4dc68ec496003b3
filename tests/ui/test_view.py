"""A scene as plain values: every scene, every branch, and any text whatever."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core.model import Level
from kiosk_app.core.scene import SCENE_NAMES, ClerkCard, IdleScene
from kiosk_app.ui.samples import samples
from kiosk_app.ui.session_view import session_view
from kiosk_app.ui.texts import Texts
from kiosk_app.ui.view import LONGEST, plain, view

TEXTS = Texts(Path(__file__).parents[2] / "assets" / "locale")


def seen(scene: Any) -> dict[str, Any]:
    return view(scene, TEXTS, lambda photo: f"image://{len(photo)}")


def test_every_scene_has_a_view_with_its_name_and_token() -> None:
    for name, scene in samples(token=9).items():
        values = seen(scene)
        assert (values["name"], values["token"], values["large"]) == (name, 9, False)
        assert values["languages"] == [{"tag": "en", "name": "English"}]
    assert set(samples()) == set(SCENE_NAMES.values())


def test_scenes_nobody_can_switch_speak_two_languages() -> None:
    values = seen(samples()["paused"])
    assert (values["title"], values["titleAlso"]) == ("暂停服务", "Closed for now")
    alone = samples(language="en")["setup"]
    assert seen(replace(alone, frame=replace(alone.frame, languages=("en",))))["titleAlso"] == "终端尚未设置"


def test_a_break_and_an_empty_chair_are_told_apart() -> None:
    scene = samples()["paused"]
    assert seen(scene)["text"] != seen(replace(scene, clerk=None))["text"]
    assert seen(replace(scene, clerk=None))["clerk"] is None


@pytest.mark.parametrize(
    ("stars", "shown"), [(None, ""), (0, "☆☆☆☆☆"), (3, "★★★☆☆"), (5, "★★★★★"), (9, "★★★★★"), (-1, "☆☆☆☆☆")]
)
def test_stars(stars: int | None, shown: str) -> None:
    card = ClerkCard("7", "龘先生", "", stars, "")
    values = seen(replace(samples()["idle"], clerk=card))["clerk"]
    assert values["stars"] == shown
    assert values["initial"] == "龘"
    assert values["photo"] == ""


def test_a_photo_is_an_address() -> None:
    card = ClerkCard("7", "王", "", None, "", b"abc")
    assert seen(replace(samples()["idle"], clerk=card))["clerk"]["photo"] == "image://3"


def test_the_chosen_level_and_the_task() -> None:
    scene = samples()["rating"]
    assert seen(scene)["chosen"] == ""
    assert seen(replace(scene, chosen=Level.SATISFIED))["chosen"] == "satisfied"
    assert seen(replace(scene, task=" \n"))["task"] == ""


def test_skip_becomes_submit_and_more_never_leads() -> None:
    scene = samples()["indicators"]
    nothing = tuple(replace(reason, chosen=False) for reason in scene.reasons)
    assert seen(scene)["submit"] == "提交"
    assert seen(replace(scene, reasons=nothing))["submit"] == "跳过"
    assert seen(replace(scene, reasons=nothing, has_text=True))["submit"] == "提交"
    mixed = replace(scene, reasons=tuple(reversed(scene.reasons)), expected=False, undo=False)
    order = [reason["more"] for reason in seen(mixed)["reasons"]]
    assert order == sorted(order)
    assert seen(mixed)["undo"] == ""
    assert seen(mixed)["title"] != seen(scene)["title"]


def test_what_was_written_is_not_touched() -> None:
    scene = samples()["text"]
    values = seen(replace(scene, text="两行\n<b>", undo=False))
    assert (values["text"], values["undo"]) == ("两行\n<b>", "")
    assert values["counted"] == "已输入 %1 字，最多 150 字"


def test_a_promise_names_the_day_or_else_how_many() -> None:
    thanks = replace(samples()["thanks"], promise=date(2026, 12, 4), within=5)
    assert "12" in seen(thanks)["promise"]
    assert "5 个工作日" in seen(replace(thanks, promise=None))["promise"]
    assert "1 个工作日" in seen(replace(thanks, promise=None, within=1))["promise"]
    assert seen(replace(thanks, promise=None, within=0))["promise"] == ""


def test_thanks_knows_no_level() -> None:
    assert seen(samples()["thanks"])["undo"] == "重选"
    assert seen(replace(samples()["thanks"], undo=False))["undo"] == ""


@given(st.text(max_size=400))
def test_any_text_becomes_one_printable_line(text: str) -> None:
    line = plain(text)
    assert len(line) <= LONGEST
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Cs") for sign in line)
    assert plain(line) == line


def test_a_face_has_a_word_even_where_the_form_forgot_it() -> None:
    scene = samples()["rating"]
    bare = seen(replace(scene, choices=tuple(replace(choice, name=" ") for choice in scene.choices)))
    assert [choice["name"] for choice in bare["choices"]][-1] == "very dissatisfied"


def test_what_is_no_scene_is_refused() -> None:
    with pytest.raises(TypeError, match="str is no scene"):
        session_view("rating", lambda key, **values: key)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    ("period", "shown"),
    [("2026-10", "2026年10月 评价结果"), ("2026年秋\n季", "2026年秋 季 评价结果"), ("2026-13", "2026-13 评价结果")],
)
def test_a_month_is_said_in_words(period: str, shown: str) -> None:
    scene = samples()["idle"]
    assert isinstance(scene, IdleScene)
    assert scene.published is not None
    assert seen(replace(scene, published=replace(scene.published, period=period)))["published"]["title"] == shown
