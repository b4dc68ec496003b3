"""The pulse: a mark of life, and an eye on the identity's file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from facts import Heard
from waiting import until

from kiosk_app.runtime import pulse
from kiosk_app.runtime.pulse import MARK, SIGNED_IN_SECONDS, Pulse, recently_alive


@pytest.mark.parametrize(
    ("age", "alive"), [(0.0, True), (SIGNED_IN_SECONDS - 0.5, True), (SIGNED_IN_SECONDS, False), (-1.0, False)]
)
def test_only_a_mark_of_the_last_five_minutes_counts(tmp_path: Path, age: float, alive: bool) -> None:
    assert not recently_alive(tmp_path)
    mark = tmp_path / MARK
    mark.touch()
    os.utime(mark, (1000.0, 1000.0))
    assert recently_alive(tmp_path, now=lambda: 1000.0 + age) is alive


def test_it_leaves_a_mark_at_the_start_meanwhile_and_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(pulse, "MARK_SECONDS", 0.0)
    beating = Pulse(tmp_path, tmp_path / "identity.json", lambda: None)
    beating.start()
    try:
        assert recently_alive(tmp_path)
        (tmp_path / MARK).unlink()
        until((tmp_path / MARK).exists, "a mark meanwhile")
    finally:
        beating.stop()
    assert recently_alive(tmp_path)


def test_it_tells_when_the_identity_comes_changes_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "LOOK_SECONDS", 0.01)
    watched, told = tmp_path / "identity.json", Heard()
    beating = Pulse(tmp_path, watched, lambda: told("changed"))
    beating.start()
    try:
        watched.write_text("{}")
        assert told.take() == "changed"
        fresh = tmp_path / "fresh"
        fresh.write_text("{}")
        os.utime(fresh, ns=(watched.stat().st_mtime_ns, watched.stat().st_mtime_ns))
        told.rest()
        fresh.replace(watched)
        assert told.take() == "changed", "another file of the same age is another one"
        watched.unlink()
        assert told.take() == "changed"
    finally:
        beating.stop()


def test_a_directory_that_is_gone_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    gone = tmp_path / "gone"
    beating = Pulse(gone, gone / "identity.json", lambda: None)
    beating.start()
    beating.stop()
    assert "the mark of life cannot be left" in caplog.messages
    Pulse(gone, gone, lambda: None).stop()


def test_a_part_that_fails_ends_neither_the_looks_nor_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pulse, "LOOK_SECONDS", 0.01)
    looks = Heard()

    def look() -> None:
        looks(True)
        raise OSError("李敏")

    alive = Pulse(tmp_path, tmp_path / "identity.json", lambda: None, look)
    alive.start()
    assert looks.take()
    assert looks.take()
    alive.stop()
    assert (tmp_path / MARK).exists()
    assert "李敏" not in str([vars(record) for record in caplog.records])
