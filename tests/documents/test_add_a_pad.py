"""The page for a new pad, done step by step with the pad that it describes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import device_drivers as drivers
from device_drivers.profile import read
from kiosk_app.commands import program

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "device_drivers" / "ADD_A_PAD.md").read_text(encoding="utf-8")
PROFILE, SETTINGS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """A command in a folder of its own, where the technician's profile is."""
    (tmp_path / "pads.d").mkdir()
    (tmp_path / "pads.d" / "lobby.toml").write_text(PROFILE, encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HCP_KIOSK_")}
    environment = clean | {"HCP_KIOSK_PADS_D": str(tmp_path / "pads.d"), "PYTHONPATH": str(ROOT)}

    def begin(line: str) -> subprocess.Popen[str]:
        words = line.replace("PORT", str(tmp_path / "pad")).split()
        assert words[0] == "hcp-kiosk"
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "kiosk_app", *words[1:]],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return begin


def test_the_page_s_commands_are_understood() -> None:
    inline = re.findall(r"`(hcp-kiosk [^`]+)`", PAGE)
    assert len(COMMANDS) == 5
    for line in COMMANDS + inline:
        assert callable(program().parse_args(line.split()[1:]).act)


def test_the_page_from_its_beginning_to_its_end(run: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    profile = read(tmp_path / "pads.d" / "lobby.toml")
    listing, strange, learning, trying, replaying = COMMANDS

    def until(command: subprocess.Popen[str], words: str) -> str:
        assert command.stdout is not None
        for line in command.stdout:
            if words in line:
                return line
        pytest.fail(f"never {words!r}: {command.communicate()}")

    with drivers.SimulatedPad(profile, tmp_path / "pad") as box:
        with run(listing) as command:
            assert command.communicate(timeout=60)[1] == ""
        with run(strange) as command:
            until(command, "probing: ")
            for key in "123":
                box.press(key)
                assert f"4B 3{key}" in until(command, "  pad  ")
            command.communicate("q\n", timeout=60)
        with run(learning) as command:
            for level, key in ((5, "3"), (4, ""), (3, "2"), (2, ""), (1, "1")):
                until(command, f"press the key for level {level}")
                if key:
                    box.press(key)
                else:
                    assert command.stdin is not None
                    command.stdin.write("s\n")
                    command.stdin.flush()
            for key in "321":
                until(command, "once more, ")
                box.press(key)
            out = command.communicate(timeout=60)[0]
        assert out.splitlines()[-1] == 'keys = { "3" = 5, "2" = 3, "1" = 1 }'
        with run(trying) as command:
            until(command, "ready: ")
            for key, level in (("1", 5), ("2", 3), ("3", 1)):
                box.press(key)
                until(command, f"press: key {key}, level {level}")
            assert command.communicate("q\n", timeout=60)[1].count("\n") == 1
            assert command.returncode == 0
        with run(replaying) as command:
            out, err = command.communicate(timeout=60)
            assert (command.returncode, err) == (0, "")
            assert out.endswith("3 presses, 0 bytes of noise\n")


def test_the_settings_of_the_page_can_be_used(run: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text(SETTINGS, encoding="utf-8")
    with run("hcp-kiosk config validate kiosk.toml") as command:
        out, err = command.communicate(timeout=60)
    assert (command.returncode, err) == (0, ""), out
