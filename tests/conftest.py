"""What holds for every test, and the way to what tests of several folders share."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

# Hypothesis fails an example that takes longer than 200 ms, and a test whose examples are slow to make. Machines are
# noisy, and no test here measures time. `settings.default` keeps what Hypothesis chooses by itself for CI.
settings.register_profile(
    "unhurried", parent=settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path: a pseudo-terminal's link and a socket live in it."""
    made = Path(tempfile.mkdtemp(prefix="hcp-"))
    yield made
    shutil.rmtree(made)
