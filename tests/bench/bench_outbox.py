"""What an outbox call costs beside the same work by hand: `python tests/bench/bench_outbox.py [--rounds N] [--json]`.

Everything is interleaved in one run, call by call, on one disk; ratios of medians travel, times do not. The yardsticks
are raw sqlite3 with WAL and synchronous=FULL on the same tables and indexes, and sqlite-utils as it comes.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from sqlite_utils import Database

from offline_queue import Delivered, Outbox, canonical

BATCH = 100


def record(rating_id: str) -> dict[str, object]:
    """A rating of the usual size (about 600 bytes in canonical form)."""
    return {
        "ratingId": rating_id, "projectNo": rating_id, "serviceNumber": 1, "assessNumber": 1, "satisfaction": 4,
        "pf": "4", "evalDetail": ["410", "412"], "detailComplete": False, "writingEvaluation": "办得很快",
        "taskCode": "500112000000-01", "taskName": "户口迁移", "orgName": "渝北区公安分局", "hallCode": "YB01",
        "winNo": "07", "staffNo": "0031", "assessTime": "2026-11-23 10:00:00", "formVersion": "2020-05",
        "clock": {"offsetMs": -120, "trust": "synced", "bootId": "0f5c1f9e", "monotonicMs": 123456}, "sealed": None,
    }  # fmt: skip


def dumps(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Raw:
    """The same statements on the same tables, without anything of ours around them."""

    def __init__(self, path: Path) -> None:
        Outbox(path).close()  # for the tables and indexes
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.seq, self.link = 0, "0" * 64

    def hold(self, key: str, told: dict[str, object]) -> None:
        raw = dumps(told)
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute(
            "INSERT INTO ratings(id, invitation_id, project_no, service_number, assess_number, state, record)"
            " VALUES (?, NULL, ?, 1, 1, 'held', ?)",
            (key, key, raw),
        )
        self.db.execute("COMMIT")

    def release(self, key: str, told: dict[str, object]) -> None:
        self.seq += 1
        final = {**told, "deviceId": "CQ-YB-0031-07", "epoch": 1, "deviceSeq": self.seq}
        self.link = sha256(self.link.encode() + dumps(final)).hexdigest()
        raw = dumps({**final, "chain": self.link})
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute(
            "UPDATE ratings SET state = 'waiting', series = 1, seq = ?, record = ?, released_at = 1.0,"
            " released_boot = 'boot', released_mono = 1.0 WHERE id = ?",
            (self.seq, raw, key),
        )
        standing = (self.seq, self.link)
        self.db.execute("UPDATE standing SET seq = ?, chain = ?, waiting = waiting + 1, ran = 1.0", standing)
        self.db.execute("COMMIT")


def timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def measure(directory: Path, rounds: int) -> dict[str, float]:
    """Medians in milliseconds, by name."""
    outbox = Outbox(directory / "ours.db")
    outbox.begin("CQ-YB-0031-07", 1)
    raw = Raw(directory / "raw.db")
    plain = Database(directory / "utils.db")
    plain.table("ratings").create({"id": str, "project_no": str, "state": str, "record": bytes}, pk="id")
    plain.table("ratings").create_index(["project_no"], unique=True)
    times: dict[str, list[float]] = {}

    def note(name: str, work: Callable[[], object]) -> None:
        times.setdefault(name, []).append(timed(work))

    for _ in range(rounds):
        key = str(uuid.uuid4())
        told = record(key)
        held = canonical(told)
        row = {"id": key, "project_no": key, "state": "held", "record": held}
        note("hold, ours", lambda: outbox.hold(key, None, (key, 1, 1), told))  # noqa: B023 - called at once
        note("hold, raw", lambda: raw.hold(key, told))  # noqa: B023
        note("hold, sqlite-utils", lambda: plain.table("ratings").insert(row))  # noqa: B023
        note("release, ours", lambda: outbox.release(key, told))  # noqa: B023
        note("release, raw", lambda: raw.release(key, told))  # noqa: B023
    while outbox.status().unsent >= BATCH:
        sent = outbox.claim(BATCH)
        note("claim of 100", lambda: outbox.claim(BATCH))
        note("settle of 100", lambda: outbox.settle(sent, {one.key: Delivered("N") for one in sent}))  # noqa: B023
        note("status", outbox.status)
    outbox.close()
    raw.db.close()
    plain.conn.close()
    note("open", lambda: Outbox(directory / "ours.db").close())
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--dir", help="where to write; a directory on the disk in question")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.dir) as directory:
        medians = measure(Path(directory), args.rounds)
    ratios = {
        "hold / raw WAL+FULL": medians["hold, ours"] / medians["hold, raw"],
        "hold / sqlite-utils as it comes": medians["hold, ours"] / medians["hold, sqlite-utils"],
        "release / raw WAL+FULL": medians["release, ours"] / medians["release, raw"],
        "claim of 100 / hold": medians["claim of 100"] / medians["hold, ours"],
        "settle of 100 / hold": medians["settle of 100"] / medians["hold, ours"],
    }
    if args.json:
        print(json.dumps({"milliseconds": medians, "ratios": ratios}, indent=1))
        return 0
    for name, value in medians.items():
        print(f"{name:34} {value:8.3f} ms")
    for name, value in ratios.items():
        print(f"{name:34} {value:8.2f} x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
