"""Which settings of SQLite: time, flushes and KiB a hold, for ours and for raw sqlite3 with each of the usual settings.

Flushes and KiB are what strace sees a worker process ask of the system (fdatasync, fsync; pwrite64, write), checkpoints
included. What survives a power cut is not measured here but tried: `make crash`.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import MICRO, bound_line, median, ratio_line, timed
from yardsticks import Raw, fill, new_id, record

from offline_queue import Delivered, Outbox
from offline_queue.upkeep import LONG_LOG

WARM_UP = 300  # until the log has its length and is used again
COUNTED = 600
ROUNDS = 400
SETTINGS: dict[str, tuple[str, ...]] = {
    "WAL, FULL": ("journal_mode = WAL", "synchronous = FULL"),
    "WAL, FULL, pages of 1 KiB": ("journal_mode = WAL", "synchronous = FULL"),
    "WAL, FULL, pages of 2 KiB": ("journal_mode = WAL", "synchronous = FULL"),
    "WAL, FULL, pages of 8 KiB": ("journal_mode = WAL", "synchronous = FULL"),
    "WAL, NORMAL (loses the last commits)": ("journal_mode = WAL", "synchronous = NORMAL"),
    "DELETE, FULL, as SQLite comes (may undo a commit)": ("journal_mode = DELETE", "synchronous = FULL"),
    "DELETE, EXTRA": ("journal_mode = DELETE", "synchronous = EXTRA"),
}
OURS = "ours"
NATURAL = "WAL, FULL"


class Side:
    """One way to keep a rating, in a file of its own."""

    def __init__(self, name: str, folder: Path) -> None:
        path = folder / f"{len(list(folder.iterdir()))}.db"
        self.outbox: Outbox | None = None
        self.raw: Raw | None = None
        if name == OURS:
            self.outbox = Outbox(path)
            self.outbox.begin("CQ-YB-0031-07", 1)
        else:
            if size := re.search(r"pages of (\d) KiB", name):
                db = sqlite3.connect(path)
                db.execute(f"PRAGMA page_size = {1024 * int(size[1])}")
                db.execute("VACUUM")
                db.close()
                Outbox(path).close()  # for the tables and indexes
            self.raw = Raw(path, *SETTINGS[name])

    def hold(self, key: str, told: dict[str, object]) -> None:
        """One commit."""
        if self.outbox is not None:
            self.outbox.hold(key, None, (key, 1, 1), told)
        elif self.raw is not None:
            self.raw.hold(key, told)

    def release(self, key: str, told: dict[str, object]) -> None:
        """Another."""
        if self.outbox is not None:
            self.outbox.release(key, told)
        elif self.raw is not None:
            self.raw.release(key, told)

    def tidy(self) -> None:
        """What upkeep does; SQLite does it for the others, in a commit."""
        if self.outbox is not None and self.outbox.log_pages() >= LONG_LOG:
            self.outbox.checkpoint()


def work(name: str, folder: Path) -> None:
    """In a process of its own, watched by strace: holds, then releases, each between two marks."""
    side = Side(name, folder)
    with open("/dev/null", "wb", buffering=0) as mark:
        for stage, count in (("warm", WARM_UP), ("counted", COUNTED)):
            keys = [new_id() for _ in range(count)]
            mark.write(f"<{stage} hold>".encode())
            for key in keys:
                side.hold(key, record(key))
                side.tidy()
            mark.write(f"<{stage} release>".encode())
            for key in keys:
                side.release(key, record(key))
                side.tidy()
        mark.write(b"<over>")
        if name == OURS:
            fill(folder / "batch.db", 200)
            with Outbox(folder / "batch.db") as outbox:
                outbox.probe()  # the first commit of a new log flushes its header, too
                mark.write(b"<counted claim>")
                sent = outbox.claim(100)
                mark.write(b"<counted settle>")
                outbox.settle(sent, {one.key: Delivered("N") for one in sent})
                mark.write(b"<over>")


def watched(name: str, folder: Path) -> dict[str, tuple[int, float]]:
    """stage → (flushes, KiB written) of a worker."""
    trace = folder / "trace"
    calls = "trace=fdatasync,fsync,pwrite64,write"
    subprocess.run(
        ["strace", "-f", "-o", str(trace), "-e", calls, sys.executable, __file__, "--work", name, str(folder)],
        check=True,
    )
    found: dict[str, tuple[int, float]] = {}
    stage = ""
    for line in trace.read_text("utf-8", "replace").splitlines():
        if mark := re.search(r'write\(\d+, "<([^>]*)>"', line):
            stage = mark[1]
        elif call := re.search(r"(fdatasync|fsync|pwrite64|write)\(.*= (\d+)", line):
            flushes, kib = found.get(stage, (0, 0.0))
            flushes += call[1] in {"fdatasync", "fsync"}
            kib += int(call[2]) / 1024 if "write" in call[1] else 0.0
            found[stage] = (flushes, kib)
    return found


def main() -> int:
    """A table of the settings, then ours beside the settings that are ours."""
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], Path(sys.argv[3]))
        return 0
    if shutil.which("strace") is None:
        print("strace is missing: apt install strace", file=sys.stderr)
        return 1
    counts: dict[str, dict[str, tuple[int, float]]] = {}
    times: dict[str, list[float]] = {name: [] for name in (OURS, *SETTINGS)}
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if sys.argv[1:] else None) as directory:
        for place, name in enumerate(times):
            folder = Path(directory) / str(place)
            folder.mkdir()
            counts[name] = watched(name, folder)
        together = Path(directory) / "together"
        together.mkdir()
        sides = {name: Side(name, together) for name in times}
        for _ in range(ROUNDS):
            # In another order each time: a journal that was just removed makes the next flush, whosever, a long one.
            for name, side in random.sample(list(sides.items()), len(sides)):
                key = new_id()
                told = record(key)
                times[name].append(timed(lambda: side.hold(key, told)) * MICRO)  # noqa: B023 - called at once
                side.tidy()
    natural = median(times[NATURAL])
    print("a hold                                              x    flushes   KiB")
    for name, found in times.items():
        flushes, kib = counts[name]["counted hold"]
        print(f"{name:49} {median(found) / natural:5.2f} {flushes / COUNTED:8.2f} {kib / COUNTED:6.1f}")
    for stage in ("hold", "release"):
        ours, raw = counts[OURS][f"counted {stage}"], counts[NATURAL][f"counted {stage}"]
        for what, k in (("flushes", 0), ("KiB", 1)):
            line = ratio_line(f"{what} a {stage} / raw {NATURAL}", ours[k] / COUNTED, raw[k] / COUNTED, 1.1, "")
            print(line.replace("  ", " "))
    print(bound_line("flushes a claim of 100", counts[OURS].get("counted claim", (0, 0.0))[0], 0, ""))
    print(bound_line("flushes a settle of 100", counts[OURS]["counted settle"][0], 1, ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
