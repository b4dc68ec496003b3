"""Asking once whether a pad is there."""

from __future__ import annotations

from pathlib import Path

import pytest

import device_drivers as drivers
from device_drivers import probing
from device_drivers.probing import ask


@pytest.mark.parametrize("name", [name for name in drivers.shipped() if name != "hid-digits"])
def test_every_shipped_pad_is_asked_with_its_own_question(name: str, tmp_path: Path) -> None:
    profile = drivers.load(name)
    with drivers.SimulatedPad(profile, tmp_path / "pad") as box:
        probed = ask(profile, box.path)
        sent = box.received()
    if profile.probe is None:
        assert probed.outcome == "open"
        assert sent in (b"", *(profile.commands[opening] for opening in profile.opening))
    else:
        assert (probed.outcome, probed.reason) == ("answered", "the pad answers")
        assert probed.seconds < profile.probe.within  # at the answer, not at the end of the patience
        assert profile.commands[profile.probe.command] in sent
    for command in (*profile.opening, *((profile.probe.command,) if profile.probe else ())):
        sent = sent.replace(profile.commands[command], b"")
    assert sent == b""  # nothing else


def test_a_pad_of_another_kind_is_silent(tmp_path: Path) -> None:
    with drivers.SimulatedPad(drivers.load("jt905"), tmp_path / "pad"):
        probed = ask(drivers.load("ascii5"), str(tmp_path / "pad"))
    assert probed.outcome == "silent"
    assert "is the right one" in probed.reason


def test_no_port_at_all(tmp_path: Path) -> None:
    assert ask(drivers.load("ascii5"), str(tmp_path / "none")).outcome == "refused"
    (tmp_path / "file").touch()
    assert "it is a file" in ask(drivers.load("ascii5"), str(tmp_path / "file")).reason


def test_patience_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "LONGEST", 0.0)
    with drivers.SimulatedPad(drivers.load("ascii5"), tmp_path / "pad") as box:
        box.answer_probes(False)
        assert ask(drivers.load("ascii5"), box.path).outcome == "silent"
