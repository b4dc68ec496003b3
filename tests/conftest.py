"""What holds for every test, and the way to what tests of several folders share."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

# Hypothesis fails an example that takes longer than 200 ms, and a test whose examples are slow to make. Machines are
# noisy, and no test here measures time. `settings.default` keeps what Hypothesis chooses by itself for CI.
settings.register_profile(
    "unhurried", parent=settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")
