"""`scanner …` as a technician types it: a simulated scanner in one process, read by another."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from device_drivers import discover
from kiosk_app.commands.checks.devices import scanners
from kiosk_app.settings import Scanner, Settings

if TYPE_CHECKING:
    from conftest import Typed


def test_what_a_simulated_scanner_reads_is_shown(tmp_path: Path, typed: Callable[..., Typed]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[scanner]\nport = "{tmp_path}/scanner"\nprefix = "SL:"\n', encoding="utf-8")
    device = typed("scanner", "simulate", "--link", tmp_path / "scanner")
    device.until("scanner at ")
    test = typed("scanner", "test", "--config", config)
    test.until("ready: listening")
    for line, shown in (("SL:2026-1", "read: 2026-1\n"), ("受理-2", "read: 受理-2\n")):
        device.type(line)
        assert test.until("read: ") == shown
    assert test.end("q") == (0, "2 texts read, 0 bytes of noise\n", "")
    assert device.end("q")[0] == 0
    assert not (tmp_path / "scanner").is_symlink()


def test_one_that_is_not_there_is_a_failure_with_a_line(tmp_path: Path, typed: Callable[..., Typed]) -> None:
    code, out, err = typed("scanner", "test", "--port", tmp_path / "none", "--seconds", "0.5").end()
    assert (code, err.count("\n")) == (1, 1)
    assert "0 texts read" in out
    assert err.startswith(f"hcp-kiosk: {tmp_path}/none: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("test", "no scanner is set"),
        ("test --port x --seconds 0", "--seconds: must be a number above 0"),
        ("test --port x --seconds soon", "--seconds: must be a number above 0"),
        ("test --port x --baud 0", "--baud 0: write a speed from 300"),
        ("test --set scanner.kind=eye", "must be one of: code, card"),
    ],
)
def test_wrong_use_is_one_line(words: str, said: str, typed: Callable[..., Typed]) -> None:
    code, out, err = typed("scanner", *words.split()).end()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_places_are_listed(tmp_path: Path, typed: Callable[..., Typed]) -> None:
    code, out, err = typed("scanner", "list", "--json").end()
    assert (code, err) == (0, "")
    assert set(json.loads(out)) == {"ports", "keyboards"}
    assert typed("scanner", "list").end()[1]
    (tmp_path / "file").touch()
    code, _, err = typed("scanner", "simulate", "--link", tmp_path / "file").end()
    assert (code, "is there and is no link" in err) == (1, True)


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


def test_check_says_where_the_library_of_keyboards_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "resolve", lambda port: port)
    monkeypatch.setitem(sys.modules, "evdev", None)
    (found,) = scanners(Settings(scanners=(Scanner(port="/dev/input/event0"),)))
    assert (found.state, "hcp-kiosk[evdev]" in found.remedy) == ("fault", True)
