"""Which SQLite there is, for `hcp-kiosk check`."""

from __future__ import annotations

import sqlite3

# Release notes of SQLite 3.51.3: until then a rare race could lose committed data where several connections write.
WAL_RESET_MENDED = (3, 51, 3)


def sqlite_version() -> str:
    """The version of the library in use."""
    return sqlite3.sqlite_version


def needs_one_connection() -> bool:
    """Whether only one connection may ever write (which is how the outbox works on any version)."""
    return sqlite3.sqlite_version_info < WAL_RESET_MENDED
