"""Notices are made on a thread of the program's own: the glass answers meanwhile, and nobody is called at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from glass import until
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage

from kiosk_app.core.scene import IdleScene, Poster
from kiosk_app.ui import darkroom, pictures
from kiosk_app.ui.darkroom import Darkroom
from kiosk_app.ui.samples import samples


def photo(folder: Path, name: str) -> str:
    path = folder / name
    Image.new("RGB", (160, 90), "red").save(path)
    return str(path)


def key(path: str, width: int = 80) -> str:
    return f"{width}x60/{path}"


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """On which thread each picture was made."""
    names: list[str] = []

    def fitted(path: str, room: QSize) -> QImage:
        names.append(threading.current_thread().name)
        return pictures.fitted(path, room)

    monkeypatch.setattr(darkroom, "fitted", fitted)
    return names


def test_the_board_s_pictures_are_made_there_and_nowhere_else(
    make_glass: Callable[..., Any], tmp_path: Path, makers: list[str]
) -> None:
    glass = make_glass()
    scene = samples()["idle"]
    assert isinstance(scene, IdleScene)
    posters = tuple(Poster(photo(tmp_path, name), 1.0, name) for name in ("a.png", "b.png"))
    glass.show(replace(scene, posters=posters, published=None))
    (board,) = (item for item in glass.items() if item.metaObject().className().startswith("Board_"))
    for name in ("a.png", "b.png", "a.png"):
        until(lambda name=name: board.property("showing") == name)  # type: ignore[misc]  # bound at once
    assert set(makers) == {"darkroom"}


def test_a_picture_is_ready_when_it_is_said_to_be(qapp: QGuiApplication, tmp_path: Path, makers: list[str]) -> None:
    done: list[str] = []
    room = Darkroom(done.append)
    path = photo(tmp_path, "a.png")
    room.develop(key(path))
    until(lambda: done == [key(path)])
    assert room.picture(key(path)).size() == QSize(80, 45)
    assert makers == ["darkroom"]
    # Asked for again it is not made again.
    room.develop(key(path))
    until(lambda: done == [key(path)] * 2)
    assert makers == ["darkroom"]
    room.close()


def test_two_are_kept_and_what_nobody_asked_for_is_made_at_once(
    qapp: QGuiApplication, tmp_path: Path, makers: list[str]
) -> None:
    done: list[str] = []
    room = Darkroom(done.append)
    keys = [key(photo(tmp_path, name)) for name in ("a.png", "b.png", "c.png")]
    for count, each in enumerate(keys, start=1):
        room.develop(each)
        until(lambda count=count: len(done) == count)  # type: ignore[misc]  # bound at once
    assert makers == ["darkroom"] * 3
    assert room.picture(keys[1]).width() == room.picture(keys[2]).width() == 80
    assert makers == ["darkroom"] * 3
    assert room.picture(keys[0]).width() == 80
    assert makers[3:] == [threading.current_thread().name]
    assert room.picture(key(str(tmp_path / "none.png"))).size() == QSize(1, 1)
    room.close()


def test_only_the_newest_two_of_many_are_made(
    qapp: QGuiApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A panel that is turned asks for many sizes of one picture."""
    begun, go = threading.Event(), threading.Event()
    made: list[int] = []

    def fitted(path: str, room: QSize) -> QImage:
        made.append(room.width())
        begun.set()
        assert go.wait(20)
        return QImage(room, QImage.Format.Format_RGB32)

    monkeypatch.setattr(darkroom, "fitted", fitted)
    done: list[str] = []
    room = Darkroom(done.append)
    room.develop(key("x", 1))
    assert begun.wait(20)
    for width in range(2, 9):
        room.develop(key("x", width))
    go.set()
    until(lambda: done == [key("x", 7), key("x", 8)])
    assert made == [1, 7, 8]
    room.close()


def test_after_the_end_nobody_is_called(qapp: QGuiApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = threading.Event(), threading.Event()

    def fitted(path: str, room: QSize) -> QImage:
        begun.set()
        assert go.wait(20)
        return QImage(room, QImage.Format.Format_RGB32)

    monkeypatch.setattr(darkroom, "fitted", fitted)
    done: list[str] = []
    room = Darkroom(done.append)
    room.develop(key("x"))
    room.develop(key("y"))
    assert begun.wait(20)
    room.close()
    go.set()
    until(lambda: not room._thread.is_alive())
    qapp.processEvents()
    assert done == []
