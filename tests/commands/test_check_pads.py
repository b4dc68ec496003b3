"""`check` on pads: what a technician left in pads.d that is never read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk_app.commands.checks.pads import findings
from kiosk_app.settings import Settings


def test_a_file_with_a_shipped_name_is_said_to_be_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HCP_KIOSK_PADS_D", str(tmp_path))
    (tmp_path / "lobby.toml").touch()
    assert [each.state for each in findings(Settings())] == ["ok"]
    (tmp_path / "xid.toml").touch()
    (told,) = [each for each in findings(Settings()) if each.state == "warning"]
    assert told.finding == f"{tmp_path / 'xid.toml'} is never read: a shipped profile has its name"
    assert told.remedy
