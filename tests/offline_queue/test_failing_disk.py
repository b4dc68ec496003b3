"""Disks that are full, turn read-only or answer with errors, for real: loop mounts, and strace between us and them."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from offline_queue import Delivered, Outbox, OutboxUnusable, Shelf
from offline_queue.reserve import PIECE, Reserve
from tests.offline_queue.lived import record

PATIENCE = 60.0
MIB = 2**20

root = pytest.mark.skipif(os.geteuid() != 0, reason="mounts need root")
traced = pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")


class Disk:
    """A small ext4 of its own."""

    def __init__(self, folder: Path, mib: int) -> None:
        self.image, self.mount = folder / "image", folder / "mount"
        self.mount.mkdir()
        with self.image.open("wb") as file:
            file.truncate(mib * MIB)
        run("mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=0", str(self.image))
        self.attach()

    def attach(self) -> None:
        run("mount", "-o", "loop", str(self.image), str(self.mount))

    def detach(self) -> None:
        run("umount", str(self.mount))

    def fill(self) -> Path:
        """Another program takes all there is."""
        filler = self.mount / "filler"
        with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            for size in (MIB, 4096, 1):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(b"x" * size)
        os.sync()
        return filler


def run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    try:
        made = Disk(tmp_path, 96)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no loop mounts here: {error.stderr!r}")
    yield made
    with contextlib.suppress(subprocess.CalledProcessError):
        made.detach()


def rate(outbox: Outbox, key: str) -> None:
    outbox.open_invitation(f"i-{key}", {"projectNo": key})
    outbox.hold(key, f"i-{key}", (key, 1, 1), record(key))
    outbox.release(key, None, {"invitationId": f"i-{key}", "state": "rated"})


def audit(path: Path, acknowledged: set[str]) -> None:
    with Outbox(path) as outbox:
        assert acknowledged <= {row.rating_id for row in outbox.rows(limit=100_000)}
        assert outbox.needs_epoch() is None
        assert outbox.epoch == 1


@root
def test_a_full_disk_still_takes_ratings_and_settles_them(disk: Disk) -> None:
    state = disk.mount / "state"
    state.mkdir()
    path = state / "outbox.db"
    shelf = Shelf(state / "shelf")
    shelf.put("configuration", b"{}")
    shelf.put("form/2020-05", b"{}")
    picture = b"x" * MIB
    with shelf.media.receive(sha256(picture).hexdigest()) as file:
        assert file.write(picture)
        assert file.land()
    acknowledged, delivered = set(), set()
    with Outbox(path, shed=shelf.shed) as outbox:
        outbox.begin("D-1", 1)
        outbox.restock()
        assert outbox.troubles() == []
        reserved = Reserve(state / "reserve").left
        assert reserved >= 8 * MIB
        filler = disk.fill()
        for n in range(900):
            key = f"r{n}"
            rate(outbox, key)
            acknowledged.add(key)
            if n % 10 == 9:
                sent = outbox.claim(5)
                delivered.update(outbox.settle(sent, {one.key: Delivered("N") for one in sent}))
        assert shelf.names() == ["configuration", "form/2020-05"]
        assert shelf.media.path(sha256(picture).hexdigest()) is None
        assert Reserve(state / "reserve").left < reserved, "the disk was never full"
        assert outbox.can_store()
        assert any("the disk is full" in line and "free some space" in line for line in outbox.troubles())
        outbox.restock()
        assert Reserve(state / "reserve").left < reserved
    disk.detach()
    disk.attach()
    audit(path, acknowledged)
    with Outbox(path) as outbox:
        assert outbox.status().delivered == len(delivered)
        filler.unlink()
        outbox.restock()
        # To a few blocks: on a disk that was full its extents may need one more to be listed in.
        assert abs(Reserve(state / "reserve").left - reserved) <= 64 * 1024
        assert outbox.troubles() == []


@root
def test_even_the_reserve_ends_and_then_it_is_said_and_comes_back(disk: Disk) -> None:
    path = disk.mount / "outbox.db"
    acknowledged: set[str] = set()
    with Outbox(path) as outbox:
        outbox.begin("D-1", 1)
        outbox.restock()
        filler = disk.fill()
        key = ""

        def until_full() -> None:
            nonlocal key
            for n in range(100_000):
                key = f"r{n}"
                outbox.hold(key, None, None, record(key, more="好" * 30_000))
                acknowledged.add(key)
                if n % 20 == 0:
                    disk.fill()  # whatever is given up, the other program wants it too

        with pytest.raises(OutboxUnusable, match="the disk is full") as caught:
            until_full()
        assert "\n" not in str(caught.value)
        assert not outbox.can_store()
        assert outbox.status().held == len(acknowledged)
        with pytest.raises(OutboxUnusable, match="the disk is full"):
            outbox.hold(key, None, None, record(key, more="好" * 30_000))
        filler.unlink()
        assert outbox.can_store()
        outbox.hold(key, None, None, record(key))
        acknowledged.add(key)
    disk.detach()
    disk.attach()
    audit(path, acknowledged)


@root
def test_started_on_a_full_disk_it_opens_from_the_reserve(disk: Disk) -> None:
    path = disk.mount / "outbox.db"
    with Outbox(path) as outbox:
        outbox.begin("D-1", 1)
        outbox.restock()
        rate(outbox, "before")
    disk.fill()
    with Outbox(path) as outbox:
        rate(outbox, "after")
    audit(path, {"before", "after"})


def test_the_reserve_is_allocated_given_up_in_pieces_and_made_again(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve", 2 * PIECE)
    assert not reserve.give_up()
    assert reserve.restock()
    assert reserve.left == 2 * PIECE
    assert [reserve.give_up() for _ in range(3)] == [True, True, False]
    assert reserve.restock()
    assert not Reserve(tmp_path / "none" / "reserve").restock()
    assert not Reserve(tmp_path / "reserve", 1 << 60).restock() or reserve.size < 1 << 60


@root
def test_a_disk_that_turns_read_only(disk: Disk) -> None:
    path = disk.mount / "outbox.db"
    outbox = Outbox(path)
    outbox.begin("D-1", 1)
    for n in range(20):
        rate(outbox, f"r{n}")
    # What the kernel does itself when it meets an error: every open file is read-only at once.
    subprocess.run(["mount", "-o", "remount,abort", str(disk.mount)], check=False, capture_output=True)
    for _ in range(3):
        with pytest.raises(OutboxUnusable) as caught:
            outbox.hold("lost", None, None, record("lost"))
        assert "\n" not in str(caught.value)
        assert caught.value.remedy
    assert not outbox.can_store()
    assert outbox.status().unsent == 20, "what is there can still be read"
    outbox.close()
    disk.detach()
    disk.attach()
    audit(path, {f"r{n}" for n in range(20)})
    with Outbox(path) as outbox:
        assert outbox.show("lost") is None
        rate(outbox, "again")


WORKER = """
import sys
from offline_queue import Outbox, OutboxError
sys.path.insert(0, sys.argv[2])
outbox = Outbox(sys.argv[1])
outbox.begin("D-1", 1)
for n, _ in enumerate(sys.stdin):
    try:
        outbox.hold(f"r{n}", None, None, {"ratingId": f"r{n}", "text": "x" * 300})
        outbox.release(f"r{n}")
        print("ok", n, flush=True)
    except OutboxError as error:
        print("failed", str(error), flush=True)
"""


@traced
@pytest.mark.parametrize("calls", ["fdatasync,fsync", "pwrite64,write", "pwrite64,fdatasync,fsync,ftruncate,openat"])
@pytest.mark.parametrize("error", ["EIO", "EROFS"])
def test_a_disk_that_fails_for_a_while(tmp_path: Path, calls: str, error: str) -> None:
    path = tmp_path / "outbox.db"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path), str(Path(__file__).parents[2])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert worker.stdin is not None
    assert worker.stdout is not None
    answers: list[str] = []

    def ask() -> str:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write("\n")
        answers.append(worker.stdout.readline().strip())
        return answers[-1]

    try:
        for _ in range(10):
            assert ask().startswith("ok")
        for _ in range(2):  # it fails, and it fails again later
            # Only calls on the state directory's disk: what the worker prints must come through.
            only = ["-P", str(tmp_path)] + [word for name in ("outbox.db", "outbox.db-wal", "outbox.db-shm", ".probe")
                                             for word in ("-P", str(tmp_path / name))]  # fmt: skip
            tracer = subprocess.Popen(
                [
                    "strace",
                    "-f",
                    "-qq",
                    "-o",
                    "/dev/null",
                    *only,
                    "-e",
                    f"inject={calls}:error={error}",
                    "-p",
                    str(worker.pid),
                ],
                stderr=subprocess.DEVNULL,
            )
            end = time.monotonic() + PATIENCE
            while ask().startswith("ok"):
                assert time.monotonic() < end, "the disk was never made to fail"
            for _ in range(3):
                assert ask().startswith("failed")
            assert "remedy" not in answers[-1]
            assert ";" in answers[-1]
            tracer.terminate()
            tracer.wait()
            while not ask().startswith("ok"):
                assert time.monotonic() < end, "the disk is back, the outbox is not"
            for _ in range(5):
                assert ask().startswith("ok")
    finally:
        worker.kill()
        worker.wait()
        worker.stdin.close()
        worker.stdout.close()
    audit(path, {f"r{answer.split()[1]}" for answer in answers if answer.startswith("ok")})
