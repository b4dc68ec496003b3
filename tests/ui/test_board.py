"""The hall's notice board: one page after another, nothing broken shown, nothing moved that nobody sees."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from glass import until
from PIL import Image
from PySide6.QtCore import QSize

from kiosk_app.core.scene import IdleScene, Poster
from kiosk_app.ui.pictures import fitted
from kiosk_app.ui.samples import samples


def poster(folder: Path, name: str, colour: str = "red", size: tuple[int, int] = (160, 90)) -> Poster:
    path = folder / name
    Image.new("RGB", size, colour).save(path)
    return Poster(str(path), 3.0, name)


def idle(*posters: Poster, charted: bool = False) -> IdleScene:
    scene = samples()["idle"]
    assert isinstance(scene, IdleScene)
    return replace(scene, posters=posters, published=scene.published if charted else None)


def board(glass: Any) -> Any:
    return next(item for item in glass.items() if item.metaObject().className().startswith("Board_"))


def page(glass: Any) -> str:
    """The name of what is on the board; "" while it is empty."""
    name = board(glass).property("showing")
    assert isinstance(name, str)
    return name


def kept(item: Any) -> int:
    """How many posters are in memory below this item, seen or not."""
    own = item.inherits("QQuickImage") and item.property("source").toString().startswith("image://poster/")
    return int(own) + sum(kept(child) for child in item.childItems())


def turn(glass: Any) -> None:
    """Three seconds are over."""
    board(glass).metaObject().invokeMethod(board(glass), "advance")


def resting(glass: Any) -> bool:
    """Whether a timer runs that will turn the page."""
    return any(
        child.property("running") for child in board(glass).children() if child.metaObject().className() == "QQmlTimer"
    )


@pytest.mark.parametrize("motion", [True, False])
def test_pages_come_one_after_another_and_begin_again(
    make_glass: Callable[..., Any], tmp_path: Path, motion: bool
) -> None:
    glass = make_glass(motion=motion)
    glass.show(idle(poster(tmp_path, "a.png"), poster(tmp_path, "海报 ~%#?.jpg"), charted=True))
    for name in ("a.png", "海报 ~%#?.jpg", "2026年10月 评价结果", "a.png"):
        until(lambda name=name: page(glass) == name and resting(glass))  # type: ignore[misc]  # bound at once
        assert kept(board(glass)) == int(not name.startswith("2026"))
        turn(glass)


def test_the_board_turns_by_itself(glass: Any, tmp_path: Path) -> None:
    glass.show(idle(poster(tmp_path, "a.png"), poster(tmp_path, "b.png")))
    until(lambda: page(glass) == "a.png")
    until(lambda: page(glass) == "b.png")


def test_what_is_broken_is_passed_over_quietly(glass: Any, tmp_path: Path) -> None:
    (tmp_path / "torn.png").write_bytes((tmp_path / poster(tmp_path, "whole.png").name).read_bytes()[:40])
    (tmp_path / "text.jpg").write_text("no picture")
    bad = [Poster(str(tmp_path / name), 3.0, name) for name in ("torn.png", "text.jpg", "missing.png")]
    glass.show(idle(*bad, poster(tmp_path, "good.png")))
    until(lambda: page(glass) == "good.png")
    turn(glass)
    until(lambda: page(glass) == "good.png" and resting(glass))
    # The window notes every warning of Qt's and raises at the next scene.
    glass.show(samples()["rating"])


def test_a_board_of_broken_pictures_is_none(glass: Any, tmp_path: Path) -> None:
    glass.show(idle(Poster(str(tmp_path / "none.png")), Poster(str(tmp_path / "neither.png"))))
    scene = next(item for item in glass.items() if item.metaObject().className().startswith("IdleScene_"))
    until(lambda: not scene.property("boarded"))
    assert "王晓梅" in glass.words()


def test_a_single_page_needs_no_timer_and_a_hidden_board_none_either(glass: Any, tmp_path: Path) -> None:
    glass.show(idle(charted=True))
    until(lambda: page(glass) != "")
    assert not resting(glass)
    pages = (poster(tmp_path, "a.png"), poster(tmp_path, "b.png"))
    glass.show(idle(*pages))
    until(lambda: page(glass) == "a.png" and resting(glass))
    hidden = board(glass)
    glass.show(samples()["rating"])
    assert not any(c.property("running") for c in hidden.children() if c.metaObject().className() == "QQmlTimer")
    glass.show(idle(*pages))
    until(lambda: resting(glass))


def test_another_language_does_not_begin_again(glass: Any, tmp_path: Path) -> None:
    scene = idle(poster(tmp_path, "a.png"), poster(tmp_path, "b.png"))
    glass.show(scene)
    until(lambda: page(glass) == "a.png" and resting(glass))
    turn(glass)
    until(lambda: page(glass) == "b.png" and resting(glass))
    glass.show(replace(scene, frame=replace(scene.frame, language="en")))
    assert page(glass) == "b.png"


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def test_memory_is_bounded_whatever_a_picture_claims(tmp_path: Path) -> None:
    claim = (60_000).to_bytes(4, "big") * 2 + b"\x08\x06\0\0\0"
    huge = tmp_path / "huge.png"
    huge.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", claim) + chunk(b"IDAT", zlib.compress(b"\0")))
    assert fitted(str(huge), QSize(400, 300)).width() == 1
    vector = tmp_path / "vector.svg"
    vector.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    assert fitted(str(vector), QSize(400, 300)).width() == 1


def test_a_picture_is_no_larger_than_its_place_and_stands_upright(tmp_path: Path) -> None:
    upright = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the camera turned
    Image.new("RGB", (400, 200), "red").save(upright, exif=exif)
    image = fitted(str(upright), QSize(100, 100))
    assert (image.width(), image.height()) == (50, 100)
    small = poster(tmp_path, "small.png", size=(16, 9))
    image = fitted(small.path, QSize(100, 100))
    assert (image.width(), image.height()) == (16, 9)
    assert fitted(small.path, QSize()).width() == 16


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1280, 800), (800, 480), (480, 800)])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_results_alone_are_shown_or_leave_no_hole(
    make_glass: Callable[..., Any], size: tuple[int, int], language: str
) -> None:
    glass = make_glass(size)
    scene = samples(language=language)["idle"]
    assert isinstance(scene, IdleScene)
    glass.show(replace(scene, posters=()))
    (shown,) = (item for item in glass.items() if item.metaObject().className().startswith("IdleScene_"))
    until(lambda: any(item.metaObject().className().startswith("QrCode_") for item in glass.items()))
    glass.settle()
    boards = [item for item in glass.items() if item.metaObject().className().startswith("Board_")]
    assert shown.property("boarded") == bool(boards)
    assert [one.property("shown") for one in boards] in ([], [True])
    # The smallest panels aside, there is room for them.
    assert boards or min(size) <= 480


def test_results_that_have_no_room_leave_none(make_glass: Callable[..., Any]) -> None:
    glass = make_glass((800, 480))
    scene = idle(charted=True)
    assert scene.published is not None
    long = tuple(replace(one, name="一个没有人会用的很长的名称" * 3) for one in scene.published.tallies)
    glass.show(replace(scene, published=replace(scene.published, tallies=long)))
    until(lambda: any(item.metaObject().className().startswith("QrCode_") for item in glass.items()))
    glass.settle()
    (shown,) = (item for item in glass.items() if item.metaObject().className().startswith("IdleScene_"))
    assert not shown.property("boarded")


def test_no_picture_of_ours_is_loaded_on_another_thread() -> None:
    """Qt's loading thread holds a lock while it waits for Python, and whoever takes a picture away waits for that lock
    while holding Python: a terminal stood still at its end, once in a hundred times."""
    qml = Path(__file__).parents[2] / "kiosk_app" / "ui" / "qml"
    assert [path for path in qml.rglob("*.qml") if "asynchronous: true" in path.read_text(encoding="utf-8")] == []
