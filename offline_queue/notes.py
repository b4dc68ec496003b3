"""Small things that must survive a restart beside the facts: notes (the signed-in clerk) and hashes of tokens."""

from __future__ import annotations

import json
import sqlite3

from .canonical import canonical


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
