"""A citizen at a hall kiosk, by finger from the welcome to the welcome, in the program as a process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from house import REPOSITORY, House

NUMBER = "2026112800731"


@pytest.fixture
def hall(folder: Path) -> Iterator[House]:
    """A hall kiosk with an identity and a case to find, not running."""
    made = House(folder, role="hall", timeouts={"invitation": 60, "detail": 60, "thanks": 60})
    try:
        made.enrol()
        case = {"projectNo": NUMBER, "steps": [{"serviceNumber": 1, "proStatus": "3"}]}
        requests.post(f"{made.centre.page_url}/cases", json=case, timeout=10).raise_for_status()
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("size", ["1080x1920", "800x480"])
def test_a_case_is_found_and_rated(hall: House, size: str) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("finder.py")), str(hall.folder / "kiosk.toml"), NUMBER],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(REPOSITORY),
            "QT_QPA_PLATFORM": f"offscreen:size={size}",
            "HOME": str(hall.folder),
        },
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    assert NUMBER not in done.stderr
    hall.start()
    (rating,) = hall.received(1)
    record = rating["rating"]
    assert (record["projectNo"], record["pf"], record["input"]) == (NUMBER, "5", "touch")
    assert record["detailComplete"] is True
