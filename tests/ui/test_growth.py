"""Thousands of sessions a month in one process: nothing may be left behind by a scene."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from kiosk_app.ui.samples import samples


def count(glass: Any) -> int:
    """Qt's objects below the window, hidden ones too."""
    glass.settle()

    def below(item: Any) -> int:
        return 1 + sum(below(child) for child in item.childItems())

    return below(glass.view.rootObject()) + len(glass.view.findChildren(QObject))


def session(glass: Any, number: int) -> None:
    for name in ("idle", "rating", "indicators", "text", "contact", "duty", "indicators", "thanks"):
        language = "zh-CN" if number % 2 else "en"
        scene = samples(token=number, language=language, large=number % 3 == 0)[name]
        if name == "indicators":
            scene = replace(scene, reasons=scene.reasons[: number % 9])
        if name == "idle":
            scene = replace(scene, clerk=replace(scene.clerk, photo=b"\x89PNG" + bytes(number)))
        glass.window.show(scene)
        glass.settle_deletions()


def test_no_object_is_left_behind(glass: Any) -> None:
    # Every mixture of language, size and reasons once: a scene keeps what its fullest page needed.
    for number in range(18):
        session(glass, number)
    before, python_before = count(glass), len(gc.get_objects())
    for number in range(18, 18 + 60):
        session(glass, number)
    gc.collect()
    assert count(glass) == before
    # A few dozen cached lines and ints come and go; what a scene leaves behind would be hundreds here.
    assert len(gc.get_objects()) - python_before < 300
