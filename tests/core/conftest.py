"""Makes the shared examples importable by the core's tests, and leads a counter to where many of them begin."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hall_of_examples import Terminal  # found by the line above


@pytest.fixture
def terminal() -> Terminal:
    return Terminal().set_up()


@pytest.fixture
def choosing() -> Terminal:
    return Terminal().set_up().invite()


@pytest.fixture
def rated() -> Terminal:
    return Terminal().set_up().invite().rate()
