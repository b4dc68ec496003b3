"""The themes: whole, readable, and five levels of which none is louder than another."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtQuick import QQuickItem
from twins import ASSETS, pairs, twin

from kiosk_app.ui.samples import samples

QML = Path(__file__).parents[2] / "kiosk_app" / "ui" / "qml"
THEMES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (ASSETS / "themes").glob("*.json")}

# What is written on what. Borders of what can be tapped and marks need 3 : 1 with what lies beside them.
WORDS = [
    *((ink, ground) for ink in ("ink", "soft", "blue", "star") for ground in ("paper", "card")),
    ("ink", "blueTint"),
    ("soft", "blueTint"),
    ("blue", "blueTint"),
    ("overBlue", "blue"),
    ("overBlueSoft", "blue"),
    ("overBlue", "bluePressed"),
    ("overBar", "bar"),
    ("overBarSoft", "bar"),
    ("paper", "ink"),
]
EDGES = [
    *((edge, ground) for edge in ("line", "blue") for ground in ("paper", "card", "blueTint")),
    ("overBar", "bar"),
    *(("focus", ground) for ground in ("paper", "card", "blueTint")),
]


def channels(colour: str) -> list[float]:
    """Linear red, green, blue of "#RRGGBB"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """WCAG 2's ratio."""
    high, low = sorted(
        (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), channels(x), strict=True)) for x in (one, other)),
        reverse=True,
    )
    return (high + 0.05) / (low + 0.05)


def lightness_and_chroma(colour: str) -> tuple[float, float]:
    """L and C of OKLCH (Björn Ottosson's matrices)."""
    r, g, b = channels(colour)
    rows = ((0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566))
    rows += ((0.0883024619, 0.2817188376, 0.6299787005),)  # type: ignore[assignment]  # a third row of the same matrix
    long, middle, short = ((x * r + y * g + z * b) ** (1 / 3) for x, y, z in rows)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    green = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    blue = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, math.hypot(green, blue)


def theme_of(glass: Any) -> QObject:
    """The window's Theme."""
    theme = glass.view.rootObject().property("theme")
    assert isinstance(theme, QObject)
    return theme


def source(item: QQuickItem) -> str:
    """What an Image shows; "" for other items."""
    url = item.property("source")
    return url.toString() if item.inherits("QQuickImage") else ""


def shape(theme: Any) -> Any:
    return {key: shape(value) for key, value in theme.items()} if isinstance(theme, dict) else type(theme) is str


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_has_exactly_the_keys_that_are_used(name: str) -> None:
    theme, qml = THEMES[name], (QML / "Theme.qml").read_text(encoding="utf-8")
    assert shape(theme) == shape(THEMES["default"])
    for part, call in (("colors", "hue"), ("space", "space"), ("motion", "span")):
        assert set(theme[part]) == set(re.findall(rf'\b{call}\((?:\w+ \? )?"(\w+)"', qml)) | (
            {"finger"} if part == "space" else set()
        ), part
    for size in ("normal", "large"):
        assert set(theme["type"][size]) == set(re.findall(r'\bsign\("(\w+)"\)', qml))
    assert set(theme["levels"]) == {path.stem for path in (ASSETS / "faces").glob("*.svg")} - {"not_now"}
    colours = [*theme["colors"].values(), *theme["levels"].values()]
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours)


@pytest.mark.parametrize(("name", "words", "edges"), [("default", 4.5, 3.0), ("contrast", 7.0, 7.0)])
def test_words_and_edges_stand_out(name: str, words: float, edges: float) -> None:
    colours = THEMES[name]["colors"]
    for least, used in ((words, WORDS), (edges, EDGES)):
        for front, ground in used:
            assert contrast(colours[front], colours[ground]) >= least, (front, ground)
    for level, colour in THEMES[name]["levels"].items():
        for ground in ("paper", "card", "blueTint"):
            assert contrast(colour, colours[ground]) >= words, (level, ground)


@pytest.mark.parametrize("name", THEMES)
def test_no_level_is_louder_than_another(name: str) -> None:
    measured = [lightness_and_chroma(colour) for colour in THEMES[name]["levels"].values()]
    for values in zip(*measured, strict=True):
        # A step of eight bits a channel moves either by about 0.002.
        assert max(values) - min(values) <= 0.004, values


@pytest.mark.parametrize("name", THEMES)
def test_sizes_are_what_the_law_asks(name: str) -> None:
    theme = THEMES[name]
    for size, least in (("normal", 18), ("large", 30)):
        kinds = theme["type"][size]
        assert list(kinds.values()) == sorted(kinds.values())
        assert kinds["least"] == least
    space = theme["space"]
    assert 60 <= space["finger"] <= space["fingerLarge"] <= space["fingerMost"]
    # Two seconds are all the time a person has; nothing on the way may take a noticeable part of it.
    assert all(0 < span <= 600 for span in theme["motion"].values())


def test_high_contrast_has_thicker_lines() -> None:
    assert THEMES["contrast"]["space"]["hair"] >= 2 * THEMES["default"]["space"]["hair"]


def test_nothing_but_the_themes_names_a_colour() -> None:
    for path in QML.rglob("*.qml"):
        text = re.sub("//.*", "", path.read_text(encoding="utf-8"))
        assert not re.search(r'"#[0-9A-Fa-f]{3,8}"|Qt\.rgba|color: "(?!transparent")[a-z]+"', text), path.name


def test_every_picture_has_its_twin_of_high_contrast() -> None:
    for drawing, place in pairs():
        assert place.read_text(encoding="utf-8") == twin(drawing.read_text(encoding="utf-8")), (
            f"{place} is not the twin of {drawing.name}: run tests/ui/twins.py"
        )


@pytest.mark.parametrize("name", THEMES)
def test_faces_are_drawn_in_their_levels_colour(name: str) -> None:
    folder = ASSETS / "faces" / THEMES[name]["pictures"]
    for level, colour in THEMES[name]["levels"].items():
        assert f'stroke="{colour}"' in (folder / f"{level}.svg").read_text(encoding="utf-8"), level


def test_the_machine_can_be_set_to_keep_still(make_glass: Callable[..., Any]) -> None:
    for motion, expected in ((True, THEMES["default"]["motion"]), (False, {"fade": 0})):
        assert {"fade": theme_of(make_glass(motion=motion)).property("fade")} == expected


@pytest.mark.parametrize(
    ("size", "inches", "units"),
    [
        ((1080, 1920), 0, 60),
        ((1080, 1920), 21.5, 60),  # 60 units are 33 mm already
        ((1280, 800), 10.1, 70.5),  # 20 mm
        ((800, 480), 7, 76),  # as much as a layout can give
    ],
)
def test_a_finger_has_twenty_millimetres(
    make_glass: Callable[..., Any], size: tuple[int, int], inches: float, units: float
) -> None:
    theme = theme_of(make_glass(size, panel_inches=inches))
    assert theme.property("finger") / theme.property("u") == pytest.approx(units, abs=0.2)


def test_contrast_is_another_look_and_goes_again(glass: Any) -> None:
    theme = theme_of(glass)
    for contrast, name in ((True, "contrast"), (False, "default")):
        glass.show(samples(contrast=contrast)["rating"])
        assert theme.property("paper").name().upper() == THEMES[name]["colors"]["paper"]
        faces = [source(item) for item in glass.items() if "/faces/" in source(item)]
        assert len(faces) == 6
        assert all(("/contrast/" in face) is contrast for face in faces)
