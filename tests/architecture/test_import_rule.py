"""The import rule holds, and it would be noticed if it did not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("kiosk_app", "device_drivers", "offline_queue")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    # The copy must be judged, not the editable installation: -P keeps nothing else before it.
    return subprocess.run(
        [str(program), "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_rule_holds() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("kiosk_app/core/model.py", "import kiosk_app.logs"),
        ("kiosk_app/core/model.py", "import time"),
        ("kiosk_app/ui/bridge.py", "import kiosk_app.central.client"),
        ("kiosk_app/counter/board.py", "import kiosk_app.settings"),
        ("kiosk_app/runtime/engine.py", "import PySide6.QtCore"),
        ("kiosk_app/logs.py", "import requests"),
        ("offline_queue/outbox.py", "import device_drivers.frames"),
        ("device_drivers/frames.py", "import kiosk_app.core.model"),
        ("device_drivers/frames.py", "import serial"),
        ("kiosk_app/runtime/health.py", "import sqlite3"),
        ("kiosk_app/runtime/health.py", "import uvicorn"),
        ("kiosk_app/central/client.py", "import nacl.public"),
    ],
)
def test_a_planted_violation_breaks_it(copy: Path, place: str, line: str) -> None:
    file = copy / place
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}  # planted\n", encoding="utf-8")
    done = lint(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


def test_a_part_without_a_place_breaks_it(copy: Path) -> None:
    (copy / "kiosk_app" / "helpers.py").write_text("", encoding="utf-8")
    done = lint(copy)
    assert done.returncode == 1
    assert "helpers" in done.stdout
