"""From one numbering to the next, in slices: statements inside transactions that the outbox opened.

A new epoch changes number, epoch and chain of everything not known to be accepted. A backlog may be a million rows,
and nobody at the counter may wait for that: each slice is a commit of its own with the cursor in it, and a crash goes
on where it was. Meanwhile releases get numbers at the end of the old numbering and so come last; nothing is sent. The
last slice switches over.
"""

from __future__ import annotations

import heapq
import json
import sqlite3

from .canonical import START_OF_CHAIN
from .ratings import Standing, numbered, standing

SLICE = 256
"""Rows a commit: some 20 ms on a slow machine, the longest that a hold waits for the file."""


def begin(db: sqlite3.Connection, device_id: str, epoch: int) -> None:
    """Set the aim; nothing has moved yet. None may be under way."""
    db.execute("INSERT INTO renumbering VALUES (1, ?, ?, 0, ?, 0)", (device_id, epoch, START_OF_CHAIN))


def aim(db: sqlite3.Connection) -> Standing | None:
    """The numbering that is being made and how far it is; None where none is under way."""
    row = db.execute(
        "SELECT r.device_id, r.epoch, s.series + 1, r.seq, r.chain FROM renumbering r, standing s"
    ).fetchone()
    return None if row is None else Standing(*row)


def move(db: sqlite3.Connection, limit: int) -> bool:
    """One slice; False once all is done and the new numbering is in force. One must be under way."""
    target = aim(db)
    if target is None:
        return False
    (done,) = db.execute("SELECT done FROM renumbering").fetchone()
    seq, link = target.seq, target.chain
    rows = _next(db, target.series - 1, done, limit)
    changes = []
    for old, n, stored in rows:
        seq, done = seq + 1, old
        raw, link = numbered(json.loads(stored), str(target.device_id), int(target.epoch or 0), seq, link)
        changes.append((target.series, seq, raw, n))
    db.executemany("UPDATE ratings SET series = ?, seq = ?, record = ? WHERE n = ?", changes)
    if len(rows) == limit:
        db.execute("UPDATE renumbering SET seq = ?, chain = ?, done = ?", (seq, link, done))
        return True
    db.execute(
        "UPDATE standing SET device_id = ?, epoch = ?, series = ?, seq = ?, chain = ?",
        (target.device_id, target.epoch, target.series, seq, link),
    )
    db.execute("DELETE FROM renumbering")
    return False


def in_force(db: sqlite3.Connection) -> Standing:
    """The numbering others are told of: the one that is being made, else the present one."""
    return aim(db) or standing(db)


def _next(db: sqlite3.Connection, series: int, done: int, limit: int) -> list[tuple[int, int, bytes]]:
    """(old number, n, record) of the next rows in the old order.

    By state, on the index that leaves out the delivered: they may be millions. What has moved already has a new
    number that is not above the old one of the last row moved, so `seq > done` passes it over.
    """
    found = [
        db.execute(
            "SELECT seq, n, record FROM ratings"
            " WHERE state = ? AND state <> 'delivered' AND seq > ? AND series = ? ORDER BY seq LIMIT ?",
            (state, done, series, limit),
        ).fetchall()
        for state in ("waiting", "parked")
    ]
    return list(heapq.merge(*found))[:limit]
