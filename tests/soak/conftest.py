"""Folders for the soak's tests, and the way to its parts."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path: a pseudo-terminal's link and a socket live in it."""
    made = Path(tempfile.mkdtemp(prefix="hcp-soak-"))
    yield made
    shutil.rmtree(made)
