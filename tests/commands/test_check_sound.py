"""`check` on sound: what plays is a program of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk_app.commands.checks.finding import Finding
from kiosk_app.commands.checks.sound import findings
from kiosk_app.settings import Settings
from kiosk_app.settings.values import Ui


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(folder: Path, name: str, code: int) -> None:
    (folder / name).write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def found(**ui: object) -> Finding:
    (one,) = findings(Settings(ui=Ui(**ui)))
    assert one.item == "sound"
    assert bool(one.remedy) == (one.state == "warning")
    return one


@pytest.mark.parametrize("name", ["pacat", "aplay"])
def test_a_device_that_takes_it(programs: Path, name: str) -> None:
    install(programs, "pacat", 1)
    install(programs, name, 0)
    assert (found().state, found().finding) == ("ok", "a device takes it, at 60 %")
    hours = {"12-14": 30, "18-8": 0}
    assert found(volume_hours=hours).finding.endswith("at 30 to 60 % by the hour, silent in 14 hours of the day")


def test_no_device_and_no_program_are_notes(programs: Path) -> None:
    one = found()
    assert (one.state, "neither pacat nor aplay" in one.finding) == ("warning", True)
    install(programs, "aplay", 1)
    one = found()
    assert (one.state, "no sound device answers" in one.finding) == ("warning", True)


def test_whoever_wants_silence_is_asked_for_nothing(programs: Path) -> None:
    assert (found(voice=False).state, "ui.voice" in found(voice=False).finding) == ("ok", True)
    for ui in ({"volume": 0}, {"volume_hours": {"0-12": 0, "12-24": 0}}):
        assert (found(**ui).state, "0 at every hour" in found(**ui).finding) == ("ok", True)
