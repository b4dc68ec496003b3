"""The curtain: what stood on the glass when the terminal ended is its first frame, and nothing personal with it."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk_app import curtain
from kiosk_app.core.board import Poster, Published
from kiosk_app.core.resting import ClerkCard, Frame, IdleScene, PausedScene, SetupScene, WelcomeScene
from kiosk_app.curtain import FILE, NOBODYS, kept_curtain
from kiosk_app.curtain_keeper import CurtainKeeper
from kiosk_app.ui.assets import assets
from kiosk_app.ui.samples import samples
from kiosk_app.ui.screen import Drawn
from kiosk_app.ui.texts import Texts
from kiosk_app.ui.view import view

FRAME = Frame(7, "zh-CN", ("zh-CN", "en"), False, "大厅", "自助终端")
BARE = replace(FRAME, token=NOBODYS)


TEXTS = Texts(assets() / "locale")
PHOTO = b"\x89PNG and more"
CLERK = ClerkCard("0715", "王芳", "户籍民警", 5, "", PHOTO)


def after(state_dir: Path, *scenes: object, clerk_stays: bool = True) -> object:
    """What is shown first after a terminal that has shown these, by its values; drawn it is the same."""
    keeper = CurtainKeeper(state_dir)
    for scene in scenes:
        keeper.note(scene)  # type: ignore[arg-type]  # scenes of any kind
    keeper.keep()
    drawn = first(state_dir, clerk_stays=clerk_stays)
    kept = json.loads((state_dir / FILE).read_bytes())
    del kept["drawn"]
    (state_dir / FILE).write_text(json.dumps(kept))
    scene = first(state_dir, clerk_stays=clerk_stays)
    assert isinstance(drawn, Drawn)
    assert drawn.view == plain(view(scene, TEXTS, lambda photo: ""))  # type: ignore[arg-type]  # no Drawn this time
    assert drawn.photo == getattr(getattr(scene, "clerk", None), "photo", None)
    return scene


def first(state_dir: Path, *, clerk_stays: bool = True) -> object:
    return kept_curtain(state_dir, clerk_stays=clerk_stays, role="hall", settled=True)


def plain(value: object) -> object:
    """As it comes back from the disk."""
    return json.loads(json.dumps(value))


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
    assert isinstance(first(tmp_path), SetupScene)


@pytest.mark.parametrize("scene", [IdleScene(FRAME, CLERK), PausedScene(FRAME, CLERK)], ids=["idle", "paused"])
def test_the_clerk_is_on_it_while_signed_in(tmp_path: Path, scene: IdleScene | PausedScene) -> None:
    assert after(tmp_path, scene) == replace(scene, frame=BARE)
    assert after(tmp_path, scene, clerk_stays=False) == PausedScene(BARE, None)
    assert after(tmp_path, IdleScene(FRAME, None), clerk_stays=False) == IdleScene(BARE, None)


def test_what_other_sources_drew_goes_by_its_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = CurtainKeeper(tmp_path)
    keeper.note(WelcomeScene(FRAME, True))
    keeper.keep()
    assert isinstance(first(tmp_path), Drawn)
    newer = tmp_path / "view.py"
    newer.touch()
    os.utime(newer, (1, 1))
    monkeypatch.setattr(curtain, "VIEW", newer)
    assert first(tmp_path) == WelcomeScene(BARE, True)
    monkeypatch.setattr(curtain, "VIEW", tmp_path / "without-sources.py")
    assert first(tmp_path) == WelcomeScene(BARE, True)
    keeper = CurtainKeeper(tmp_path)
    keeper.note(WelcomeScene(FRAME, True))
    keeper.keep()
    assert isinstance(first(tmp_path), Drawn)


def test_a_terminal_behind_its_host_is_asked_by_its_scene(tmp_path: Path) -> None:
    keeper = CurtainKeeper(tmp_path)
    keeper.note(IdleScene(FRAME, None))
    keeper.keep()
    aside = kept_curtain(tmp_path, clerk_stays=True, role="embedded", settled=True)
    assert aside == IdleScene(replace(BARE, aside=True), None)


@pytest.mark.parametrize("drawn", [7, [], {}, {"sources": "mine"}, {"sources": "mine", "stays": 7}])
def test_a_damaged_drawing_is_no_curtain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: object) -> None:
    monkeypatch.setattr(curtain, "sources", lambda: "mine")
    keeper = CurtainKeeper(tmp_path)
    keeper.note(WelcomeScene(FRAME, True))
    keeper.keep()
    kept = json.loads((tmp_path / FILE).read_bytes())
    (tmp_path / FILE).write_text(json.dumps(kept | {"drawn": drawn}))
    assert isinstance(first(tmp_path), SetupScene)


@pytest.mark.parametrize("name", ["龘㛃𬱖", "half \ud800 of a pair"], ids=["rare", "half"])
def test_a_name_that_the_locale_cannot_write_is_kept(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a locale like zh_CN.GB2312 makes of a file that is opened for text.
    opened = io.open

    def abroad(path: str, mode: str, buffering: int, encoding: str | None, *more: Any) -> Any:
        return opened(path, mode, buffering, "gb2312" if encoding == "locale" else encoding, *more)

    monkeypatch.setattr(io, "open", abroad)
    clerk = replace(CLERK, name=name)
    assert after(tmp_path, IdleScene(FRAME, clerk)) == IdleScene(BARE, clerk)
