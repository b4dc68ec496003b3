"""The shipped font: every character of a name, every sign of every text, and really the one that is painted."""

from __future__ import annotations

import ast
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtGui import QFont, QGuiApplication, QRawFont, QTextLayout

from kiosk_app.core.scene import ClerkCard, IdleScene
from kiosk_app.ui.samples import samples
from kiosk_app.ui.window import FONTS, SHIPPED_FONT, dress

ROOT = Path(__file__).parents[2]
FILE = ROOT / "assets" / "fonts" / SHIPPED_FONT
STANDARD = (ROOT / "packaging" / "font" / "general-standard.txt").read_text(encoding="utf-8").replace("\n", "")
# 龘 is in no list, 㛃 lies outside GBK, 𬱖 beyond the first plane.
RARE = "龘㛃𬱖"


@pytest.fixture(scope="module")
def drawn() -> dict[int, str]:
    with TTFont(FILE, lazy=True) as font:
        return dict(font.getBestCmap())


def fonts_of(text: str, font: QFont) -> set[str]:
    """The families that Qt really paints a text with."""
    layout = QTextLayout(text.replace("\n", " "), font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    assert all(0 not in run.glyphIndexes() for run in runs), text
    return {run.rawFont().familyName() for run in runs}


def test_the_list_is_the_standard_one() -> None:
    """通用规范汉字表 (2013): 8,105 characters, 196 of them beyond the first plane."""
    assert len(STANDARD) == len(set(STANDARD)) == 8105
    assert sum(ord(sign) > 0xFFFF for sign in STANDARD) == 196
    assert set("一国政务服务好差评㛃𬱖") <= set(STANDARD)
    assert "龘" not in STANDARD


def test_every_character_of_the_standard_has_an_outline(drawn: dict[int, str]) -> None:
    assert [sign for sign in STANDARD + RARE if ord(sign) not in drawn] == []
    with TTFont(FILE) as font:
        outlines = font["CFF "].cff.topDictIndex[0].CharStrings
    assert [sign for sign in RARE if not outlines[drawn[ord(sign)]].bytecode] == []


def test_qt_takes_the_font_and_finds_them(qapp: QGuiApplication) -> None:
    dress(qapp)
    font = qapp.font()
    font.setPixelSize(40)
    raw = QRawFont.fromFont(font)
    assert raw.familyName() == FONTS[0] == "HCP Kiosk Sans"
    assert [sign for sign in STANDARD + RARE if not raw.supportsCharacter(ord(sign))] == []


def test_rare_names_are_painted_with_it(make_glass: Callable[..., Any]) -> None:
    glass = make_glass()
    scene = samples()["idle"]
    assert isinstance(scene, IdleScene)
    pictures = []
    for sign in RARE:
        glass.show(replace(scene, clerk=ClerkCard("7", f"王{sign}", "", None, "")))
        (name,) = (item for item in glass.items() if item.property("text") == f"王{sign}")
        assert fonts_of(f"王{sign}", name.property("font")) == {FONTS[0]}
        pictures.append(glass.view.grabWindow())
    for one, other in itertools.combinations(pictures, 2):
        assert one != other  # three names, three pictures: not three boxes


def catalogue(language: str) -> list[str]:
    text = (ROOT / "assets" / "locale" / language / "LC_MESSAGES" / "hcp-kiosk.po").read_text(encoding="utf-8")
    return [ast.literal_eval(value) for value in re.findall(r'^msgstr (".+")$', text, re.MULTILINE)]


@pytest.mark.parametrize("language", sorted(path.name for path in (ROOT / "assets" / "locale").iterdir()))
def test_every_text_of_a_catalogue_is_in_it(language: str, drawn: dict[int, str]) -> None:
    texts = catalogue(language)
    assert texts
    assert {sign for text in texts for sign in text if sign != "\n" and ord(sign) not in drawn} == set()


def test_every_text_of_the_shipped_form_is_in_it(drawn: dict[int, str]) -> None:
    form = json.loads((ROOT / "assets" / "form" / "2020-05.json").read_text(encoding="utf-8"))
    texts = [name for level in form["levels"] for name in level["name"].values()]
    texts += [item["normName"] for item in form["items"]]
    texts += [name for item in form["items"] for name in item.get("normNames", {}).values()]
    assert {sign for text in texts for sign in text if sign != "\n" and ord(sign) not in drawn} == set()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_scene_falls_back_to_another_font(make_glass: Callable[..., Any], language: str, large: bool) -> None:
    glass = make_glass()
    for name, scene in samples(language=language, large=large).items():
        glass.show(scene)
        for item in glass.items():
            if item.inherits("QQuickText") and item.property("text"):
                assert fonts_of(item.property("text"), item.property("font")) == {FONTS[0]}, (name, item)


def test_what_it_lacks_comes_from_the_system(qapp: QGuiApplication, drawn: dict[int, str]) -> None:
    """Traditional characters of GBK, as in a name from Hong Kong."""
    dress(qapp)
    assert ord("鐵") not in drawn
    families = fonts_of("鐵", qapp.font())
    assert families
    assert FONTS[0] not in families


def test_the_licence_lies_beside_it() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FILE.parent / "OFL.txt").read_text(encoding="utf-8")
