"""`scenes`: one picture a scene, of the size and in the language asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from kiosk_app.core.scene import SCENE_NAMES
from kiosk_app.ui.scenes import NoPicture, render

ROOT = Path(__file__).parents[2]


def test_every_scene_is_a_picture_of_its_own(tmp_path: Path, qapp: QGuiApplication) -> None:
    written = render(tmp_path / "new" / "folder", size=(480, 800))
    assert {path.name for path in written} == {f"{name}.png" for name in SCENE_NAMES.values()}
    pictures = [QImage(str(path)) for path in written]
    assert {picture.size().toTuple() for picture in pictures} == {(480, 800)}
    assert len({bytes(picture.constBits()) for picture in pictures}) == len(pictures)


def test_language_and_type_change_the_picture_and_repeating_does_not(tmp_path: Path, qapp: QGuiApplication) -> None:
    def rating(folder: str, **wish: object) -> QImage:
        render(tmp_path / folder, size=(480, 800), **wish)  # type: ignore[arg-type]  # a test's shorthand
        return QImage(str(tmp_path / folder / "rating.png"))

    plain = rating("a")
    assert not plain.isNull()
    assert rating("b") == plain
    english, large = rating("c", language="en"), rating("d", large=True)
    assert english != plain
    assert large not in (plain, english)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, qapp: QGuiApplication) -> None:
    (tmp_path / "rating.png").mkdir()
    with pytest.raises(NoPicture, match=r"rating\.png could not be written"):
        render(tmp_path, size=(480, 800))


def test_in_a_process_of_its_own_without_any_screen(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from kiosk_app.ui.scenes import render
print(len(render(Path({str(tmp_path)!r}), size=(800, 480), language="en", large=True)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{len(SCENE_NAMES)}\n", "")
