"""Real QML on Qt's offscreen platform, and the finger, the ear and the ruler that try it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import pytest
from glass import Glass
from PySide6.QtGui import QGuiApplication

from kiosk_app.ui.surroundings import NOWHERE, settle_typing
from kiosk_app.ui.window import dress

settle_typing(os.environ)


@pytest.fixture(autouse=True)
def nowhere_to_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the terminal; other programs that tests start may want their settings."""
    for name, value in NOWHERE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture
def make_glass(qapp: QGuiApplication) -> Iterator[Callable[..., Glass]]:
    made: list[Glass] = []
    dress(qapp)

    def make(*args: Any, **kwargs: Any) -> Glass:
        made.append(Glass(*args, **kwargs))
        return made[-1]

    yield make
    for glass in made:
        glass.close()


@pytest.fixture
def glass(make_glass: Callable[..., Glass]) -> Glass:
    return make_glass()
