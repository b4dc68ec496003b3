"""The curtain: what stood on the glass when the terminal ended is its first frame, and nothing personal with it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk_app.core.board import Poster, Published
from kiosk_app.core.resting import Frame, IdleScene, PausedScene, SetupScene, WelcomeScene
from kiosk_app.curtain import FILE, NOBODYS, Curtain, kept_scene
from kiosk_app.ui.samples import samples

FRAME = Frame(7, "zh-CN", ("zh-CN", "en"), False, "大厅", "自助终端")
BARE = replace(FRAME, token=NOBODYS)


def after(state_dir: Path, *scenes: object, clerk_stays: bool = True) -> object:
    """What is shown first after a terminal that has shown these."""
    curtain = Curtain(state_dir)
    for scene in scenes:
        curtain.note(scene)  # type: ignore[arg-type]  # scenes of any kind
    curtain.keep()
    return kept_scene(state_dir, clerk_stays=clerk_stays, role="hall", settled=True)


@pytest.mark.parametrize("targets", [False, True])
def test_a_hall_kiosk_begins_with_its_ways(tmp_path: Path, targets: bool) -> None:
    posters, published = (Poster("/x.png"),), Published("2026-10", "大厅", ())
    shown = WelcomeScene(FRAME, targets, posters, published)
    assert after(tmp_path, shown) == WelcomeScene(BARE, targets)
    assert after(tmp_path, shown, clerk_stays=False) == WelcomeScene(BARE, targets)


def test_nothing_of_a_visit_is_on_the_curtain(tmp_path: Path) -> None:
    for scene in samples().values():
        if not isinstance(scene, IdleScene | PausedScene | WelcomeScene):
            assert after(tmp_path, WelcomeScene(FRAME), scene) == WelcomeScene(BARE)
    for aid in ("large", "low", "contrast", "guide"):
        altered = WelcomeScene(replace(FRAME, **{aid: True}), True)
        assert after(tmp_path, WelcomeScene(FRAME), altered) == WelcomeScene(BARE)
    assert after(tmp_path, WelcomeScene(FRAME), WelcomeScene(replace(FRAME, language="en"))) == WelcomeScene(BARE)


def test_another_role_is_another_curtain(tmp_path: Path) -> None:
    assert after(tmp_path, WelcomeScene(FRAME), IdleScene(FRAME, None)) == IdleScene(BARE, None)
    assert after(tmp_path, IdleScene(FRAME, None), WelcomeScene(FRAME)) == WelcomeScene(BARE)


@pytest.mark.parametrize("kept", [{}, {"name": "welcome"}, {"name": "welcome", "frame": {"languages": []}}, [], "x"])
def test_what_cannot_be_read_is_no_curtain(tmp_path: Path, kept: object) -> None:
    (tmp_path / FILE).write_text(json.dumps(kept))
    assert isinstance(kept_scene(tmp_path, clerk_stays=True, role="hall", settled=True), SetupScene)
