"""Profiles as data: what is shipped is right, what is wrong is said all at once and to the point."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

import device_drivers as drivers
from device_drivers.profile import SHIPPED, parse

Table = dict[str, Any]


def table() -> Table:
    return tomllib.loads((SHIPPED / "ascii5.toml").read_text(encoding="utf-8"))


def faults(wrong: Table) -> list[str]:
    with pytest.raises(drivers.ProfileError) as raised:
        parse(wrong, "pad.toml")
    assert all(fault.startswith("pad.toml: ") for fault in raised.value.faults)
    return [fault.removeprefix("pad.toml: ") for fault in raised.value.faults]


@pytest.mark.parametrize("name", drivers.shipped())
def test_what_is_shipped_can_be_loaded_and_is_named_as_its_file(name: str) -> None:
    assert drivers.load(name).name == name


def test_importing_the_drivers_imports_neither_pyserial_nor_the_validator() -> None:
    look = "import sys, device_drivers as d; d.PadSupervisor; print({'serial', 'voluptuous'} & set(sys.modules))"
    assert run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_there_is_no_other_public_name() -> None:
    assert all(getattr(drivers, name) is not None for name in drivers.__all__)
    with pytest.raises(AttributeError, match="nosuch"):
        drivers.nosuch  # noqa: B018 - the attribute access is the test


def test_an_unknown_name_is_told_the_nearest() -> None:
    with pytest.raises(drivers.ProfileError, match="did you mean 'ascii5'"):
        drivers.load("ascii")
    with pytest.raises(drivers.ProfileError, match="choose one of these"):
        drivers.load("zzz")


def test_a_technician_s_own_file(tmp_path: Path) -> None:
    path = tmp_path / "lobby.toml"
    path.write_bytes((SHIPPED / "ascii5.toml").read_bytes().replace(b'"ascii5"', b'"lobby"'))
    assert drivers.load(str(path)).name == "lobby"


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read"), (b"\xff", "is not UTF-8"), (b"name = ", "is not TOML"), (b"", "name: missing")],
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "pad.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(drivers.ProfileError, match=words) as raised:
        drivers.load(str(path))
    assert "\n" not in str(raised.value)


def test_all_faults_at_once() -> None:
    wrong = table()
    del wrong["name"]
    wrong["lines"] = {}
    wrong["line"]["bits"] = 9
    wrong["line"]["bauds"] = 9600
    wrong["press"]["one_an_arming"] = 1
    said = faults(wrong)
    assert len(said) == 5
    assert "name: missing" in said
    assert "lines: unknown; the nearest known key is 'line'" in said
    assert "line.bits: expected one of 5, 6, 7, 8" in said
    assert "line.bauds: unknown; the nearest known key is 'baud'" in said
    assert "press.one_an_arming: expected true or false" in said


Change = Callable[[Table], object]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["line"].update(baud=True), "line.baud: expected a whole number from 50"),
        (lambda t: t["line"].update(mask="7f7f"), "line.mask: expected one byte"),
        (lambda t: t["line"].update(byte_delay="1"), "line.byte_delay: expected a number"),
        (lambda t: t["framing"].update(kind="lines"), "framing.kind: expected one of codes, line, stx-etx"),
        (lambda t: t["framing"].update(codes={}), "framing.codes: expected a table of keys"),
        (lambda t: t["framing"].update(codes={"1": "zz"}), "framing.codes: expected bytes in hexadecimal"),
        (lambda t: t["framing"].update(codes={"1": 31}), "framing.codes: expected bytes in hexadecimal"),
        (lambda t: t.update(checksum={"kind": "crc"}), "checksum.kind: expected one of none"),
        (lambda t: t["commands"].update(dance="00"), "commands.dance: unknown; the nearest known key is"),
        (lambda t: t["probe"].update(answr="21"), "probe.answr: unknown; the nearest known key is 'answer'"),
        (lambda t: t["cues"].update(ask=["bark"]), "cues.ask.0: expected one of probe"),
        (lambda t: t.update(title=" "), "title: expected some text"),
        (lambda t: t["press"].update(arming_window=-1), "press.arming_window: expected a number from 0 to 3600"),
        # right one by one, wrong together
        (lambda t: t["keys"].update({"6": 5}), "keys: this pad has no key '6'; it has 1, 2, 3, 4, 5"),
        (lambda t: t["keys"].update({"1": 6}), "keys: key '1' must mean a level 1 to 5, not 6"),
        (lambda t: t["keys"].update({"1": True}), "keys: key '1' must mean a level 1 to 5, not True"),
        (lambda t: t["keys"].update({"1": 1.0}), "keys: key '1' must mean a level 1 to 5, not 1.0"),
        (lambda t: t["keys"].pop("1"), "keys: key '1' of framing.codes has no level"),
        (lambda t: t["commands"].pop("ask"), "cues.ask: command 'ask' is not in [commands]"),
        (lambda t: t["commands"].pop("probe"), "probe: a table [probe] and a command commands.probe go together"),
        (lambda t: t.pop("probe"), "probe: a table [probe] and a command commands.probe go together"),
        (lambda t: t["cues"].update(ask=[]), "press.needs_arming: cues.ask must arm the pad"),
        (lambda t: t["line"].update(mask="0f"), "framing.codes.1: has bits that line.mask takes away"),
        (lambda t: t["framing"]["codes"].update({"1": "61 62"}), "framing.codes.1: is longer than framing.longest"),
        (lambda t: t["framing"]["codes"].update({"1": "0d"}), "framing.codes.1: begins with a byte of"),
        (lambda t: t["framing"]["codes"].update({"1": "32"}), "framing.codes.1: is the same as, or the beginning of"),
        (lambda t: t["probe"].update(answer="31 32"), "framing.codes.1: is the same as, or the beginning of, probe"),
    ],
)
def test_a_fault_is_said_to_the_point(change: Change, words: str) -> None:
    wrong = table()
    change(wrong)
    said = faults(wrong)
    assert any(fault.startswith(words) for fault in said), said


def test_a_pad_without_probe_and_line_end() -> None:
    small = table()
    del small["probe"], small["commands"]["probe"], small["heartbeat"]
    small["framing"]["ignored_after"] = ""
    profile = parse(small, "pad.toml")
    assert profile.probe is None
    decoder = profile.decoder()
    decoder.feed(b"5\r!", 0.0)
    assert decoder.noise == 2


def test_keys_can_mean_other_levels() -> None:
    turned = drivers.load("ascii5").with_keys({"1": 5, "5": 1})
    assert dict(turned.keys) == {"1": 5, "2": 2, "3": 3, "4": 4, "5": 1}
    assert drivers.load("ascii5").keys["1"] == 1


def test_only_some_keys_can_mean_a_level() -> None:
    profile = drivers.load("ascii5")
    assert profile.with_only_keys({"1": 5}).keys == {"1": 5}
    with pytest.raises(drivers.ProfileError, match="no key 'F9'"):
        profile.with_only_keys({"F9": 5})


def test_every_fault_of_a_key_map_is_said() -> None:
    with pytest.raises(drivers.ProfileError) as raised:
        drivers.load("ascii5").with_keys({"7": 1, "1": 0, "2": 9})
    assert len(raised.value.faults) == 3
