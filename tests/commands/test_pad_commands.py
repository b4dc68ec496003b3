"""`pad …` as a technician types it, with a simulated pad on a real pseudo-terminal."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import device_drivers as drivers

if TYPE_CHECKING:
    from conftest import Typed


@pytest.fixture
def box(tmp_path: Path) -> Iterator[drivers.SimulatedPad]:
    with drivers.SimulatedPad(drivers.load("ascii5"), tmp_path / "pad") as plugged:
        yield plugged


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(
        f'[device]\nstate_dir = "{tmp_path}/state"\n[pad]\nprofile = "ascii5"\nport = "{tmp_path}/pad"\n',
        encoding="utf-8",
    )
    return path


# ---- probe ---------------------------------------------------------------------------------------------------------


def test_a_probe_is_answered(box: drivers.SimulatedPad, config: Path, typed: Callable[..., Typed]) -> None:
    code, out, err = typed("pad", "probe", "--config", config).end()
    assert (code, err) == (0, "")
    assert "the pad answers after" in out
    assert box.received() == b"?"  # the profile's own question, and nothing else
    code, out, _ = typed("pad", "probe", "--config", config, "--json").end()
    (found,) = json.loads(out)
    assert (found["outcome"], found["profile"], found["device"]) == ("answered", "ascii5", f"{box.path}")


def test_silence_and_absence_are_failures(
    box: drivers.SimulatedPad, config: Path, tmp_path: Path, typed: Callable[..., Typed]
) -> None:
    box.answer_probes(False)
    code, out, err = typed("pad", "probe", "--config", config).end()
    assert (code, out) == (1, "")
    assert "does not answer" in err
    assert err.count("\n") == 1
    box.unplug()
    code, out, err = typed("pad", "probe", "--config", config, "--json").end()
    assert code == 1
    assert json.loads(out)[0]["outcome"] == "refused"
    assert "plug it in" in err


def test_a_pad_that_cannot_be_asked_is_open(box: drivers.SimulatedPad, typed: Callable[..., Typed]) -> None:
    code, out, _ = typed("pad", "probe", "--port", box.path, "--profile", "hid-digits").end()
    assert code == 0
    assert "cannot be asked: press a key" in out
    assert box.received() == b""


def test_several_pads_are_asked_each_and_nobody_else(tmp_path: Path, typed: Callable[..., Typed]) -> None:
    config = tmp_path / "kiosk.toml"
    ports = [tmp_path / name for name in ("one", "two", "not-listed")]
    config.write_text("".join(f'[[pads]]\nport = "{port}"\n' for port in ports[:2]), encoding="utf-8")
    with contextlib.ExitStack() as stack:
        boxes = [stack.enter_context(drivers.SimulatedPad(drivers.load("ascii5"), port)) for port in ports]
        code, out, _ = typed("pad", "probe", "--config", config, "--json").end()
        assert code == 0
        assert [found["port"] for found in json.loads(out)] == [str(port) for port in ports[:2]]
        assert [box.received() for box in boxes] == [b"?", b"?", b""]
        code, _, err = typed("pad", "test", "--config", config).end()
        assert code == 2
        assert "2 pads are set: choose one" in err


@pytest.mark.parametrize("action", ["probe", "test", "learn"])
def test_a_port_that_is_held_is_left_alone(
    action: str, box: drivers.SimulatedPad, config: Path, typed: Callable[..., Typed]
) -> None:
    """By a terminal, as far as its command line says, and by anybody else."""
    script = "import fcntl, sys; kept = open(sys.argv[2], 'rb'); fcntl.flock(kept, 2); print(1, flush=True); input()"
    hold = config.with_name("hcp-kiosk")
    hold.write_text(script, encoding="utf-8")
    for first, words in (("run", "held by the running terminal (pid "), ("-", "is held by hcp-kiosk (pid ")):
        holding = subprocess.Popen(
            [sys.executable, hold, first, box.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert holding.stdout is not None
        assert holding.stdout.readline() == "1\n"
        code, _, err = typed("pad", action, "--config", config).end()
        holding.communicate("\n")
        assert code == 1
        assert words in err
        assert err.count("\n") == 1
    assert box.received() == b""


# ---- test, replay --------------------------------------------------------------------------------------------------


def test_a_live_view_and_its_log(
    box: drivers.SimulatedPad, config: Path, tmp_path: Path, typed: Callable[..., Typed]
) -> None:
    log = tmp_path / "wire.log"
    watching = typed("pad", "test", "--config", config, "--log", log)
    watching.until("ready: the pad answers")
    for key in "513":
        box.press(key)
        assert f"{0x30 + int(key):X}" in watching.until(f"press: key {key}, level {key}")
    box.send(b"\xee")
    assert "EE" in watching.until("pad ")
    watching.type("q")
    code, out, err = watching.end()
    assert code == 0
    assert "3 presses; not counted: 0 unarmed" in out
    assert "1 bytes of noise" in out
    assert "from the wire to the press: " in out
    assert "bytes and moments, nothing else" in err
    assert log.stat().st_mode & 0o777 == 0o600

    code, out, _ = typed("pad", "replay", log, "--json").end()
    told = json.loads(out)
    assert code == 0
    assert [press["level"] for press in told["presses"]] == [5, 1, 3]
    assert (told["profile"], told["noise"], told["asRecorded"]) == ("ascii5", 1, True)
    assert typed("pad", "replay", log).end()[1].endswith("3 presses, 1 bytes of noise\n")

    log.write_text(log.read_text(encoding="utf-8").replace("* 1 1", "* 1 4"), encoding="utf-8")
    code, _, err = typed("pad", "replay", log).end()
    assert (code, "they are not these" in err) == (1, True)


@pytest.mark.parametrize("how", ["seconds", "interrupt"])
def test_the_live_view_ends(how: str, box: drivers.SimulatedPad, config: Path, typed: Callable[..., Typed]) -> None:
    watching = typed("pad", "test", "--config", config, *(["--seconds", "1.5"] if how == "seconds" else []))
    watching.until("ready: the pad answers")
    if how == "interrupt":
        watching.signal(signal.SIGINT)
    code, out, err = watching.end()
    assert (code, err) == (0, "")
    assert "no press, no latency" in out


def test_the_live_view_as_json(box: drivers.SimulatedPad, config: Path, typed: Callable[..., Typed]) -> None:
    code, out, err = typed("pad", "test", "--config", config, "--seconds", "1", "--json").end()
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert (told["state"], told["presses"], told["opened"], told["bytesIn"]) == ("ready", 0, 1, 1)


def test_a_pad_that_never_came_is_a_failure(config: Path, typed: Callable[..., Typed]) -> None:
    code, out, err = typed("pad", "test", "--config", config, "--seconds", "0.2").end()
    assert code == 1
    assert "searching: " in out
    assert "is not there: plug it in" in err
    assert err.count("\n") == 1


# ---- learn ---------------------------------------------------------------------------------------------------------


def test_keys_are_learnt_by_pressing_them(
    box: drivers.SimulatedPad, config: Path, tmp_path: Path, typed: Callable[..., Typed]
) -> None:
    """A pad wired the other way round, with no key for level 4, and a person who slips twice."""
    own = tmp_path / "lobby.toml"
    learning = typed("pad", "learn", "--config", config, "--out", own)

    def press(key: str, words: str) -> None:
        box.press(key)
        learning.until(words)

    learning.until("press the key for level 5")
    press("1", "key 1 = level 5")
    learning.until("press the key for level 4")
    learning.type("s")
    learning.until("press the key for level 3")
    press("3", "key 3 = level 3")
    press("1", "key 1 is level 5 already")
    press("4", "key 4 = level 2")
    press("5", "key 5 = level 1")
    learning.until("once more, press the key for level 5")
    press("1", "confirmed")
    press("3", "confirmed")
    press("2", "that was key 2")
    press("4", "key 4 = level 2")
    press("5", "confirmed")
    press("4", "confirmed")
    code, out, _ = learning.end()
    assert code == 0
    assert "level 4 has no key here" in out
    assert f'profile = "{own}"' in out
    made = drivers.load(str(own))
    assert made.name == "lobby"
    assert {key: made.keys[key] for key in "1345"} == {"1": 5, "3": 3, "4": 2, "5": 1}
    tomllib.loads(own.read_text(encoding="utf-8"))


def test_a_key_map_for_the_settings(box: drivers.SimulatedPad, config: Path, typed: Callable[..., Typed]) -> None:
    learning = typed("pad", "learn", "--config", config, "--no-verify")
    for level, key in zip((5, 4, 3, 2, 1), "12345", strict=True):
        learning.until(f"press the key for level {level}")
        box.press(key)
    code, out, _ = learning.end()
    assert code == 0
    line = out.splitlines()[-1]
    assert tomllib.loads(line) == {"keys": {"1": 5, "2": 4, "3": 3, "4": 2, "5": 1}}
    # And the settings take it.
    config.write_text(config.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    code, out, _ = typed("config", "show", "--config", config, "--json").end()
    assert code == 0


def test_leaving_changes_nothing(
    box: drivers.SimulatedPad, config: Path, tmp_path: Path, typed: Callable[..., Typed]
) -> None:
    learning = typed("pad", "learn", "--config", config, "--out", tmp_path / "own.toml")
    learning.until("press the key for level 5")
    learning.type("what?")
    learning.until("s and Enter skips")
    learning.type("q")
    code, _, err = learning.end()
    assert (code, "no key was learnt" in err) == (1, True)
    assert not (tmp_path / "own.toml").exists()


# ---- list ----------------------------------------------------------------------------------------------------------


def test_the_list_opens_nothing(typed: Callable[..., Typed]) -> None:
    code, out, _ = typed("pad", "list", "--json").end()
    ports: list[dict[str, Any]] = json.loads(out)
    assert code == 0
    for port in ports:
        assert {"device", "vid_pid", "by_id", "by_path", "group", "problem", "note", "holders"} <= set(port)
    assert typed("pad", "list").end()[0] == 0
