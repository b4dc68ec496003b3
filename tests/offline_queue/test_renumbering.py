"""A new epoch over a long backlog: in slices, nobody waits, and a crash in the middle goes on where it was."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from offline_queue import START_OF_CHAIN, Delivered, Drain, Outbox, Parked, canonical, renumbering

WORKER = Path(__file__).with_name("renumber_worker.py")


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outbox]:
    monkeypatch.setattr(renumbering, "SLICE", 4)
    with Outbox(tmp_path / "outbox.db") as opened:
        opened.begin("D", 1)
        yield opened


def release(outbox: Outbox, *keys: str) -> None:
    for key in keys:
        outbox.hold(key, None, None, {"ratingId": key})
        outbox.release(key)


def numbers(outbox: Outbox) -> list[tuple[str, str, int, int]]:
    """(id, device, epoch, number) of all that can be claimed; the chain is checked on the way."""
    previous = START_OF_CHAIN
    found = []
    for one in outbox.claim(9999):
        told = json.loads(one.raw)
        link = told.pop("chain")
        assert link == sha256(previous.encode() + canonical(told)).hexdigest()
        found.append((one.key, told["deviceId"], told["epoch"], told["deviceSeq"]))
        previous = link
    return found


def test_a_new_identity_does_not_wait_for_the_backlog(outbox: Outbox) -> None:
    release(outbox, *"abcdefghij")
    assert outbox.begin("E", 7) == 7
    assert outbox.renumbering
    assert (outbox.device_id, outbox.epoch) == ("E", 7)
    assert outbox.last()[0] == 4
    assert outbox.claim(9) == []
    assert outbox.claim_these(list("abcdefghij")) == []
    assert outbox.agrees_with(7, 9, "what the centre says of an epoch that is not in force yet")
    release(outbox, "k")
    assert outbox.renumber_on(0.0)
    release(outbox, "l")
    assert not outbox.renumber_on()
    assert numbers(outbox) == [(key, "E", 7, seq) for seq, key in enumerate("abcdefghijkl", 1)]
    assert outbox.last()[0] == 12
    release(outbox, "m")
    assert numbers(outbox)[-1] == ("m", "E", 7, 13)


def test_the_same_identity_again_changes_nothing_and_a_newer_one_comes_after(outbox: Outbox) -> None:
    release(outbox, *"abcdefghij")
    outbox.begin("D", 2)
    assert outbox.begin("D", 1) == 2
    assert outbox.begin("D", 2) == 2
    assert outbox.renumbering
    assert outbox.begin("E", 1) == 1
    assert outbox.renumbering
    assert outbox.renumber(5) == 10
    assert numbers(outbox) == [(key, "E", 5, seq) for seq, key in enumerate("abcdefghij", 1)]


def test_parked_and_waiting_move_in_one_order(outbox: Outbox) -> None:
    release(outbox, *"abcdefghijkl")
    sent = outbox.claim(12)
    outbox.settle(sent, {"b": Parked("X"), "c": Delivered(), "g": Parked("X"), "l": Parked("X")})
    outbox.begin("D", 2)
    assert outbox.retry(["g"]) == 1  # in the middle, from one state to the other
    outbox.renumber_on()
    outbox.retry()
    assert [key for key, *_ in numbers(outbox)] == list("abdefghijkl")


def test_a_verdict_that_comes_in_the_middle_counts_for_numbers_that_are_still_the_old_ones(outbox: Outbox) -> None:
    release(outbox, *"abcdefgh")
    in_flight = outbox.claim(8)
    outbox.begin("D", 2)
    assert outbox.last()[0] == 4  # a to d have moved
    verdicts = {"a": Delivered(), "b": Parked("X"), "e": Delivered("N"), "f": Parked("X")}
    assert outbox.settle(in_flight, verdicts) == ["e"]
    outbox.renumber_on()
    assert outbox.retry() == 1
    # The centre has e under its old number; b's verdict was on a number that is gone.
    assert numbers(outbox) == [(key, "D", 2, seq) for seq, key in enumerate("abcdfgh", 1)]


def test_what_the_disk_refuses_has_not_moved(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    release(outbox, *"abcdefghij")
    real = renumbering.numbered
    calls: list[int] = []

    def fails_late(*args: object) -> tuple[bytes, str]:
        calls.append(1)
        if len(calls) == 6:
            raise sqlite3.OperationalError("disk I/O error")
        return real(*args)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(renumbering, "numbered", fails_late)
    with pytest.raises(Exception, match="disk I/O error"):
        outbox.renumber(2)
    assert outbox.renumbering
    assert outbox.last()[0] == 4
    outbox.renumber_on()
    assert [key for key, *_ in numbers(outbox)] == list("abcdefghij")


def test_the_sender_finishes_it_before_anything_else(outbox: Outbox) -> None:
    release(outbox, *"abcdefghij")
    outbox.begin("D", 2)
    drain = Drain(outbox, None, allowed=lambda: False)  # type: ignore[arg-type]  # nothing is carried
    stop = threading.Event()
    thread = threading.Thread(target=drain.run, args=(stop,))
    thread.start()
    try:
        give_up = time.monotonic() + 30
        while outbox.renumbering and time.monotonic() < give_up:
            time.sleep(0.001)
    finally:
        stop.set()
        drain.wake()
        thread.join()
    assert not outbox.renumbering
    assert len(numbers(outbox)) == 10


def test_killed_in_the_middle_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    backlog = [f"{k:04}" for k in range(400)]
    with Outbox(path) as outbox:
        outbox.begin("D", 1)
        release(outbox, *backlog)
        sent = outbox.claim(400)
        outbox.settle(sent, {key: Delivered() for key in backlog[::7]} | {key: Parked("X") for key in backlog[1::7]})
    chance = random.Random(3)
    released: list[str] = []
    midway, epoch = 0, 2
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, str(WORKER), str(path), str(epoch)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert process.stdout is not None
        death = chance.randint(1, 40)
        with process.stdout:
            for count, line in enumerate(process.stdout, 1):
                said, _, rest = line.partition(" ")
                if said == "released":
                    released.append(rest.strip())
                elif said == "done":
                    epoch += 1
                if count == death:
                    process.send_signal(signal.SIGKILL)
        process.wait(30)
        with Outbox(path) as outbox:
            midway += outbox.renumbering
    assert midway > 2, "the kills never hit a renumbering"
    with Outbox(path) as outbox:
        outbox.renumber(epoch + 1)
        assert outbox.retry() == len(backlog[1::7])
        order = [key for key, *_ in numbers(outbox)]
        old = [key for key in backlog if key not in backlog[::7]]
        assert order[: len(old)] == old
        # A release may be on the disk although its line was not said before the kill.
        assert [key for key in order[len(old) :] if key in released] == released
        assert outbox.last()[0] == len(order)
