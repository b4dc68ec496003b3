"""Health and vitals: boards that are read, never asked to decide."""

from __future__ import annotations

from pathlib import Path

from kiosk_app.runtime.health import Health
from kiosk_app.runtime.vitals import disk_free_mib, memory_mib


def test_a_problem_is_said_once_and_taken_back() -> None:
    health = Health()
    health.problem("outbox", "the disk is full")
    health.problem("central", "no answer")
    health.problem("outbox", "the disk is read-only")
    assert health.problems() == ["outbox: the disk is read-only", "central: no answer"]
    health.problem("outbox", None)
    health.problem("never", None)
    assert health.problems() == ["central: no answer"]


def test_vitals(tmp_path: Path) -> None:
    assert disk_free_mib(tmp_path) > 0
    assert disk_free_mib(tmp_path / "gone") == 0
    assert 1 < memory_mib() < 10_000
