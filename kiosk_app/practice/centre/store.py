"""The centre's database: one SQLite file; what was accepted is on the disk before it is answered.

One connection for all threads behind one lock: a practice centre has a handful of devices.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA_VERSION = 1
MOST_TROUBLES = 1000  # the latest that are kept; older ones have been read or never will be
MOST_HEARTBEATS = 5000  # a day and a half of one device at 30 s

_SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sealing_keys (key_id TEXT PRIMARY KEY, secret TEXT NOT NULL);
CREATE TABLE codes (code TEXT PRIMARY KEY, device_id TEXT, used_at TEXT);
CREATE TABLE devices (device_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, hardware_id TEXT, model TEXT,
                      app_version TEXT, enrolled_at TEXT NOT NULL);
CREATE TABLE keys (app_key TEXT PRIMARY KEY, device_id TEXT NOT NULL, secret TEXT NOT NULL,
                   state TEXT NOT NULL CHECK (state IN ('current', 'fenced', 'revoked')));
CREATE TABLE ratings (rating_id TEXT PRIMARY KEY, device_id TEXT NOT NULL, project_no TEXT, service_number INTEGER,
                      assess_number INTEGER, duplicate_of TEXT, receipt_no TEXT UNIQUE, received_at TEXT NOT NULL,
                      tries INTEGER NOT NULL DEFAULT 1, receipt TEXT NOT NULL DEFAULT '{}', body TEXT NOT NULL);
CREATE UNIQUE INDEX one_rating_a_case ON ratings (project_no, service_number, assess_number)
    WHERE project_no IS NOT NULL AND duplicate_of IS NULL;
CREATE TABLE numbers (device_id TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, rating_id TEXT NOT NULL,
                      chain TEXT NOT NULL, unchained TEXT NOT NULL, PRIMARY KEY (device_id, epoch, seq));
CREATE TABLE refused (rating_id TEXT PRIMARY KEY, device_id TEXT NOT NULL, epoch INTEGER, seq INTEGER, chain TEXT,
                      outcome TEXT NOT NULL, code TEXT NOT NULL, msg TEXT NOT NULL, at TEXT NOT NULL,
                      times INTEGER NOT NULL DEFAULT 1);
CREATE TABLE reports (kind TEXT NOT NULL, id TEXT NOT NULL, device_id TEXT NOT NULL, at TEXT NOT NULL,
                      body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE heartbeats (number INTEGER PRIMARY KEY, device_id TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE cases (project_no TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE forms (version TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE tokens (token TEXT PRIMARY KEY, device_id TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE troubles (number INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, device_id TEXT,
                       detail TEXT NOT NULL);
"""


class StoreUnusable(Exception):
    """The database cannot be opened or written; the message says why and what to do."""


class Store:
    """The database file at `path`, made at need; raises StoreUnusable."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                with self.transaction() as db:
                    for statement in _SCHEMA.split(";\n"):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                raise StoreUnusable(f"{path} is from another version of the practice centre; give another --db")
            with self.transaction() as db:  # a file that can only be read is found out now
                db.execute("INSERT OR REPLACE INTO settings VALUES ('opened', 'true')")
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(f"the database {path} cannot be used ({error}); give a writable --db FILE") from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and on the disk when it is left. Within another one it is part of that."""
        with self._lock:
            if self._db.in_transaction:
                yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        found = self.rows(query, *values)
        return found[0] if found else None

    def setting(self, name: str) -> Any:
        """A kept setting, or None."""
        found = self.row("SELECT value FROM settings WHERE name = ?", name)
        return None if found is None else json.loads(found["value"])

    def keep_setting(self, name: str, value: Any) -> None:
        """Keeps a JSON value under a name."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(value)))

    def note_trouble(self, at: str, kind: str, device_id: str | None, detail: str) -> None:
        """Keeps something that was wrong for the page; the oldest go when there are too many."""
        with self.transaction() as db:
            db.execute(
                "INSERT INTO troubles (at, kind, device_id, detail) VALUES (?, ?, ?, ?)", (at, kind, device_id, detail)
            )
            db.execute("DELETE FROM troubles WHERE number <= (SELECT max(number) FROM troubles) - ?", (MOST_TROUBLES,))

    def close(self) -> None:
        """Closes the file; nothing may be asked afterwards."""
        with self._lock:
            self._db.close()
