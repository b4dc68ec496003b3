"""What is said when: once a scene, in its language, whatever the level, and nothing at rest."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core.case import Trouble
from kiosk_app.core.model import LEVELS
from kiosk_app.core.resting import RESTING_NAMES
from kiosk_app.core.scene import SCENE_NAMES, Choice, Scene
from kiosk_app.ui import speech
from kiosk_app.ui.samples import samples
from kiosk_app.ui.speech import NOTHING, Speech, greeting, prompts
from kiosk_app.ui.texts import Texts

ROOT = Path(__file__).parents[2]
TECHNICIANS = [SCENE_NAMES[kind] for kind in speech.TECHNICIANS]
RESTING = [SCENE_NAMES[kind] for kind in RESTING_NAMES]
NAMES = [name for name in SCENE_NAMES.values() if name not in TECHNICIANS]
SESSION = [name for name in NAMES if name not in RESTING]
TEXTS = Texts(ROOT / "assets" / "locale")


def scene(name: str, token: int = 1, **frame: Any) -> Any:
    made = samples(token=token)[name]
    return replace(made, frame=replace(made.frame, **frame))


def aloud(name: str) -> tuple[str, ...]:
    """What a scene says to everybody."""
    return () if name == "duty" else (f"say.{name}",)


@pytest.mark.parametrize("name", SESSION)
def test_a_scene_of_a_session_says_its_prompt_once(name: str) -> None:
    before = scene("idle")
    assert prompts(before, scene(name)) == Speech(aloud(name), stop=True)
    # Shown again, with something else changed, and in larger type.
    assert prompts(scene(name), scene(name)) == NOTHING
    assert prompts(scene(name), scene(name, large=True, low=True, contrast=True, offline=True, ends=9.0)) == NOTHING


@pytest.mark.parametrize("name", RESTING)
def test_at_rest_nothing_is_said_to_nobody(name: str) -> None:
    said = ("say.cleaning",) if name == "cleaning" else ()
    assert prompts(scene("indicators"), scene(name)) == Speech(said, stop=True)
    assert prompts(scene("paused" if name == "idle" else "idle", 2), scene(name)).keys == said
    assert prompts(None, scene(name)) == NOTHING
    # The language and the aids go back by themselves when somebody has gone.
    assert prompts(scene(name, language="en", guide=True), scene(name)).keys == ()


@pytest.mark.parametrize("name", NAMES)
def test_who_touches_a_resting_screen_is_told_what_it_is(name: str) -> None:
    speaks = name in RESTING and name != "cleaning"
    assert greeting(scene(name)) == (Speech((f"say.{name}",)) if speaks else NOTHING)
    assert greeting(scene(name, guide=True)) == NOTHING


@pytest.mark.parametrize("name", TECHNICIANS)
def test_a_technician_reads(name: str) -> None:
    assert prompts(scene("idle"), scene(name, guide=True)) == Speech(stop=True)
    assert prompts(scene(name), scene(name, language="en")) == NOTHING
    assert prompts(scene(name), scene("idle", 2)).keys == ()
    assert greeting(scene(name)) == NOTHING


@pytest.mark.parametrize("name", ["thanks", "lapsed"])
def test_last_words_are_said_to_their_end(name: str) -> None:
    assert prompts(scene(name), scene("idle", 2)) == NOTHING
    assert prompts(scene(name), scene("rating", 2)) == Speech(("say.rating",), stop=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_says_that_it_is_on_and_where_one_is(name: str) -> None:
    said = prompts(scene(name), scene(name, guide=True))
    assert said.keys[:2] == ("say.guide.on", f"say.{name}")
    assert said.stop
    assert ("say.rating.guide" in said.keys) == (name == "rating")
    off = ("say.guide.off",) if name in SESSION else ()
    assert prompts(scene(name, guide=True), scene(name)).keys == off


def test_the_next_person_does_not_hear_of_the_guide_of_the_one_before() -> None:
    assert prompts(scene("rating", 1, guide=True), scene("rating", 2)) == Speech(("say.rating",), stop=True)


@pytest.mark.parametrize("name", SESSION)
def test_another_language_says_it_again(name: str) -> None:
    assert prompts(scene(name), scene(name, language="en")) == Speech(aloud(name), stop=aloud(name) != ())


def test_a_call_is_confirmed_to_who_has_the_guide() -> None:
    asked = scene("duty", guide=True)
    called = replace(asked, called=True)
    assert prompts(asked, called) == Speech(("say.duty.called",), stop=True)
    assert prompts(called, called) == NOTHING
    assert prompts(called, asked) == NOTHING
    assert prompts(scene("indicators", guide=True), called).keys == ("say.duty.called",)


def test_what_only_a_low_level_leads_to_is_never_said_aloud() -> None:
    """The clerk hears it too."""
    asked = scene("duty")
    for shown in (asked, replace(asked, called=True), scene("duty", language="en")):
        for before in ("indicators", "duty", "rating"):
            assert prompts(scene(before), shown).keys == ()


@pytest.mark.parametrize("name", ["find", "receipt_ask"])
@pytest.mark.parametrize("trouble", Trouble)
def test_why_nothing_was_found_is_said(name: str, trouble: Trouble) -> None:
    asked = scene(name)
    failed = replace(asked, trouble=trouble)
    said = Speech((f"{name}.{trouble.value}",), stop=True)
    assert prompts(asked, failed) == prompts(scene("seeking"), failed) == said
    assert prompts(failed, failed) == prompts(failed, asked) == NOTHING
    for language in ("zh-CN", "en"):
        assert TEXTS.text(said.keys[0], language) != said.keys[0]


def test_under_the_guide_a_reason_says_what_became_of_it() -> None:
    plain = scene("indicators")
    guided = scene("indicators", guide=True)

    def with_first(of: Any, chosen: bool) -> Any:
        return replace(of, reasons=(replace(of.reasons[0], chosen=chosen), *of.reasons[1:]))

    assert prompts(with_first(guided, False), with_first(guided, True)).keys == ("say.chosen",)
    assert prompts(with_first(guided, True), with_first(guided, False)).keys == ("say.unchosen",)
    assert prompts(guided, replace(guided, has_text=True)) == NOTHING
    assert prompts(with_first(plain, False), with_first(plain, True)) == NOTHING


frames = st.fixed_dictionaries(
    {"language": st.sampled_from(["zh-CN", "en"]), "guide": st.booleans(), "token": st.integers(1, 2)}
)


def of_level(made: Scene, number: int) -> Scene:
    """The scene as it is with this level: its face, and that a reason is asked for."""
    changes: dict[str, Any] = {}
    names = {field.name for field in fields(made)}
    if "choice" in names:
        changes["choice"] = Choice(LEVELS[number], f"level {number}")
    if "chosen" in names:
        changes["chosen"] = LEVELS[number]
    if "expected" in names:
        changes["expected"] = number >= 3
    return replace(made, **changes)


@given(names=st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), one=frames, two=frames)
def test_no_level_is_heard(names: tuple[str, str], one: dict[str, Any], two: dict[str, Any]) -> None:
    before, now = (scene(name, **frame) for name, frame in zip(names, (one, two), strict=True))
    assert len({prompts(of_level(before, n), of_level(now, n)) for n in range(len(LEVELS))}) == 1
    assert len({greeting(of_level(now, n)) for n in range(len(LEVELS))}) == 1


@given(names=st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), one=frames, two=frames)
def test_every_key_has_a_text_in_every_language_and_whoever_speaks_interrupts(
    names: tuple[str, str], one: dict[str, Any], two: dict[str, Any]
) -> None:
    said = prompts(scene(names[0], **one), scene(names[1], **two))
    assert said.stop or not said.keys
    for key in said.keys:
        for language in ("zh-CN", "en"):
            assert TEXTS.text(key, language) != key


def test_a_case_says_what_can_be_done_with_it() -> None:
    before, found = scene("seeking"), scene("case", token=2)
    assert prompts(before, found).keys == ("say.case",)
    untold = replace(found, case=replace(found.case, told=False))
    assert prompts(before, untold).keys == ("case.untold",)
    rated = tuple(replace(step, rated=True, can_append=False) for step in found.case.steps)
    assert prompts(before, replace(found, case=replace(found.case, steps=rated))).keys == ("case.all_rated",)
