"""What the gauges say of a process and a folder, and how two quarters are compared."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from gauges import Gauges, Sample, growth, look


def sample(progress: float, **changed: int) -> Sample:
    values = {"resident": 1000, "descriptors": 20, "threads": 10, "database": 100, "log": 50, "shelf": 8}
    return Sample(progress, **{**values, **changed})


def test_a_look_sees_this_process_and_its_files(tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "outbox.db").write_bytes(bytes(8192))
    (tmp_path / "shelf" / "configuration").write_bytes(bytes(2048))
    before = look(0.5, os.getpid(), tmp_path)
    assert (before.database, before.log, before.shelf) == (8, 0, 2)
    with (tmp_path / "another").open("w"):
        assert look(0.5, os.getpid(), tmp_path).descriptors == before.descriptors + 1
    assert before.resident > 1000


def test_the_last_quarter_is_held_against_the_first() -> None:
    first = [sample(0.001, descriptors=5), sample(0.1), sample(0.2, descriptors=30, log=60)]
    last = [sample(0.8, resident=2000, descriptors=21), sample(1.0, resident=1200, descriptors=40, log=70)]
    found = {one.what: (one.last, one.first) for one in growth([*first, sample(0.5, resident=9), *last])}
    assert found["resident memory, median"] == (1600, 1000)
    assert found["descriptors, fewest"] == (21, 20)
    assert found["outbox.db-wal, largest"] == (70, 60)


def test_a_day_without_a_last_quarter_is_not_judged() -> None:
    with pytest.raises(ValueError, match="too short"):
        growth([sample(0.1), sample(0.5)])


def test_a_process_that_has_gone_is_left_out(tmp_path: Path) -> None:
    looks = 0
    again = threading.Event()

    def gone_at_first() -> Sample:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ProcessLookupError
        again.set()
        return sample(0.5)

    with Gauges(gone_at_first) as gauges:
        assert again.wait(10)
    assert len(gauges.samples) == looks - 1
