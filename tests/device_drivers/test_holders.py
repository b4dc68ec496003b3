"""Who else has a port open: real processes on a real pseudo-terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from device_drivers.holders import Holder, holders

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from conftest import Wire

    Rival = Callable[..., AbstractContextManager[int]]


def test_nobody_but_ourselves(wire: Wire) -> None:
    assert holders(str(wire.link)) == []
    assert holders("/dev/nowhere") == []
    assert holders("/dev/\0") == []


def test_a_program_that_has_it_open(wire: Wire, tmp_path: Path, rival: Rival) -> None:
    with rival("kept = open(sys.argv[1], 'rb')", str(wire.link)) as pid:
        assert holders(str(wire.link)) == [Holder(pid, "rival.py", False)]
        assert str(holders(str(wire.link))[0]) == f"rival.py (pid {pid})"
    assert holders(str(wire.link)) == []


def test_a_program_that_has_locked_it(wire: Wire, tmp_path: Path, rival: Rival) -> None:
    lock = "kept = open(sys.argv[1], 'rb'); fcntl.flock(kept, fcntl.LOCK_EX)"
    with rival(lock, str(wire.link)) as pid:
        assert holders(str(wire.link)) == [Holder(pid, "rival.py", True)]


def test_our_own_program_is_named_by_its_command(wire: Wire, tmp_path: Path, rival: Rival) -> None:
    kept = "kept = open(sys.argv[2], 'rb')"
    with rival(kept, "run", str(wire.link), name="hcp-kiosk"):
        assert [holder.program for holder in holders(str(wire.link))] == ["hcp-kiosk run"]


def test_the_far_end_of_a_pseudo_terminal_is_no_rival(tmp_path: Path, rival: Rival) -> None:
    script = "ours, theirs = os.openpty(); os.symlink(os.ttyname(theirs), sys.argv[1])"
    with rival(script, str(tmp_path / "pad")):
        assert holders(str(tmp_path / "pad")) == []


def test_a_lock_file(wire: Wire, tmp_path: Path, rival: Rival) -> None:
    lock = tmp_path / f"LCK..{os.path.basename(os.path.realpath(wire.link))}"
    with rival("") as pid:
        lock.write_text(f"{pid:10}\n")
        assert holders(str(wire.link), locks=tmp_path) == [Holder(pid, "rival.py", True)]
    assert holders(str(wire.link), locks=tmp_path) == []  # stale: its process is gone
    lock.write_text("nobody\n")
    assert holders(str(wire.link), locks=tmp_path) == []


def test_without_proc_nobody_is_seen(wire: Wire, tmp_path: Path) -> None:
    assert holders(str(wire.link), proc=tmp_path) == []


@pytest.mark.parametrize("gone", ["fd", "fdinfo"])
def test_a_process_that_ends_while_it_is_looked_at(wire: Wire, tmp_path: Path, gone: str) -> None:
    """A made-up /proc: what a process that ends leaves behind in it."""
    process = tmp_path / "77"
    for part in {"fd", "fdinfo"} - {gone}:
        (process / part).mkdir(parents=True)
    if gone == "fdinfo":
        (process / "fd" / "3").symlink_to(os.path.realpath(wire.link))
        (process / "fd" / "4").symlink_to("/dev/ptmx")
        (process / "cmdline").write_bytes(b"")
        (process / "comm").write_text("minicom\n")
    expected = [Holder(77, "minicom", False)] if gone == "fdinfo" else []
    assert holders(str(wire.link), proc=tmp_path) == expected
