"""`printer …` as a technician types it: a simulated printer in one process, printed on by another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk_app.commands.checks.devices import printer
from kiosk_app.settings import Printer, Settings

ROOT = Path(__file__).parents[2]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("HCP_KIOSK_")}


def hcp_kiosk(*arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-m", "kiosk_app", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=CLEAN, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return line
    pytest.fail(f"never {words!r}: {process.communicate()}")


def type_to(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def test_a_sheet_on_trial_comes_out_of_a_simulated_printer(tmp_path: Path) -> None:
    with hcp_kiosk("printer", "simulate", "--link", tmp_path / "printer") as box:
        until(box, "printer at ")
        type_to(box, "nonsense")
        until(box, "no such word")
        type_to(box, "out")
        until(box, "now: out")
        with hcp_kiosk("printer", "test", "--set", f"printer.port=serial:{tmp_path}/printer") as test:
            until(test, "paper out: put a new roll in")
            type_to(box, "paper")
            out, err = test.communicate(timeout=60)
            assert (out.splitlines()[-1], err, test.returncode) == ("printed", "", 0)
        until(box, "测试 Test")
        until(box, "龘")
        until(box, "[code: TEST-0123-4567-89AB]")
        until(box, "cut")
        box.communicate("q\n", timeout=60)
        assert box.returncode == 0


def test_wrong_use_and_no_printer(tmp_path: Path) -> None:
    with hcp_kiosk("printer", "test") as command:
        assert "no printer is set" in command.communicate(timeout=60)[1]
    assert command.returncode == 2
    with hcp_kiosk("printer", "simulate", "--link", tmp_path / "no" / "where") as command:
        assert "is not there: make it" in command.communicate(timeout=60)[1]
    assert command.returncode == 1
    with hcp_kiosk("printer", "test", "--set", "printer.port=/nowhere/lp0") as command:
        until(command, "searching: /nowhere/lp0 is not there")
        command.terminate()
        err = command.communicate(timeout=60)[1]
    assert command.returncode == 1
    assert "not printed: /nowhere/lp0 is not there: plug the printer in" in err
    assert err.count("\n") == 1


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
