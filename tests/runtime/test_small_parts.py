"""Health and vitals: boards that are read, never asked to decide."""

from __future__ import annotations

from pathlib import Path

from kiosk_app.runtime.health import Health
from kiosk_app.runtime.vitals import disk_free_mib, memory_mib


def test_a_problem_is_said_once_and_taken_back() -> None:
    health = Health(mono=lambda: 0.0)
    health.problem("outbox", "the disk is full")
    health.problem("central", "no answer")
    health.problem("outbox", "the disk is read-only")
    assert health.problems() == ["outbox: the disk is read-only", "central: no answer"]
    health.problem("outbox", None)
    health.problem("never", None)
    assert health.problems() == ["central: no answer"]


def test_offline_until_answered_and_again_after_the_time() -> None:
    now = 100.0
    health = Health(mono=lambda: now)
    assert health.offline(600)
    health.answered()
    assert not health.offline(0.5)
    now += 600
    assert not health.offline(600)
    now += 0.1
    assert health.offline(600)


def test_vitals(tmp_path: Path) -> None:
    assert disk_free_mib(tmp_path) > 0
    assert disk_free_mib(tmp_path / "gone") == 0
    assert 1 < memory_mib() < 10_000
