"""The curtain: what a terminal showed at rest is what its next start shows first."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk_app.core.hall_scene import FindScene, WelcomeScene
from kiosk_app.core.resting import ClerkCard, Frame, IdleScene, PausedScene, Poster, SetupScene
from kiosk_app.core.scene import Scene
from kiosk_app.curtain import FILE, Curtain, kept_scene

FRAME = Frame(0, "zh-CN", ("zh-CN", "en"), False, "大厅", "07")
CARD = ClerkCard("0715", "王芳", "综合窗口", 4, "为人民服务", b"\x89PNG")


def again(folder: Path, *scenes: Scene, clerk_stays: bool = True) -> Scene:
    """What comes first after a terminal that showed these."""
    curtain = Curtain(folder)
    for scene in scenes:
        curtain.note(scene)
    curtain.keep()
    return kept_scene(folder, clerk_stays=clerk_stays, role="counter", settled=False)


@pytest.mark.parametrize(
    "scene",
    [IdleScene(FRAME, CARD), IdleScene(FRAME, None), PausedScene(FRAME, CARD), WelcomeScene(FRAME, True)],
    ids=lambda scene: type(scene).__name__,
)
def test_a_resting_scene_comes_again(tmp_path: Path, scene: Scene) -> None:
    assert again(tmp_path, scene) == scene


def test_a_clerk_who_has_left_does_not(tmp_path: Path) -> None:
    assert again(tmp_path, IdleScene(FRAME, CARD), clerk_stays=False) == PausedScene(FRAME, None)


def test_what_comes_and_goes_is_not_on_it(tmp_path: Path) -> None:
    shown = WelcomeScene(FRAME, False, (Poster("/n1.png"),))
    assert again(tmp_path, shown) == WelcomeScene(FRAME)


def test_what_a_citizen_did_leaves_nothing_on_it(tmp_path: Path) -> None:
    shown = WelcomeScene(FRAME, True)
    altered = [replace(shown, frame=replace(FRAME, large=True)), replace(shown, frame=replace(FRAME, language="en"))]
    assert again(tmp_path, shown, FindScene(FRAME), *altered) == shown


@pytest.mark.parametrize("kept", ["", "{", "[]", json.dumps({"name": "welcome", "frame": {}})])
def test_one_that_cannot_be_read_is_none(tmp_path: Path, kept: str) -> None:
    (tmp_path / FILE).write_text(kept)
    assert isinstance(kept_scene(tmp_path, clerk_stays=True, role="counter", settled=False), SetupScene)
