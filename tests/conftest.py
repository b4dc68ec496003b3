"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Hypothesis fails an example that takes longer than 200 ms, and a test whose examples are slow to make. Machines are
# noisy, and no test here measures time. `settings.default` keeps what Hypothesis chooses by itself for CI.
settings.register_profile(
    "unhurried", parent=settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")
