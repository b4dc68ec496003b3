"""What the outbox is measured against: the same work by hand with sqlite3, on the same tables and indexes."""

from __future__ import annotations

import json
import sqlite3
import uuid
from hashlib import sha256
from pathlib import Path

from offline_queue import Outbox

TRUE = 20
"""Ratings at the end of a filled outbox that a terminal might have made itself."""


def new_id() -> str:
    """A rating's id."""
    return str(uuid.uuid4())


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
    """Canonical JSON as anybody writes it."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Raw:
    """The same statements on the same tables, with json, hashlib and nothing else around them."""

    def __init__(self, path: Path, *pragmas: str) -> None:
        if not path.exists():
            Outbox(path).close()  # for the tables and indexes
        self.db = sqlite3.connect(path, isolation_level=None)
        for pragma in pragmas or ("journal_mode = WAL", "synchronous = FULL"):
            self.db.execute(f"PRAGMA {pragma}").fetchall()
        self.seq, self.link = 0, "0" * 64

    def hold(self, key: str, told: dict[str, object]) -> None:
        """A level that was just given."""
        raw = dumps(told)
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute(
            "INSERT INTO ratings(id, invitation_id, project_no, service_number, assess_number, state, record)"
            " VALUES (?, NULL, ?, 1, 1, 'held', ?)",
            (key, key, raw),
        )
        self.db.execute("COMMIT")

    def release(self, key: str, told: dict[str, object]) -> None:
        """Number, chain, last bytes."""
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


def fill(path: Path, rows: int) -> None:
    """An outbox with so many ratings unsent, made by SQL in a fraction of the time. Of the chain the newest are true,
    which is as far as an opening looks."""
    Outbox(path).close()
    rows -= TRUE
    template = dumps({**record("§ID§"), "deviceId": "CQ-YB-0031-07", "epoch": 1, "deviceSeq": 0, "chain": "0" * 64})
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    db.execute(
        "INSERT INTO ratings(n, id, project_no, service_number, assess_number, state, series, seq, record,"
        " released_at, released_boot, released_mono)"
        " WITH RECURSIVE k(n, id) AS (SELECT 1, lower(hex(randomblob(18))) UNION ALL"
        " SELECT n + 1, lower(hex(randomblob(18))) FROM k WHERE n < ?)"
        " SELECT n, id, id, 1, 1, 'waiting', 1, n, CAST(replace(?, '§ID§', id) AS BLOB), 1.0, 'boot', 1.0 FROM k",
        (rows, template.decode()),
    )
    db.execute(
        "UPDATE standing SET device_id = 'CQ-YB-0031-07', epoch = 1, series = 1, seq = ?, waiting = ?", (rows, rows)
    )
    db.execute("COMMIT")
    db.close()
    raw = Raw(path)
    raw.seq = rows
    for _ in range(TRUE):
        key = new_id()
        raw.hold(key, record(key))
        raw.release(key, record(key))
    raw.db.close()
