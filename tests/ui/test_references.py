"""Every scene looks as it was looked at: against the reference pictures, with a tolerance."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtGui import QGuiApplication
from references import PICTURES, WISHES, Wish, differs, reduced

from kiosk_app.core.scene import SCENE_NAMES
from kiosk_app.ui.scenes import render

ROOT = Path(__file__).parents[2]
NEW = ROOT / "build" / "pictures"


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.name)
def test_every_scene_looks_as_kept(wish: Wish, qapp: QGuiApplication) -> None:
    faults = []
    for path in render(NEW / wish.name, **wish.more):
        kept = PICTURES / wish.name / path.name
        if not kept.exists():
            faults.append(f"{kept.relative_to(ROOT)} is missing")
            continue
        fault = differs(Image.open(kept).convert("RGB"), reduced(Image.open(path)))
        if fault is None:
            path.unlink()
        else:
            faults.append(f"{path.relative_to(ROOT)}: {fault}")
    assert not faults, "look at these; if they are meant, `make pictures` keeps them: " + "; ".join(faults)


def test_no_picture_is_of_a_scene_that_is_gone() -> None:
    wanted = {f"{wish.name}/{name}.png" for wish in WISHES for name in SCENE_NAMES.values()}
    assert {str(path.relative_to(PICTURES)) for path in PICTURES.rglob("*.png")} == wanted


@pytest.fixture
def sheet() -> Image.Image:
    picture = Image.new("RGB", (400, 300), "#F2F5F9")
    ImageDraw.Draw(picture).rectangle((100, 100, 180, 130), fill="#16232F")
    return picture


def test_the_same_is_the_same(sheet: Image.Image) -> None:
    assert differs(sheet, sheet.copy()) is None


def test_a_thing_that_moved_by_two_points_is_seen(sheet: Image.Image) -> None:
    moved = Image.new("RGB", (400, 300), "#F2F5F9")
    ImageDraw.Draw(moved).rectangle((100, 102, 180, 132), fill="#16232F")
    assert "a field differs" in (differs(sheet, moved) or "")


def test_another_shade_is_seen_and_the_last_bit_is_not(sheet: Image.Image) -> None:
    other = sheet.point(lambda value: max(0, value - 4))
    assert "the whole differs" in (differs(sheet, other) or "")
    assert differs(sheet, sheet.point(lambda value: max(0, value - 1))) is None


def test_another_size_is_seen(sheet: Image.Image) -> None:
    assert differs(sheet, sheet.resize((401, 300))) == "(400, 300) against (401, 300)"
