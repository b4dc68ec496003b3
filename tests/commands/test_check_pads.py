"""`check` on pads: what a technician left in pads.d that is never read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from device_drivers import SimulatedPad, load
from kiosk_app.commands import config
from kiosk_app.commands.checks.pads import findings
from kiosk_app.commands.learnt import learnt_at
from kiosk_app.runtime.learnt_keys import NOTE, with_learnt
from kiosk_app.settings import Pad, Settings
from kiosk_app.settings.values import Device
from offline_queue import Outbox


def test_a_file_with_a_shipped_name_is_said_to_be_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HCP_KIOSK_PADS_D", str(tmp_path))
    (tmp_path / "lobby.toml").touch()
    assert [each.state for each in findings(Settings())] == ["ok"]
    (tmp_path / "xid.toml").touch()
    (told,) = [each for each in findings(Settings()) if each.state == "warning"]
    assert told.finding == f"{tmp_path / 'xid.toml'} is never read: a shipped profile has its name"
    assert told.remedy


def test_a_brltty_on_the_port_has_a_remedy_of_its_own(tmp_path: Path) -> None:
    with SimulatedPad(load("ascii5"), tmp_path / "pad") as box:
        settings = Settings(pads=(Pad(enabled=True, profile="ascii5", port=box.path),))
        for name, remedy in (("brltty", "95-hcp-kiosk-brltty.rules"), ("screen", "end that program")):
            script = tmp_path / name
            # /proc shows a script by its interpreter, a copy of the interpreter by its own name.
            shutil.copy(Path(sys.executable).resolve(), script)
            holding = subprocess.Popen(
                [script, "-S", "-c", f"f = open({box.device!r}, 'rb', 0); print('ready', flush=True); input()"],
                env={"PYTHONHOME": sys.base_prefix},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            with holding:
                assert holding.stdout is not None
                assert holding.stdout.readline() == b"ready\n"
                (told,) = [each for each in findings(settings) if each.state == "fault"]
                holding.kill()
            assert name in told.finding
            assert remedy in told.remedy


def test_keys_learnt_at_the_glass_are_said_by_check_and_config_show(tmp_path: Path) -> None:
    port = str(tmp_path / "pad")
    pads = (Pad(port=port, keys={"1": 2, "4": 4}), Pad(port=port + "2"))
    settings = Settings(device=Device(state_dir=str(tmp_path)), pads=pads)
    assert not [each for each in findings(settings) if "were learnt" in each.finding]
    assert config.shown(settings)["pad"]["keys"]["value"] == {"1": 2, "4": 4}  # type: ignore[call-overload]  # a section
    with Outbox(tmp_path / "outbox.db") as outbox:
        outbox.keep(NOTE, with_learnt(None, port, "ascii5", {"1": 5, "2": 1}))
    (told,) = [each for each in findings(settings) if "were learnt" in each.finding]
    assert (told.item, told.state) == ("pad 1", "ok")
    assert told.finding.endswith("1 = 5, 2 = 1")
    section = config.shown(settings, learnt_at(tmp_path))["pad"]
    assert isinstance(section, dict)
    assert section["keys"] == {"value": {"1": 5, "2": 1}, "from": "learnt at the technician's pages"}


def test_what_nobody_can_say_of_learnt_keys_is_not_said(tmp_path: Path) -> None:
    (tmp_path / "outbox.db").mkdir()
    assert learnt_at(tmp_path)(Pad(port="x")) == {}
