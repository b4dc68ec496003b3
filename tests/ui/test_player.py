"""Programs that play, that refuse and that hang, each a real process."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from glass import until

from kiosk_app.ui import player as subject
from kiosk_app.ui.player import PLAYERS, REST_SECONDS, Player
from kiosk_app.ui.surroundings import NOWHERE

SOUND = b"sound"


class Program:
    """A player made for a test; `begun` and `heard` are files it writes."""

    def __init__(self, folder: Path, name: str, script: str) -> None:
        self.path = folder / name
        self.path.write_text(f"#!/bin/sh\necho >> {self.path}.begun\n{script.format(heard=f'{self.path}.heard')}\n")
        self.path.chmod(0o700)

    @property
    def command(self) -> tuple[str, ...]:
        return (str(self.path),)

    @property
    def begun(self) -> int:
        file = Path(f"{self.path}.begun")
        return len(file.read_text()) if file.exists() else 0

    @property
    def heard(self) -> bytes:
        file = Path(f"{self.path}.heard")
        return file.read_bytes() if file.exists() else b""


Make = Callable[[str, str], Program]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda name, script: Program(tmp_path, name, script)


def test_the_first_that_plays_is_enough(make: Make) -> None:
    one, other = make("one", "cat >> {heard}"), make("other", "cat >> {heard}")
    player = Player([one.command, other.command])
    player.play(SOUND)
    player.play(SOUND)
    assert (one.heard, other.begun, player.silent) == (SOUND * 2, 0, False)


def test_what_is_missing_or_refuses_is_passed_over(make: Make, tmp_path: Path) -> None:
    refusing, good = make("refusing", "exit 1"), make("good", "cat >> {heard}")
    no_program = make("no_program", "")
    no_program.path.write_text("#!/nonexistent/interpreter\n")
    player = Player([("no-such-player",), no_program.command, refusing.command, good.command])
    player.play(SOUND)
    assert (refusing.begun, good.heard, player.silent) == (1, SOUND, False)
    # It knows now.
    player.play(SOUND)
    assert (refusing.begun, good.heard) == (1, SOUND * 2)


def test_nothing_to_hear_is_one_line_and_a_device_that_comes_is_found(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    clock = [0.0]
    card = make("card", "test -e {heard} && cat >> {heard}")
    player = Player([card.command], now=lambda: clock[0])
    for clock[0] in (0.0, 1.0, REST_SECONDS - 0.1):
        player.play(SOUND)
    assert (card.begun, player.silent) == (1, True)
    clock[0] = REST_SECONDS + 1
    player.play(SOUND)
    assert (card.begun, player.silent) == (2, True)
    Path(f"{card.path}.heard").touch()
    clock[0] += 2 * REST_SECONDS
    player.play(SOUND)
    player.play(SOUND)
    assert (card.heard, player.silent) == (SOUND * 2, False)
    assert [record.getMessage() for record in caplog.records] == ["no sound device is found", "sound can be heard"]


def test_a_sound_can_be_cut_and_that_is_no_fault(make: Make) -> None:
    slow = make("slow", "exec sleep 600")
    player = Player([slow.command])
    player.cut()
    playing = threading.Thread(target=player.play, args=(SOUND,))
    playing.start()
    until(lambda: slow.begun == 1)
    player.cut()
    playing.join(20)
    assert not playing.is_alive()
    assert not player.silent


def test_a_sound_that_nobody_wants_any_more_is_not_begun(make: Make) -> None:
    good = make("good", "cat >> {heard}")
    player = Player([good.command])
    player.play(SOUND, still=lambda: False)
    assert (good.begun, player.silent) == (0, False)


def test_a_player_that_hangs_is_ended(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "OVERTIME_SECONDS", 0.05)
    player = Player([make("hanging", "exec sleep 600").command])
    player.play(SOUND)
    assert player.silent


def test_the_sound_server_s_cookie_is_found_though_the_keyboard_is_kept_from_home(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE", "kept")
    for name, value in NOWHERE.items():
        monkeypatch.setenv(name, value)
    curious = make("curious", "env > {heard}")
    Player([curious.command]).play(SOUND)
    said = dict(line.split("=", 1) for line in curious.heard.decode().splitlines() if "=" in line)
    assert said["MINE"] == "kept"
    assert not NOWHERE.keys() & said.keys()


def test_without_any_program_it_is_silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    player = Player()
    player.play(SOUND)
    assert player.silent
    assert [command[0] for command in PLAYERS] == ["pacat", "aplay"]
    assert os.environ["PATH"] == str(tmp_path)
