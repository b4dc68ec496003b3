"""A sample of `make crash`: nothing acknowledged is lost, and each way is seen to find what does lose."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from crash import images, injected, kills, refusals, replay, shutdowns
from crash.ground import no_loop, no_strace, workplace
from crash.lives import ROOT, Result, arguments, live
from crash.promises import Promises

TRACED = pytest.mark.skipif(no_strace() is not None, reason=str(no_strace()))
MOUNTED = pytest.mark.skipif(no_loop() is not None, reason=str(no_loop()))
LOSSY = pytest.mark.parametrize("mode", ["wal-normal", "delete-full"])
SEED = 1


def keeps(result: Result, states: int) -> None:
    assert (result.states, result.lost) == (states, 0), "\n".join(result.examples)
    assert result.promises > states


@TRACED
def test_replayed_crash_states() -> None:
    keeps(replay.campaign(300, SEED), 300)


@TRACED
@LOSSY
def test_replay_finds_what_loses(mode: str) -> None:
    assert replay.campaign(100, SEED, mode).lost > 0


@MOUNTED
def test_block_images() -> None:
    keeps(images.campaign(20, SEED), 20)


@MOUNTED
@LOSSY
def test_images_find_what_loses(mode: str) -> None:
    assert images.campaign(12, SEED, mode).lost > 0


@MOUNTED
def test_shutdowns() -> None:
    keeps(shutdowns.campaign(6, SEED), 6)


@MOUNTED
@LOSSY
def test_shutdowns_find_what_loses(mode: str) -> None:
    # Some two in three of WAL/NORMAL's are seen and four in ten of DELETE/FULL's: that none is, is one in 30,000.
    assert shutdowns.campaign(10 if mode == "wal-normal" else 20, SEED, mode).lost > 0


@TRACED
def test_kills_at_flush_and_write() -> None:
    keeps(kills.campaign(14, SEED), 14)


@TRACED
def test_a_terminal_killed_at_any_flush_of_its_first_start_works_the_next_time() -> None:
    first = kills.at_each("fdatasync", SEED)[:14]
    keeps(injected.campaign("kills at the first start", first, None, SEED, "wal-full", dies=True), len(first))


@TRACED
def test_a_disk_that_refuses() -> None:
    result = refusals.campaign(16, SEED)
    keeps(result, 16)
    assert result.refused > 0


def test_kills_at_random() -> None:
    keeps(kills.at_random(34, SEED), 34)


@TRACED
@pytest.mark.parametrize("way", [kills.campaign, refusals.campaign])
def test_kills_and_refusals_find_thanks_said_too_early(way: object) -> None:
    assert callable(way)
    assert way(10, SEED, "hasty").lost > 0


def test_random_kills_find_thanks_said_too_early() -> None:
    assert kills.at_random(10, SEED, "hasty").lost > 0


def test_a_short_life_has_every_deed_and_renumbers_in_slices() -> None:
    with workplace() as place:
        path = place / "outbox.db"
        said = subprocess.run(
            arguments(path, SEED, "wal-full", visits=14), stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
        ).stdout.splitlines()
        assert live(arguments(path, SEED + 1, "wal-full", visits=3), Promises(), "wal-full") == 0
    deeds = Counter(line.split()[1] for line in said if line.startswith("will"))
    assert set(deeds) == {
        "begin", "recover", "invite", "hold", "amend", "withdraw", "release", "end", "settle", "settle-fates",
        "retry", "renumber", "renumber-on", "keep", "probe", "checkpoint", "prune", "shrink",
        "import", "settle-carried",
    }  # fmt: skip


def test_where_nothing_can_be_tried_the_reason_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert no_strace.__wrapped__() == "strace is not installed (apt-get install strace)"
    (tmp_path / "strace").write_text("#!/bin/sh\necho 'strace: ptrace: Operation not permitted' >&2\nexit 1\n")
    (tmp_path / "strace").chmod(0o755)
    assert no_strace.__wrapped__() == "strace cannot trace here: strace: ptrace: Operation not permitted"
    if no_loop() is None:
        assert no_loop.__wrapped__() == "not installed: mkfs.ext4, mount, umount"
        for name in ("mkfs.ext4", "mount", "umount"):
            (tmp_path / name).write_text("#!/bin/sh\necho 'mount: no loop device' >&2\nexit 32\n")
            (tmp_path / name).chmod(0o755)
        assert no_loop.__wrapped__() == "ext4 cannot be mounted from a file here: mount: no loop device"


def test_the_command_shows_a_row_a_way_and_ends_with_what_came_of_it() -> None:
    command = [sys.executable, str(ROOT / "tests/crash"), "random", "--lives=3"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.stderr == ""
    kept, lost = (line.split() for line in told.stdout.splitlines()[1:])
    assert kept[:5] == ["kills", "at", "random", "wal-full", "3"]
    assert kept[6:8] == ["0", "0"]
    assert lost[:5] == ["kills", "at", "random", "hasty", "3"]
    assert told.returncode == (lost[-1] == "FAILED")
