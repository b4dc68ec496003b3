"""Houses for the flow tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from house import House  # found by the line above
from window import Centre, Window


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    """An enrolled terminal that runs, with a clerk signed in."""
    made = House(folder)
    try:
        made.enrol()
        made.start()
        made.sign_in()
        yield made
    finally:
        made.close()


@pytest.fixture
def bare_house(folder: Path) -> Iterator[House]:
    """Everything there, nothing started."""
    made = House(folder)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def centre(folder: Path) -> Iterator[Centre]:
    made = Centre(folder)
    yield made
    made.end()


@pytest.fixture
def open_window(folder: Path, centre: Centre) -> Iterator[Callable[..., Window]]:
    made: list[Window] = []

    def make(more: str = "") -> Window:
        if made:
            made[-1].terminal.end()
        made.append(Window(folder, centre, more))
        return made[-1]

    yield make
    made[-1].terminal.end()


@pytest.fixture
def display() -> Iterator[str]:
    """A real X server. It does not begin afresh when the last client goes: one that comes meanwhile would be lost."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1080x1920x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()
