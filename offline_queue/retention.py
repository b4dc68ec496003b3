"""What is kept of the settled, and for how long: statements in a transaction that the outbox opened.

Only what the centre has is ever removed, the longest delivered first: what was delivered longer ago than it is kept,
and what is more than is kept. Time is running time, so that a clock that jumps removes nothing. Each call takes a
small slice, so that nobody waits for it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from .when import Clock

SLICE = 32
"""Rows a commit: some 140 pages, because every rating stands in two indexes at a random place."""

DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Keep:
    """How long and how many, of ratings and of invitations each; ratings of 90 days fit a quarter's review."""

    days: float = 90.0
    rows: int = 20_000  # four days of a very busy hall, some 30 MB


def prune_ratings(db: sqlite3.Connection, clock: Clock, keep: Keep) -> int:
    """Remove a slice of delivered ratings with their answers → how many."""
    (here,) = db.execute("SELECT delivered_here FROM standing").fetchone()
    before = clock.ran() - keep.days * DAY
    oldest = db.execute(
        "SELECT n, delivered_ran FROM ratings WHERE state = 'delivered' ORDER BY delivered_ran LIMIT ?", (SLICE,)
    ).fetchall()
    gone = [(n,) for place, (n, at) in enumerate(oldest) if place < here - keep.rows or at < before]
    if gone:
        db.executemany("DELETE FROM attempts WHERE rating = ?", gone)
        db.executemany("DELETE FROM ratings WHERE n = ?", gone)
        db.execute("UPDATE standing SET delivered_here = delivered_here - ?", (len(gone),))
    return len(gone)


def prune_invitations(db: sqlite3.Connection, clock: Clock, keep: Keep) -> int:
    """Remove a slice of invitations whose fate the centre has → how many.

    None before a day of running time has passed since it ended: for so long the counter may ask for it.
    """
    (here,) = db.execute("SELECT fates_here FROM standing").fetchone()
    today = clock.ran() - DAY
    before = clock.ran() - keep.days * DAY
    oldest = db.execute(
        "SELECT n, ended_ran FROM invitations WHERE stage = 'delivered' ORDER BY ended_ran LIMIT ?", (SLICE,)
    ).fetchall()
    gone = [(n,) for place, (n, at) in enumerate(oldest) if at < today and (place < here - keep.rows or at < before)]
    if gone:
        db.executemany("DELETE FROM invitations WHERE n = ?", gone)
        db.execute("UPDATE standing SET fates_here = fates_here - ?", (len(gone),))
    return len(gone)
