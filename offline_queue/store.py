"""The file under the outbox: one lock, one connection, one transaction at a time, one translation of errors.

One connection, because SQLite 3.7.0 … 3.51.2 can lose committed data when two connections write in WAL mode
(the WAL-reset bug); the lock file keeps a second process out for the same reason.
WAL with synchronous=FULL: one fdatasync a commit, and what was acknowledged survives a power cut (NORMAL does not,
and neither does SQLite's own default, DELETE/FULL).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from .errors import OutboxBusy, OutboxUnusable, unusable, unwritable
from .transaction import Transaction
from .wal import log_pages

VERSION = 4  # the last step of schema.py
SHORT_LOG = 500
"""Pages (2 MB): some 10 ms of writing."""
HARD_LIMIT = 4000
"""Pages (16 MB) from which a commit puts the log into the database itself. Upkeep does it long before, while nobody
waits; the log must not grow without end where upkeep has died."""


class Store:
    """An open database file that nobody else has open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failing = False  # the last write did not reach the disk
        self._checkpointed = -1  # rows changed when the log was brought in last; a crash may have left one
        self.commits = 0  # since it was opened
        self.mutex = threading.Lock()
        self._transaction = Transaction(self, single=False)
        self._single = Transaction(self, single=True)
        self._lock_fd: int | None = _take_lock(path.with_suffix(".lock"), path)
        try:
            self._connection: sqlite3.Connection | None = self._open()
        except BaseException:
            self._drop_lock()
            raise

    def close(self) -> None:
        """Close the file and let others in; twice does no harm."""
        with self.mutex:
            connection, self._connection = self._connection, None
            if connection is not None:
                with contextlib.suppress(sqlite3.Error):
                    connection.close()
            self._drop_lock()

    def write(self) -> Transaction:
        """`with store.write() as db`: on the disk when the block is left, or nothing of it happened."""
        return self._transaction

    def single(self) -> Transaction:
        """The same for a block that makes one writing statement at most."""
        return self._single

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Look without changing anything."""
        with self.mutex:
            db = self.connection()
            try:
                yield db
            except sqlite3.Error as error:
                raise unusable(str(self.path), error) from error

    def log_pages(self) -> int:
        """Pages that wait in the write-ahead log; 0 where nothing was written since the last checkpoint."""
        db = self._connection
        if db is None or db.total_changes == self._checkpointed:
            return 0
        return log_pages(self.path.with_name(self.path.name + "-wal"))

    def checkpoint(self) -> None:
        """Bring the log into the database. On this connection, for there is none but it (see above)."""
        with self.read() as db:
            db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            self._checkpointed = db.total_changes

    def keep_log_short(self) -> None:
        """Between the commits of long work: bring the log in before it is so long that a tap would wait for that."""
        if self.log_pages() >= SHORT_LOG:
            self.checkpoint()

    def shrink(self, spare: int, limit: int) -> bool:
        """Give back up to `limit` pages of those that are free beyond `spare`; False where there are none."""
        with self.single() as db:
            (free,) = db.execute("PRAGMA freelist_count").fetchone()
            count = min(limit, free - spare)
            if count <= 0:
                return False
            # It frees a page a step, so it has to be stepped to its end.
            db.execute(f"PRAGMA incremental_vacuum({int(count)})").fetchall()
            self._checkpointed = -1  # it changes pages and no rows
            return True

    def connection(self) -> sqlite3.Connection:
        """The one connection, for whoever has the mutex."""
        if self._connection is None:
            raise OutboxUnusable(f"{self.path}: closed", "open it again")
        return self._connection

    def _open(self) -> sqlite3.Connection:
        try:
            # isolation_level=None: BEGIN and COMMIT stand where they are written.
            db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None, timeout=1.0)
        except sqlite3.Error as error:
            raise unusable(str(self.path), error) from error
        try:
            self._prepare(db)
        except sqlite3.Error as error:
            db.close()
            raise unusable(str(self.path), error) from error
        except BaseException:
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise OutboxUnusable(
                f"{self.path}: written by a newer version of the program (file {version}, program {VERSION})",
                "install that version again",
            )
        if version == 0:
            # Before the first page is written: later it takes a VACUUM.
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise OutboxUnusable(
                f"{self.path}: this file system cannot hold a write-ahead log",
                "put the state directory on a local disk",
            )
        db.execute("PRAGMA synchronous = FULL")
        db.execute(f"PRAGMA wal_autocheckpoint = {HARD_LIMIT}")
        # Whatever makes the log long for once (an import), the next checkpoint cuts it to this again.
        db.execute("PRAGMA journal_size_limit = 16777216")
        if version < VERSION:
            from .schema import migrate

            migrate(db)
            _sync_directory(self.path.parent)

    def _drop_lock(self) -> None:
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None


def _take_lock(lock: Path, path: Path) -> int:
    """flock: the kernel drops it when the holder dies, however it dies. The file stays, with the holder's pid."""
    try:
        fd = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unwritable(str(lock), error) from error
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        pid = os.read(fd, 20).decode("ascii", "replace").strip()
        os.close(fd)
        raise OutboxBusy(str(path), int(pid) if pid.isascii() and pid.isdigit() else None) from error
    try:
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
    except OSError:
        pass  # a full disk: the lock itself holds, only its holder's name is missing
    return fd


def _sync_directory(directory: Path) -> None:
    """A new file's name is on the disk only once its directory is."""
    fd = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
