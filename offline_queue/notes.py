"""Small things that must survive a restart beside the facts: notes (the signed-in clerk) and hashes of tokens."""

from __future__ import annotations

import json
import sqlite3

from .canonical import canonical

_EPOCH_NEEDED = "epoch.needed"


def need_epoch(db: sqlite3.Connection, reason: str | None) -> None:
    """Nothing may be sent before a new epoch, for that reason and over restarts; None: it has been given."""
    keep(db, _EPOCH_NEEDED, reason)


def epoch_needed(db: sqlite3.Connection) -> str | None:
    """Why a new epoch is needed before anything is sent, None while all is well."""
    reason = kept(db, _EPOCH_NEEDED)
    return None if reason is None else str(reason)


def keep(db: sqlite3.Connection, key: str, value: object) -> None:
    """Store a JSON value under a key; None forgets it."""
    if value is None:
        db.execute("DELETE FROM kept WHERE key = ?", (key,))
    else:
        db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, canonical(value).decode()))


def kept(db: sqlite3.Connection, key: str) -> object:
    """What was stored under a key, None where nothing was."""
    row = db.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
    return None if row is None else json.loads(row[0])


def add_token(db: sqlite3.Connection, name: str, salted_hash: str, now: float) -> bool:
    """Keep the hash of a token; False where the name is taken (nothing changes)."""
    done = db.execute("INSERT INTO tokens VALUES (?, ?, ?) ON CONFLICT(name) DO NOTHING", (name, salted_hash, now))
    return done.rowcount == 1


def tokens(db: sqlite3.Connection) -> dict[str, str]:
    """name → salted hash, by name."""
    return dict(db.execute("SELECT name, hash FROM tokens ORDER BY name").fetchall())


def drop_token(db: sqlite3.Connection, name: str) -> bool:
    """Forget a token; False where there is none of that name."""
    return db.execute("DELETE FROM tokens WHERE name = ?", (name,)).rowcount == 1
