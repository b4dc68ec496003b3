"""`printer …` as a technician types it: a simulated printer in one process, printed on by another."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from device_drivers.escpos_status import Paper
from device_drivers.messages import PortState
from device_drivers.printer import PrinterStatus
from kiosk_app.commands.checks.devices import printer
from kiosk_app.commands.printer import why_not
from kiosk_app.settings import Printer, Settings

if TYPE_CHECKING:
    from conftest import Typed


def test_a_sheet_on_trial_comes_out_of_a_simulated_printer(tmp_path: Path, typed: Callable[..., Typed]) -> None:
    box = typed("printer", "simulate", "--link", tmp_path / "printer")
    box.until("printer at ")
    box.type("nonsense")
    box.until("no such word")
    box.type("out")
    box.until("now: out")
    test = typed("printer", "test", "--set", f"printer.port=serial:{tmp_path}/printer")
    test.until("paper out: put a new roll in")
    box.type("paper")
    code, out, err = test.end()
    assert (out.splitlines()[-1], err, code) == ("printed", "", 0)
    for words in ("测试 Test", "龘", "[code: TEST-0123-4567-89AB]", "cut"):
        box.until(words)
    assert box.end("q")[0] == 0


def test_wrong_use_and_no_printer(tmp_path: Path, typed: Callable[..., Typed]) -> None:
    code, _, err = typed("printer", "test").end()
    assert (code, "no printer is set" in err) == (2, True)
    code, _, err = typed("printer", "simulate", "--link", tmp_path / "no" / "where").end()
    assert (code, "is not there: make it" in err) == (1, True)
    command = typed("printer", "test", "--set", "printer.port=/nowhere/lp0")
    command.until("searching: /nowhere/lp0 is not there")
    command.signal(signal.SIGTERM)
    code, _, err = command.end()
    assert (code, err.count("\n")) == (1, 1)
    assert "not printed: /nowhere/lp0 is not there: plug the printer in" in err


def test_a_printer_that_is_well_and_prints_nothing_is_no_riddle() -> None:
    well = PrinterStatus(PortState.READY, "ready", Paper.READY, "tcp://127.0.0.1:9100")
    assert "says that it is well" in why_not(well, ended=False)
    assert why_not(well, ended=True) == "ended before it was"
    for ended in (True, False):
        assert why_not(replace(well, paper=Paper.OFF, reason="the printer does not answer"), ended=ended) == (
            "the printer does not answer"
        )


def test_check_looks_at_the_printer(tmp_path: Path) -> None:
    def found(**wish: str) -> list[tuple[str, str]]:
        return [(each.state, each.finding) for each in printer(Settings(printer=Printer(**wish)))]

    assert found() == []
    assert found(port="tcp://127.0.0.1:9100")[0][0] == "ok"
    assert found(port="/nowhere/lp0") == [("fault", "/nowhere/lp0 is not there")]
    assert found(port="serial:/nowhere/tty") == [("fault", "/nowhere/tty is not there")]
    assert found(port="tcp://127.0.0.1:9100", profile="epsom")[0][0] == "fault"
    ours, theirs = os.openpty()
    try:
        assert found(port=os.ttyname(theirs))[0][0] == "ok"
        assert found(port=f"serial:{os.ttyname(theirs)}")[0][0] == "ok"
    finally:
        os.close(ours)
        os.close(theirs)
