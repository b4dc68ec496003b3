"""kill −9, for real and again and again, on the same file: no promise is broken and the sequence has no gap."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from offline_queue import START_OF_CHAIN, Outbox, canonical

WORKER = Path(__file__).with_name("crash_worker.py")
LIVES = 34


class Promises:
    """What was said to somebody, by all lives together."""

    def __init__(self) -> None:
        self.held: dict[str, int] = {}
        self.withdrawing: set[str] = set()
        self.withdrawn: set[str] = set()
        self.released: dict[str, tuple[int, str]] = {}
        self.settled: dict[str, str] = {}
        self.fates: dict[str, str] = {}
        self.open: set[str] = set()

    def hear(self, line: str) -> None:
        match tuple(line.split()):
            case ("held", key, level):
                self.held[key] = int(level)
            case ("withdrawing", key):
                self.withdrawing.add(key)
            case ("withdrawn", key):
                self.withdrawn.add(key)
            case ("released", key, seq, link):
                self.released[key] = (int(seq), link)
            case ("settled", key, state):
                self.settled[key] = state
            case ("fate", key, state):
                self.fates[key] = state
            case ("open", key):
                self.open.add(key)


def live(path: Path, seed: int, promises: Promises, chance: random.Random) -> None:
    """One life, killed after so many promises or, as often, in the middle of whatever comes next."""
    process = subprocess.Popen(
        [sys.executable, str(WORKER), str(path), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    with process.stdout:
        if chance.random() < 0.2:
            # In the middle of starting: importing, making the tables, recovering.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.0, 0.15))
            process.send_signal(signal.SIGKILL)
        death = chance.randint(1, 60)
        for count, line in enumerate(process.stdout, 1):
            if line.endswith("\n"):
                promises.hear(line)
            if count == death:
                # The worker runs on while we come to this: the signal hits it anywhere in its next steps. What it
                # still said before that is heard by the rest of the loop.
                for _ in range(chance.randint(0, 3000)):
                    pass
                process.send_signal(signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL


def audit(path: Path, promises: Promises) -> None:
    with Outbox(path) as outbox:
        outbox.recover("after")
        rows = {row.rating_id: row for row in outbox.rows(limit=100_000)}
        missing = set(promises.held) - promises.withdrawing - set(rows)
        assert not missing, "a rating that was promised is gone"
        assert set(promises.released) <= set(rows)
        assert not promises.withdrawn & set(rows), "a withdrawn level came back"
        for key, state in promises.settled.items():
            assert rows[key].state == state
        previous = START_OF_CHAIN
        by_number = sorted(rows.values(), key=lambda row: row.seq or 0)
        assert [row.seq for row in by_number] == list(range(1, len(rows) + 1))
        for row in by_number:
            story = outbox.show(row.rating_id)
            assert story is not None
            told = story.record
            link = told.pop("chain")
            assert link == sha256(previous.encode() + canonical(told)).hexdigest()
            previous = link
            if row.rating_id in promises.released:
                assert promises.released[row.rating_id] == (row.seq, link)
            if row.rating_id in promises.held:
                assert told["satisfaction"] == promises.held[row.rating_id]
        assert outbox.last() == (len(rows), previous)
        for invitation, fate in promises.fates.items():
            assert outbox.invitation_state(invitation) == fate
        for invitation in promises.open:
            assert outbox.invitation_state(invitation) in {"rated", "lapsed", "fault"}
        status = outbox.status()
        assert status.held == 0
        assert status.unsent + status.parked + status.delivered == len(rows)
        db = outbox._store._connection
        assert db is not None
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_promise_is_broken(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "outbox.db"
    promises, chance = Promises(), random.Random(seed)
    for n in range(LIVES):
        live(path, seed * 1000 + n, promises, chance)
    audit(path, promises)
    assert len(promises.released) > LIVES
    assert {"rated", "lapsed"} <= set(promises.fates.values())
