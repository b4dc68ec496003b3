"""The catalogues: whole in every language, compiled from what stands beside them, and used."""

from __future__ import annotations

import ast
import gettext
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from kiosk_app.ui.samples import samples
from kiosk_app.ui.texts import Texts

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "assets" / "locale"
LANGUAGES = sorted(path.name for path in LOCALE.iterdir())


def source(language: str) -> dict[str, str]:
    """The messages of a .po file; ours are one line each, without plurals."""
    text = (LOCALE / language / "LC_MESSAGES" / "hcp-kiosk.po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid (".+")\nmsgstr (".*")$', text, re.MULTILINE)
    return {ast.literal_eval(key): ast.literal_eval(value) for key, value in pairs}


def compiled(language: str) -> dict[str, str]:
    with (LOCALE / language / "LC_MESSAGES" / "hcp-kiosk.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    return {key: catalogue.gettext(key) for key in source(language)}


def test_two_languages_at_least() -> None:
    assert {"zh_CN", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_made_from_the_one_beside_it(language: str) -> None:
    assert compiled(language) == source(language)
    size = (LOCALE / language / "LC_MESSAGES" / "hcp-kiosk.mo").read_bytes()[8:12]
    # One more than ours: the header.
    assert int.from_bytes(size, "little") == len(source(language)) + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_and_none_lost_its_gaps(language: str) -> None:
    first, here = source("zh_CN"), source(language)
    assert set(here) == set(first)
    for key, text in here.items():
        assert text.strip(), key
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", first[key])), key


def test_every_text_is_used_and_every_used_one_is_there() -> None:
    files = [*(ROOT / "kiosk_app" / "ui").glob("*view.py"), ROOT / "kiosk_app" / "ui" / "speech.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    literal = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', code))
    families = set(re.findall(r'f"([a-z_]+)\.\{[a-z_.()]+\}"', code))
    for key in source("zh_CN"):
        assert key in literal or key.partition(".")[0] in families, key


def test_a_third_language_is_only_a_catalogue(tmp_path: Path, make_glass: Callable[..., Any]) -> None:
    """Yi, in a folder of its own beside the others: its button is there, its texts come, what it lacks is Chinese."""
    shutil.copytree(LOCALE, tmp_path / "locale")
    catalogue = Catalog()
    catalogue.add("language", "ꆈꌠ")
    catalogue.add("rating.question", "How was it, in Yi?")
    place = tmp_path / "locale" / "ii" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "hcp-kiosk.mo").open("wb") as file:
        write_mo(file, catalogue)
    glass = make_glass(texts=Texts(tmp_path / "locale"))
    scene = samples()["rating"]
    three = ("zh-CN", "en", "ii")
    glass.show(replace(scene, frame=replace(scene.frame, languages=three)))
    assert {"English", "ꆈꌠ"} <= set(glass.controls())
    glass.show(replace(scene, frame=replace(scene.frame, languages=three, language="ii")))
    assert "How was it, in Yi?" in glass.words()
    assert {"中文", "English", "暂不评价"} <= set(glass.controls())


def test_an_unknown_language_and_an_unknown_key(tmp_path: Path) -> None:
    texts = Texts(LOCALE)
    assert texts.text("undo", "xx") == "重选"
    assert texts.text("undo", "en") == "Change"
    assert texts.text("undo", "en") == "Change"
    assert texts.text("no.such", "en") == "no.such"
    assert not texts.has("../../../etc")
    with pytest.raises(FileNotFoundError):
        Texts(tmp_path).text("undo", "en")
