"""A transaction as a `with` block. Classes of its own, no generator, since every tap of a citizen goes through it."""

from __future__ import annotations

import contextlib
import sqlite3
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .store import Store


class Transaction:
    """On the disk when the block is left, or nothing of it happened. One at a time: entering waits for the mutex.

    `single`: the block makes one writing statement at most, which SQLite commits by itself; BEGIN and COMMIT are saved.
    """

    __slots__ = ("_db", "_single", "_store")

    _db: sqlite3.Connection

    def __init__(self, store: Store, *, single: bool) -> None:
        self._store = store
        self._single = single

    def __enter__(self) -> sqlite3.Connection:
        store = self._store
        store.mutex.acquire()
        try:
            self._db = db = store.connection() if not store.suspect else store.verified()
            if not self._single:
                db.execute("BEGIN IMMEDIATE")
        except BaseException as error:
            store.mutex.release()
            if isinstance(error, sqlite3.Error):
                raise store.failed(error) from error
            raise
        return db

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        store = self._store
        db = self._db
        try:
            if error is None:
                try:
                    if not self._single:
                        db.execute("COMMIT")
                except sqlite3.Error as failed:
                    error = failed
                else:
                    store.failing = False
                    return
            # A failed COMMIT or a full disk may have ended the transaction by itself.
            if db.in_transaction:
                with contextlib.suppress(sqlite3.Error):  # the first error is the one to tell
                    db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise store.failed(error) from error
        finally:
            store.mutex.release()
