"""How the file is opened: looked at, made where there is none, and where it is damaged set aside and salvaged.

A terminal always starts. Damaged files are moved whole into the quarantine, and a fresh outbox takes their place with
every row that could be read. Only what is no damage (a full or read-only disk, a file of a newer program) is refused.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import integrity, quarantine
from .damage import saved
from .errors import OutboxUnusable, unusable, unwritable
from .flush import flush

log = logging.getLogger(__name__)

VERSION = 4  # the last step of schema.py
HARD_LIMIT = 4000
"""Pages (16 MB) from which a commit puts the log into the database itself. Upkeep does it long before, while nobody
waits; the log must not grow without end where upkeep has died."""
_NO_VERSION = 10_000  # a number beyond is damage, not a program of the future
_TRIES = 2  # of a salvage that did not come to its end; then the terminal starts without it
DAMAGE = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})
"""SQLite's primary codes for a file that is damaged, and not a disk that refuses."""


@dataclass(slots=True)
class Opened:
    """An open connection, and the descriptor of SQLite's index of the log (see integrity.accepted_frames)."""

    connection: sqlite3.Connection
    index: int | None

    def close(self) -> None:
        """Close both, in this order."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()
        if self.index is not None:
            os.close(self.index)
            self.index = None


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file itself is damaged, and not that the disk refuses."""
    name = getattr(error, "sqlite_errorname", None) or ""
    return "_".join(name.split("_")[:2]) in DAMAGE


def open_file(path: Path) -> Opened:
    """The outbox at `path`, whole; OutboxUnusable where disk, rights or version are in the way."""
    try:
        left = quarantine.unfinished(path)
        if left is not None:
            _go_on(path, left)
        reason = quarantine.wanted(path) or integrity.of_files(path)
        if reason is not None:
            set_aside(path, reason)
        if not path.exists():
            _make(path)
            os.replace(_fresh(path), path)
            flush(path.parent)
        found = _open(path)
        if isinstance(found, Opened):
            return found
        # Once: what comes out of a salvage is whole, or it is the disk.
        found = _open(path)
        if isinstance(found, Opened):
            return found
    except OSError as error:
        raise unwritable(str(path), error) from error
    raise OutboxUnusable(f"{path}: {found}, right after it was made anew", "check the disk's health and replace it")


def _open(path: Path) -> Opened | str:
    """Open and glance; what is damaged is set aside, and the reason is the answer."""
    try:
        # isolation_level=None: BEGIN and COMMIT stand where they are written.
        db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=1.0)
    except sqlite3.Error as error:
        raise unusable(str(path), error) from error
    opened = Opened(db, None)
    try:
        reason = _glance(opened, path)
        if reason is None:
            _private(path)
            return opened
    except sqlite3.Error as error:
        if not is_damage(error):
            opened.close()
            raise unusable(str(path), error) from error
        reason = f"the database is damaged ({error.sqlite_errorname})"
    except BaseException:
        opened.close()
        raise
    set_aside(path, reason, opened)
    return reason


def _glance(opened: Opened, path: Path) -> str | None:
    db = opened.connection
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if VERSION < version < _NO_VERSION:
        raise OutboxUnusable(
            f"{path}: written by a newer version of the program (file {version}, program {VERSION})",
            "install that version again",
        )
    if not 0 <= version <= VERSION:
        return "the database's header is damaged"
    with contextlib.suppress(OSError):
        opened.index = os.open(f"{path}-shm", os.O_RDONLY)
    accepted = integrity.accepted_frames(opened.index)
    reason = integrity.of_log(path, accepted or 0) or integrity.of_pages(db, path, accepted)
    if reason is not None:
        return reason
    _set_up(db, path)
    if version < VERSION:
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version == 0 and tables == 0 and path.stat().st_size > 16 * 4096:
            return "the tables are gone"
        from .schema import migrate

        migrate(db)
    return integrity.of_tables(db)


def _set_up(db: sqlite3.Connection, path: Path) -> None:
    (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise OutboxUnusable(
            f"{path}: this file system cannot hold a write-ahead log",
            "put the state directory on a local disk",
        )
    db.execute("PRAGMA synchronous = FULL")
    db.execute(f"PRAGMA wal_autocheckpoint = {HARD_LIMIT}")
    # Whatever makes the log long for once (an import), the next checkpoint cuts it to this again.
    db.execute("PRAGMA journal_size_limit = 16777216")


def _private(path: Path) -> None:
    """Nobody else reads ratings: mode 0600, also of a file that an older program made."""
    for part in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            if os.stat(f"{path}{part}").st_mode & 0o077:
                os.chmod(f"{path}{part}", 0o600)


# ---- a fresh outbox


def _fresh(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _make(path: Path, salvage_from: quarantine.Case | None = None) -> dict[str, Any]:
    """A fresh outbox beside `path`, on the disk, with everything that comes out of a case → what was found."""
    from .schema import migrate

    fresh = _fresh(path)
    for part in ("", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{fresh}{part}")
    os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    found: dict[str, Any] = {}
    try:
        db = sqlite3.connect(fresh, isolation_level=None)
        try:
            # Until it is in its place it can be made again: it is synced once, at its end.
            db.execute("PRAGMA synchronous = OFF")
            db.execute("PRAGMA journal_mode = MEMORY")
            # Before the first page is written: later it takes a VACUUM.
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")
            migrate(db)
            if salvage_from is not None:
                found = _salvaged(db, path, salvage_from)
        finally:
            db.close()
    except sqlite3.Error as error:
        raise unusable(str(path), error) from error
    flush(fresh)
    return found


# ---- a damaged one


def set_aside(path: Path, reason: str, opened: Opened | None = None) -> None:
    """Quarantine the files of the outbox, which nobody but `opened` has open, and put a fresh one with their rows in
    their place. `opened` is closed whatever happens."""
    # Moved first, closed then: a connection whose file has moved checkpoints nothing when it closes, so that the
    # damaged files stay as they were found (SQLite's own check, SQLITE_FCNTL_HAS_MOVED; a test watches it).
    try:
        case = quarantine.begin(path, reason)
    except OSError as error:
        raise unwritable(str(path), error) from error
    finally:
        if opened is not None:
            opened.close()
    try:
        _go_on(path, case)
    except OSError as error:
        raise unwritable(str(path), error) from error


def _go_on(path: Path, case: quarantine.Case) -> None:
    """From wherever the case stands to its end."""
    if case.stage == "moving":
        case = quarantine.move(path, case)
    if path.exists():
        # Placed before the power went; or somebody else has put an outbox there, which is left alone.
        quarantine.close(path, case)
        return
    log.error("the outbox is damaged and is salvaged", extra={"reason": case.reason})
    case = quarantine.another_try(case)
    found = _make(path, case)
    quarantine.close(path, quarantine.place(path, case, _fresh(path), found))
    log.warning("the outbox was salvaged", extra={"count": saved(found)})


def _salvaged(fresh: sqlite3.Connection, path: Path, case: quarantine.Case) -> dict[str, Any]:
    from .notes import need_epoch
    from .salvage import Salvage

    if case.tries > _TRIES:
        # Twice the salvage ended the process, or the power went: whatever it was must not keep the terminal away.
        need_epoch(fresh, "restored")
        return {"failed": f"it did not come to its end in {_TRIES} tries", "whole": False}
    work = Salvage(fresh, case.folder, path.name)
    try:
        return work.run().as_json()
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        log.error("the salvage failed", extra={"error": type(error).__name__})
        return {**work.give_up().as_json(), "failed": type(error).__name__}
