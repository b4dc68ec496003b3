from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for signing_device.py; importmode importlib leaves the path alone

from signing_device import Device

from kiosk_app.practice.centre import PracticeCentre


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[PracticeCentre]:
    running = PracticeCentre(tmp_path / "centre.db", slow_seconds=0.2)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def device(centre: PracticeCentre) -> Iterator[Device]:
    enrolled = Device(centre.url)
    yield enrolled
    enrolled.web.close()
