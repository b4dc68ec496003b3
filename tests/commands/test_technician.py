"""`technician pin` and `technician open` as they are typed, with no terminal and beside one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk_app import settings
from kiosk_app.commands.checks import storage
from kiosk_app.counter.tokens import matches
from kiosk_app.questions import TECHNICIAN, pin_of
from kiosk_app.runtime.control import Control, ControlError
from offline_queue import Outbox

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(f'[device]\nstate_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    return path


def command(config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "kiosk_app", "technician", *words, "--config", str(config)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def kept(config: Path) -> str | None:
    with Outbox(config.parent / "state" / "outbox.db") as outbox:
        return pin_of(outbox.kept(TECHNICIAN))


def test_a_pin_is_printed_once_kept_as_a_hash_and_replaced(config: Path) -> None:
    first = command(config, "pin")
    assert (first.returncode, first.stderr) == (0, "")
    pin = first.stdout.strip()
    assert (len(pin), pin.isdigit()) == (8, True)
    assert matches(pin, kept(config) or "")
    for path in (config.parent / "state").rglob("*"):
        assert path.is_dir() or pin.encode() not in path.read_bytes()
    second = json.loads(command(config, "pin", "--json").stdout)["pin"]
    assert matches(second, kept(config) or "")
    assert not matches(pin, kept(config) or "")


def test_a_pin_is_taken_away(config: Path) -> None:
    assert "none" in command(config, "pin", "--remove").stdout
    assert not (config.parent / "state").exists()
    command(config, "pin")
    assert json.loads(command(config, "pin", "--remove", "--json").stdout) == {"removed": True}
    assert kept(config) is None
    assert "none" in command(config, "pin", "--remove").stdout


def test_open_without_a_terminal_says_so(config: Path) -> None:
    for _ in range(2):
        done = command(config, "open")
        assert (done.returncode, done.stdout) == (1, "")
        assert "no terminal runs on" in done.stderr
        (config.parent / "state").mkdir(exist_ok=True)


def test_open_says_what_the_terminal_says(config: Path) -> None:
    state = config.parent / "state"
    state.mkdir()
    asked = []
    refusal = ""

    def handle(name: str, args: object) -> object:
        asked.append(name)
        if refusal:
            raise ControlError(refusal)
        return {"open": True}

    control = Control(state, handle)
    control.start()
    try:
        assert "two minutes" in command(config, "open").stdout
        assert json.loads(command(config, "open", "--json").stdout) == {"open": True}
        refusal = "a citizen is rating: try again in a minute"
        done = command(config, "open")
        assert (done.returncode, refusal in done.stderr) == (1, True)
    finally:
        control.stop()
    assert asked == ["technician.open"] * 3


def test_check_says_whether_there_is_a_pin(config: Path) -> None:
    def said() -> list[str]:
        loaded = settings.load(config)
        return [each.finding for each in storage.findings(loaded) if each.item == "technician's pages"]

    state = config.parent / "state"
    state.mkdir(mode=0o700)
    assert said() == []
    Outbox(state / "outbox.db").close()
    assert "no PIN" in said()[0]
    command(config, "pin")
    assert said() == ["a PIN opens them at the screen"]


@pytest.mark.parametrize("damaged", [None, [], "12345678", {}, {"pin": 12345678}])
def test_a_damaged_note_is_no_pin(damaged: object) -> None:
    assert pin_of(damaged) is None
