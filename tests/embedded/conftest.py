"""The house of the flow tests, behind a host application."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "flow"))
sys.path.insert(0, str(Path(__file__).parent))

from hosted import Cage, Glass, Hosted  # found by the lines above


@pytest.fixture
def glass() -> Iterator[Glass]:
    """An X server without a window manager."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool") and shutil.which("xprop")):
        pytest.skip("needs Xvfb, xdotool and xprop (packaging/apt-test.txt)")
    made = Glass()
    yield made
    made.close()


@pytest.fixture
def cage(folder: Path) -> Iterator[Cage]:
    """A Wayland session whose pixels can be seen."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool") and shutil.which("cage")):
        pytest.skip("needs Xvfb, xdotool and cage (packaging/apt-test.txt)")
    made = Cage(folder)
    yield made
    made.close()


@pytest.fixture
def hosted(folder: Path, glass: Glass) -> Iterator[Callable[..., Hosted]]:
    """Makes a terminal behind a host; keywords override the centre's configuration."""
    made: list[Hosted] = []

    def make(**overrides: Any) -> Hosted:
        made.append(Hosted(folder, glass, **overrides))
        return made[-1]

    yield make
    for one in made:
        one.close()
