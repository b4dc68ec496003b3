"""`check` on what the machine is: its panel."""

from __future__ import annotations

import pytest

from kiosk_app.commands.checks.machine import panel
from kiosk_app.settings import Settings
from kiosk_app.settings.values import Ui


@pytest.mark.parametrize(
    ("inches", "state", "said"),
    [(0.0, "ok", "not set"), (21.5, "ok", "at least 20 mm"), (7.0, "warning", "targets are 14 mm there")],
)
def test_a_panel_that_is_too_small_for_fingers_is_said(inches: float, state: str, said: str) -> None:
    (found,) = panel(Settings(ui=Ui(panel_inches=inches)))
    assert found.state == state
    assert said in found.finding
    assert bool(found.remedy) == (state == "warning")
