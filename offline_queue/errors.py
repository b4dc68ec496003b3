"""What can go wrong with the outbox: one small tree. No exception of sqlite3 leaves the package.

OutboxError
├── AlreadyRated     this step of the case has a rating already
├── OutboxBusy       another process has the outbox open
├── NoIdentity       nothing can be numbered before `begin`
└── OutboxUnusable   the disk or the file will not do what it must
"""

from __future__ import annotations

import errno
import sqlite3


class OutboxError(Exception):
    """Anything the outbox refuses or cannot do; its text is one line for people."""


class AlreadyRated(OutboxError):
    """A rating of this (projectNo, serviceNumber, assessNumber) is stored already."""


class OutboxBusy(OutboxError):
    """Another process has the outbox open; `pid` is its process id where it could be read."""

    def __init__(self, path: str, pid: int | None) -> None:
        self.pid = pid
        holder = f"process {pid}" if pid else "another process"
        super().__init__(f"{path} is in use by {holder}; stop it, or ask it instead of opening the file")


class NoIdentity(OutboxError):
    """The outbox has never been told which device it numbers for."""


class OutboxUnusable(OutboxError):
    """The file or the disk failed; `reason` says what, `remedy` what to do. Nothing of the call was stored.

    `code`: SQLite's primary result code, "" where it was not SQLite that failed.
    """

    def __init__(self, reason: str, remedy: str, code: str = "") -> None:
        self.reason = reason
        self.remedy = remedy
        self.code = code
        self.opening = 0  # of which opening of the file
        super().__init__(f"{reason}; {remedy}")


# SQLite's primary result codes (sqlite.org/rescode.html), as the file or the disk shows them to a technician.
_REMEDIES = {
    "SQLITE_FULL": ("the disk is full", "free some space on it"),
    "SQLITE_READONLY": ("the disk or the file is read-only", "check the mount, the rights and the disk's health"),
    "SQLITE_IOERR": ("reading or writing the disk failed", "check the disk's health and replace it"),
    "SQLITE_CANTOPEN": ("the file cannot be opened", "check that the directory exists and its rights"),
    "SQLITE_PERM": ("the file cannot be opened", "check its rights"),
    "SQLITE_AUTH": ("the file cannot be opened", "check its rights"),
    "SQLITE_CORRUPT": ("the database is damaged", "restart the terminal: it saves what can be read"),
    "SQLITE_NOTADB": ("the file is not a database", "restart the terminal: it saves what can be read"),
    "SQLITE_BUSY": ("another program has locked the database", "close whatever else has it open"),
    "SQLITE_LOCKED": ("another program has locked the database", "close whatever else has it open"),
    "SQLITE_NOMEM": ("there is no memory left", "restart the terminal"),
}


def unusable(path: str, error: sqlite3.Error) -> OutboxUnusable:
    """The one translation of what sqlite3 raised."""
    name = getattr(error, "sqlite_errorname", None) or ""
    primary = "_".join(name.split("_")[:2])
    if name == "SQLITE_IOERR_SHMSIZE":  # the index of the log finds no room
        primary = "SQLITE_FULL"
    reason, remedy = _REMEDIES.get(primary, ("the database refused", "see the detail, then restart the terminal"))
    return OutboxUnusable(f"{path}: {reason} ({name or type(error).__name__}: {error})", remedy, primary)


def unwritable(path: str, error: OSError) -> OutboxUnusable:
    """The same for what the operating system says about a file beside the database."""
    remedy, code = "check that the directory exists and its rights", ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        remedy, code = "free some space on the disk", "SQLITE_FULL"
    elif error.errno in {errno.EIO, errno.EROFS}:
        remedy = "check the disk's health"
    return OutboxUnusable(f"{path}: {error.strerror or error}", remedy, code)
