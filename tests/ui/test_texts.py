"""The catalogues: whole in every language, compiled from what stands beside them, and used."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest

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
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "kiosk_app" / "ui").glob("*view.py"))
    literal = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', code))
    families = set(re.findall(r'f"([a-z_]+)\.\{[a-z_.()]+\}"', code))
    for key in source("zh_CN"):
        assert key in literal or key.partition(".")[0] in families, key


def test_an_unknown_language_and_an_unknown_key(tmp_path: Path) -> None:
    texts = Texts(LOCALE)
    assert texts.text("undo", "xx") == "重选"
    assert texts.text("undo", "en") == "Change"
    assert texts.text("undo", "en") == "Change"
    assert texts.text("no.such", "en") == "no.such"
    assert not texts.has("../../../etc")
    with pytest.raises(FileNotFoundError):
        Texts(tmp_path).text("undo", "en")
