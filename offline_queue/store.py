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
from collections.abc import Callable, Iterator
from pathlib import Path

from .errors import OutboxBusy, OutboxUnusable, unusable, unwritable
from .opening import DAMAGE, HARD_LIMIT, Opened, open_file, set_aside
from .reserve import Reserve
from .transaction import Transaction
from .wal import lengthened, log_pages

__all__ = ["HARD_LIMIT", "Store"]

SHORT_LOG = 500
"""Pages (2 MB): some 10 ms of writing."""
_SHORT = 100  # pages of the log, on a full disk: a commit in thirty waits a little longer
_WORTH_IT = 64  # pages: a quarter of a MiB
_A_STEP = 2**19  # bytes laid out at a time: a tap that comes meanwhile waits for their flush, some milliseconds
_MOST_MENDINGS = 3  # of one run; a disk that damages a fresh file as often needs a person


class Store:
    """An open database file that nobody else has open.

    `opened` is told of every connection that takes the place of another one, with the mutex taken. `shed` makes room
    on a full disk before the reserve is touched: whether it did.
    """

    def __init__(
        self,
        path: Path,
        opened: Callable[[sqlite3.Connection], None] = lambda db: None,
        shed: Callable[[], bool] = lambda: False,
    ) -> None:
        self.path = path
        self.failing = False  # the last write did not reach the disk
        self._checkpointed = -1  # rows changed when the log was brought in last; a crash may have left one
        self.suspect = False  # the disk failed a write or a flush: look at the file anew before the next one
        self.reserve = Reserve(path.with_name("reserve"))
        self._brought_in = -1  # pages of the log when it was last brought in for room
        self._opened: Opened | None = None
        self._told = opened
        self._shed = shed
        self._closed = False
        self._openings = 0
        self.mutex = threading.Lock()
        self._transaction = Transaction(self, single=False)
        self._single = Transaction(self, single=True)
        self._lock_fd: int | None = _take_lock(path.with_suffix(".lock"), path)
        try:
            self._opened = self._open()
            self._openings = 1
        except BaseException:
            self._drop_lock()
            raise

    def close(self) -> None:
        """Close the file and let others in; twice does no harm."""
        with self.mutex:
            self._closed = True
            self._let_go()
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
                raise self._fault(error) from error

    def log_pages(self) -> int:
        """Pages that wait in the write-ahead log; 0 where nothing was written since the last checkpoint."""
        opened = self._opened
        if opened is None or opened.connection.total_changes == self._checkpointed:
            return 0
        return log_pages(self.path.with_name(self.path.name + "-wal"))

    def checkpoint(self) -> None:
        """Bring the log into the database. On this connection, for there is none but it (see above)."""
        with self.read() as db:
            db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            self._checkpointed = db.total_changes

    def lay_out_log(self, pages: int) -> bool:
        """Room in the log for so many pages, a little of it a call; whether it is done. Not while room is scarce."""
        with self.mutex:
            if self._opened is None or self.suspect or not self.reserve.is_whole:
                return True
            try:
                fd = lengthened(self.path.with_name(self.path.name + "-wal"), pages, _A_STEP)
            except OSError:
                return True  # a log that grows is slower, not worse
        if fd is None:
            return True
        try:
            os.fdatasync(fd)
        except OSError:
            return True
        finally:
            os.close(fd)
        return False

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
            # It frees a page a step and has no rows: only executescript steps it to its end, execute does it once.
            db.executescript(f"PRAGMA incremental_vacuum({int(count)})")
            self._checkpointed = -1  # it changes pages and no rows
            return True

    def connection(self) -> sqlite3.Connection:
        """The one connection, for whoever has the mutex."""
        if self._opened is None:
            if self._closed:
                raise OutboxUnusable(f"{self.path}: closed", "open it again")
            self._open_again()
        assert self._opened is not None  # noqa: S101 - for the type checker
        return self._opened.connection

    # ---- what can be done about a failure

    def failed(self, error: sqlite3.Error) -> OutboxUnusable:
        """A write did not reach the disk: how it is told. With the mutex taken."""
        self.failing = True
        told = self._fault(error)
        self.suspect = self.suspect or told.code == "SQLITE_IOERR"
        return told

    def verified(self) -> sqlite3.Connection:
        """The connection to write on after the disk has failed, once it takes things again; OutboxUnusable before.

        After a failed flush the kernel may hold pages for clean that never reached the disk. So the file is closed,
        what the kernel remembers of it is dropped, and it is opened and looked at like after a crash. Until the disk
        takes a file of ours the old connection stays, for whoever only reads.
        """
        try:
            _try_disk(self.path.with_name(".probe"))
        except OSError as error:
            raise unwritable(str(self.path), error) from error
        self._let_go()
        for part in ("", "-wal"):
            with contextlib.suppress(OSError):
                _forget(f"{self.path}{part}")
        self._open_again()
        self.suspect = False
        return self.connection()

    def restock(self) -> bool:
        """Make the reserve whole again, where there is room; whether it is."""
        with self.mutex:
            if self._closed or not self.reserve.restock():
                return self._closed
            self._keep_log_short(HARD_LIMIT)
            return True

    def _keep_log_short(self, pages: int) -> None:
        """The room that is left is for ratings, not for a log that grows because nobody brought it in."""
        if self._opened is not None:
            with contextlib.suppress(sqlite3.Error):
                self._opened.connection.execute(f"PRAGMA wal_autocheckpoint = {int(pages)}")

    def _open(self) -> Opened:
        while True:
            try:
                return open_file(self.path)
            except OutboxUnusable as error:
                if not self._makes_room(error):
                    raise

    def _makes_room(self, error: OutboxUnusable) -> bool:
        if error.code != "SQLITE_FULL":
            return False
        if self._shed() or self._brings_log_in():
            return True
        if not self.reserve.give_up():
            return False
        self._brought_in = -1
        self._brings_log_in()  # now that there is room for it
        self._keep_log_short(_SHORT)
        return True

    def _brings_log_in(self) -> bool:
        """With all of it in the database the log is written again from its beginning, in the room that it has."""
        opened, pages = self._opened, log_pages(Path(f"{self.path}-wal"))
        if opened is None or pages < _WORTH_IT or pages == self._brought_in:
            return False
        self._brought_in = pages
        try:
            busy, log, done = opened.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error:
            return False  # it needs some room itself: the reserve's
        return bool(not busy and log == done)

    def relieved(self, error: OutboxUnusable) -> bool:
        """Whether something could be done about that failure, so that the same call is worth another try."""
        with self.mutex:
            if self._closed:
                return False
            if self._makes_room(error):
                return True
            if error.opening not in {0, self._openings}:
                return True  # somebody else met it first
            if error.code in DAMAGE and self._openings <= _MOST_MENDINGS:
                self._mend(error.reason)
                return True
            return False

    def _fault(self, error: sqlite3.Error) -> OutboxUnusable:
        told = unusable(str(self.path), error)
        told.opening = self._openings
        return told

    def _mend(self, reason: str) -> None:
        """Statements stumble over damage that no glance saw: salvage now. Nobody can rate before that anyway."""
        opened = self._opened
        try:
            set_aside(self.path, reason.partition(": ")[2], opened)
        finally:
            self._opened = None
        self._open_again()

    def _open_again(self) -> None:
        self._opened = self._open()
        self._openings += 1
        self._told(self._opened.connection)

    def _let_go(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

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


def _try_disk(probe: Path) -> None:
    """Whether the disk takes and flushes a small file; OSError where not."""
    fd = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(fd, b"is this disk there?\n")
        os.fsync(fd)
    finally:
        os.close(fd)
    os.unlink(probe)


def _forget(path: str) -> None:
    """Have the kernel read a file from the disk when it is read next. Nobody has it open: that would lose locks."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(fd)
