"""`scanner …` as a technician types it: a simulated scanner in one process, read by another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk_app.commands.checks.devices import scanners
from kiosk_app.settings import Scanner, Settings

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


def test_what_a_simulated_scanner_reads_is_shown(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[scanner]\nport = "{tmp_path}/scanner"\nprefix = "SL:"\n', encoding="utf-8")
    with hcp_kiosk("scanner", "simulate", "--link", tmp_path / "scanner") as device:
        until(device, "scanner at ")
        with hcp_kiosk("scanner", "test", "--config", config) as test:
            until(test, "ready: listening")
            for typed, shown in (("SL:2026-1", "read: 2026-1\n"), ("受理-2", "read: 受理-2\n")):
                type_to(device, typed)
                assert until(test, "read: ") == shown
            out, err = test.communicate("q\n", timeout=60)
            assert (out, err, test.returncode) == ("2 texts read, 0 bytes of noise\n", "", 0)
        device.communicate("q\n", timeout=60)
        assert device.returncode == 0
    assert not (tmp_path / "scanner").is_symlink()


def test_one_that_is_not_there_is_a_failure_with_a_line(tmp_path: Path) -> None:
    with hcp_kiosk("scanner", "test", "--port", tmp_path / "none", "--seconds", "0.5") as test:
        out, err = test.communicate(timeout=60)
    assert test.returncode == 1
    assert "0 texts read" in out
    assert err.startswith(f"hcp-kiosk: {tmp_path}/none: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("test", "no scanner is set"),
        ("test --port x --seconds 0", "--seconds must be"),
        ("test --set scanner.kind=eye", "must be one of: code, card"),
    ],
)
def test_wrong_use_is_one_line(words: str, said: str) -> None:
    with hcp_kiosk("scanner", *words.split()) as command:
        out, err = command.communicate(timeout=60)
    assert (command.returncode, out) == (2, "")
    assert said in err


def test_places_are_listed(tmp_path: Path) -> None:
    with hcp_kiosk("scanner", "list", "--json") as command:
        out, err = command.communicate(timeout=60)
    assert (command.returncode, err) == (0, "")
    assert set(json.loads(out)) == {"ports", "keyboards"}
    with hcp_kiosk("scanner", "list") as command:
        assert command.communicate(timeout=60)[0]
    (tmp_path / "file").touch()
    with hcp_kiosk("scanner", "simulate", "--link", tmp_path / "file") as command:
        assert "is there and is no link" in command.communicate(timeout=60)[1]
    assert command.returncode == 1


def test_check_looks_at_each_scanner(tmp_path: Path) -> None:
    assert list(scanners(Settings())) == []
    ours, theirs = os.openpty()
    try:
        wishes = (
            Scanner(port=os.ttyname(theirs)),
            Scanner(kind="card", port=str(tmp_path / "reader")),
            Scanner(port="socket://127.0.0.1:9"),
            Scanner(enabled=False, port="/nowhere"),
        )
        found = list(scanners(Settings(scanners=wishes)))
    finally:
        os.close(ours)
        os.close(theirs)
    assert [(each.item, each.state) for each in found] == [
        ("scanner", "ok"),
        ("card reader", "fault"),
        ("scanner", "ok"),
    ]
    assert "plug it in" in found[1].remedy
