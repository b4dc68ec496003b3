"""The orchestration: real child processes, the product's commands played by a stand-in."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.practice.everything import practice

HERE = Path(__file__).parent
STAND_IN = (sys.executable, str(HERE / "stand_in.py"))
PATIENCE = 20.0


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.02)


class Lines:
    """What was said, and by which mouth."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.complained: list[str] = []

    def text(self) -> str:
        return "\n".join(self.said)


def _environ(tmp_path: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("DISPLAY", "QPA_PLATFORM"))}
    return {**kept, "PYTHONPATH": str(HERE.parents[1]), "STAND_IN_LOG": str(tmp_path / "log"), **more}


def _calls(tmp_path: Path) -> list[list[str]]:
    return [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]


def _practise(tmp_path: Path, environ: dict[str, str], keyboard: Any = None, **options: Any) -> tuple[int, Lines]:
    lines = Lines()
    code = practice(
        say=lines.said.append,
        complain=lines.complained.append,
        environ=environ,
        program=STAND_IN,
        keyboard=keyboard or io.StringIO(),
        **options,
    )
    return code, lines


@pytest.fixture
def typed() -> Iterator[tuple[Any, Any]]:
    reading, writing = os.pipe()
    with os.fdopen(reading) as keyboard, os.fdopen(writing, "w", buffering=1) as fingers:
        yield keyboard, fingers


def test_seconds_end_everything_and_the_folder_is_gone(tmp_path: Path) -> None:
    code, lines = _practise(tmp_path, _environ(tmp_path, HCP_KIOSK_UI__VOLUME="1"), seconds=0.5)
    assert (code, lines.complained) == (0, [])
    assert "No screen was found" in lines.text()
    calls = _calls(tmp_path)
    assert sorted(call[0] for call in calls) == ["central", "counter", "counter", "enrol", "pad", "run"]
    (run,) = [call for call in calls if call[0] == "run"]
    assert run[-1] == "offscreen"
    folder = Path(run[run.index("--config") + 1]).parent
    assert not folder.exists()
    assert "/practice" in lines.text()
    assert "PIN t-page" in lines.text()


def test_keys_are_passed_to_the_pad_and_q_ends(tmp_path: Path, typed: tuple[Any, Any]) -> None:
    keyboard, fingers = typed
    fingers.write("5\n1\nx\n")

    def presses() -> list[str]:
        return [call[1] for call in _calls(tmp_path) if call[0] == "pressed"] if (tmp_path / "log").exists() else []

    def then_quit() -> None:
        until(lambda: presses() == ["5", "1"])
        fingers.write("q\n")

    quitter = threading.Thread(target=then_quit)
    quitter.start()
    code, lines = _practise(tmp_path, _environ(tmp_path), keyboard, headless=True)
    quitter.join()
    assert code == 0
    assert presses() == ["5", "1"]
    assert "Type 1 to 5" in lines.text()


def test_a_kept_folder_stays_and_holds_a_whole_configuration(tmp_path: Path) -> None:
    keep = tmp_path / "kept"
    assert _practise(tmp_path, _environ(tmp_path), seconds=0.2, headless=True, keep=keep)[0] == 0
    settings = tomllib.loads((keep / "kiosk.toml").read_text())
    assert settings["device"]["state_dir"] == str(keep / "state")
    assert settings["central"]["url"].startswith("http://127.0.0.1:")
    assert settings["pad"] == {"profile": "ascii5", "port": str(keep / "pad")}


def test_when_the_terminal_fails_everything_ends_with_its_last_words(tmp_path: Path) -> None:
    code, lines = _practise(tmp_path, _environ(tmp_path, STAND_IN_RUN="fails"), headless=True)
    assert code == 1
    assert lines.complained == ["the terminal has failed (exit code 1): hcp-kiosk: could not connect to display"]


def test_a_screen_that_does_not_take_a_window_is_done_without(tmp_path: Path, typed: tuple[Any, Any]) -> None:
    keyboard, fingers = typed
    with socket.socket(socket.AF_UNIX) as server:  # it accepts, as a screen does that then refuses the cookie
        server.bind(str(tmp_path / "w0"))
        server.listen()
        environ = _environ(tmp_path, STAND_IN_RUN="no screen", WAYLAND_DISPLAY=str(tmp_path / "w0"))

        def then_quit() -> None:
            until(lambda: (tmp_path / "log").exists() and [c for c in _calls(tmp_path) if c[0] == "run"][1:])
            fingers.write("q\n")

        quitter = threading.Thread(target=then_quit)
        quitter.start()
        code, lines = _practise(tmp_path, environ, keyboard)
        quitter.join()
    assert code == 0
    assert "cannot use this screen" in lines.complained[0]
    assert [call[-1] for call in _calls(tmp_path) if call[0] == "run"] == ["", "offscreen"]


def test_a_part_that_does_not_start_is_one_line(tmp_path: Path) -> None:
    code, lines = _practise(tmp_path, _environ(tmp_path, STAND_IN_ENROL="fails"), headless=True)
    assert code == 1
    assert lines.complained == ["enrol failed: hcp-kiosk: the centre does not answer"]


@pytest.mark.parametrize(
    ("options", "given", "platform"),
    [
        ({}, "minimal", "minimal"),
        ({"headless": True}, "", "offscreen"),
        ({"vnc": True}, "minimal", "vnc:size=1080x1920"),
    ],
)
def test_the_platform(tmp_path: Path, options: dict[str, bool], given: str, platform: str) -> None:
    environ = _environ(tmp_path) | ({"QT_QPA_PLATFORM": given} if given else {})
    _, lines = _practise(tmp_path, environ, seconds=0.2, **options)
    assert [call[-1] for call in _calls(tmp_path) if call[0] == "run"] == [platform]
    assert ("WARNING" in lines.text()) == ("vnc" in options)


def test_sigterm_ends_everything(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom kiosk_app.practice.everything import practice\n"
        "say = lambda line: print(line, flush=True)\n"
        "sys.exit(practice(say=say, complain=say, headless=True, program=sys.argv[1:]))"
    )
    arguments = [sys.executable, "-c", program, *STAND_IN]
    with subprocess.Popen(
        arguments, env=_environ(tmp_path), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "end:" in line:
                break
        try:
            until(lambda: [call for call in _calls(tmp_path) if call[0] == "run"])
            (run,) = [call for call in _calls(tmp_path) if call[0] == "run"]
            folder = Path(run[run.index("--config") + 1]).parent
            assert folder.exists()
        finally:
            process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(PATIENCE) == 0
    assert not folder.exists()


def test_in_a_hall_citizens_come_by_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    code, lines = _practise(tmp_path, _environ(tmp_path), seconds=0.5, keep=folder, role="hall")
    assert (code, lines.complained) == (0, [])
    assert tomllib.loads((folder / "kiosk.toml").read_text())["local"] == {"role": "hall"}
    assert "PRAC-2026-0001" in lines.text()
    assert "counter:" not in lines.text()
