"""Whether the file is whole: a glance at every opening, and a look at all of it in the background.

The glance takes the same time with a million rows as with none: the header and its page count against the file's
length, the log, the tables, how things stand, the newest rows with their links. It says in a line what is damaged, or
None. What costs time by the row (`PRAGMA quick_check`, the counters, the whole chain) is asked on a connection of its
own. That one only reads: SQLite's WAL-reset bug (3.7.0 … 3.51.2) needs a second connection that writes or checkpoints.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

from .canonical import canonical, chain
from .carving import LOG_HEAD, MAGIC, frames, history, page_size, salt_of
from .notes import epoch_needed
from .report import STATES

TABLES = frozenset(
    {
        "ratings",
        "attempts",
        "invitations",
        "standing",
        "kept",
        "tokens",
        "renumbering",
        "carried",
        "carried_fates",
        "arrivals",
    }
)
_NEWEST = 16  # rows looked at: more than one batch of holds that any fault could have left behind
_SLICE = 50  # rows of the chain a look, some two milliseconds
_PAUSE = 0.02  # seconds between two looks: a terminal with two cores has other things to do
_STEPS = 20_000  # of SQLite's machine between two questions whether to stop


# ---- before SQLite sees the file


def of_files(path: Path) -> str | None:
    """What is wrong with the file and its log as they lie there, before anything opens them."""
    log_length = _length(Path(f"{path}-wal"))
    try:
        with path.open("rb") as file:
            head, length = file.read(100), os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        # SQLite would throw the log away.
        return "the database is gone, its log is still there" if log_length > LOG_HEAD else None
    except OSError:
        return None  # rights, a directory: SQLite's own words say it better
    if length == 0:
        return "the database is empty"
    if len(head) < 100 or head[:16] != MAGIC:
        return "the file is not a database"
    size = int.from_bytes(head[16:18], "big")
    size = 65536 if size == 1 else size
    # What never changes in a file of ours (fileformat2.html, 1.3): versions, fractions of a page, schema format, UTF-8.
    fixed = {head[18], head[19]} <= {1, 2} and head[21:24] == b"\x40\x20\x20"
    fixed = fixed and head[44:48] in {bytes(4), b"\0\0\0\x04"} and head[56:60] in {bytes(4), b"\0\0\0\x01"}
    if size < 512 or size & (size - 1) or not fixed:
        return "the database's header is damaged"
    pages = int.from_bytes(head[28:32], "big")
    # With a log the newest count stands there, and pages beyond the file's end may still be in it: see `of_pages`.
    if log_length <= LOG_HEAD and pages * size > length and head[24:28] == head[92:96]:
        return f"the database is cut off ({length // size} pages of {pages})"
    return None


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


# ---- once SQLite has read it


def of_pages(db: sqlite3.Connection, path: Path, accepted: int | None) -> str | None:
    """Whether every page that SQLite counts is in the file or in the `accepted` frames of the log."""
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    (size,) = db.execute("PRAGMA page_size").fetchone()
    there = path.stat().st_size // size
    if pages <= there:
        return None
    log = _content(Path(f"{path}-wal"))
    step = size + 24
    in_log = {
        int.from_bytes(log[at : at + 4], "big")
        for at in range(LOG_HEAD, LOG_HEAD + step * (accepted or 0), step)
        if at + step <= len(log)
    }
    missing = sum(number not in in_log for number in range(there + 1, pages + 1))
    return f"the database is cut off ({missing} pages of {pages} are missing)" if missing else None


def of_log(path: Path, accepted: int) -> str | None:
    """Whether the log holds acknowledged transactions beyond the frames that SQLite accepted.

    SQLite ends at the first bad frame without a word. A torn tail is nothing: a power cut may leave any part of the
    one commit that nobody had been told of. But a transaction is begun upon another only after that one reached the
    disk; where that stands beyond the end, a frame before it was damaged later.
    """
    log = _content(Path(f"{path}-wal"))
    if len(log) <= LOG_HEAD:
        return None
    size = page_size(b"", log)
    _, acknowledged = history(frames(log, size, salt_of(log), accepted), from_the_start=False)
    if not acknowledged:
        return None
    return f"the log is damaged ({acknowledged} commits or more lie behind a bad place)"


def accepted_frames(index: int | None) -> int | None:
    """How many frames of the log SQLite took when it last read it, from its index of the log (an open descriptor).

    sqlite.org/walformat.html: mxFrame at byte 16, in the machine's own byte order. It stays open as long as the
    connection: closing it would drop SQLite's own locks on that file.
    """
    if index is None:
        return None
    head = os.pread(index, 48, 0)
    if len(head) < 48 or not head[12]:
        return None
    (found,) = struct.unpack_from("=I", head, 16)
    return int(found)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def of_tables(db: sqlite3.Connection) -> str | None:
    """Whether the tables, the standing row and the newest rows make sense. sqlite3.Error where SQLite stumbles."""
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    missing = TABLES - there
    if missing:
        return f"tables are missing: {', '.join(sorted(missing))}"
    stood = db.execute("SELECT series, seq, chain, waiting, parked, delivered FROM standing").fetchall()
    if len(stood) != 1:
        return "how things stand cannot be read"
    series, seq, link, *counts = stood[0]
    if not (isinstance(link, str) and len(link) == 64 and min(series, seq, *counts) >= 0):
        return "how things stand makes no sense"
    return _of_newest(db) or _of_chain(db, series, seq, link)


def _of_newest(db: sqlite3.Connection) -> str | None:
    for key, state, record in db.execute("SELECT id, state, record FROM ratings ORDER BY n DESC LIMIT ?", (_NEWEST,)):
        told = _json(record)
        if state not in STATES or told is None or told.get("ratingId") != key:
            return "one of the newest ratings cannot be read"
    return None


def _of_chain(db: sqlite3.Connection, series: int, seq: int, link: str) -> str | None:
    if epoch_needed(db) is not None:
        return None  # after a salvage the chain is not whole until the new epoch has numbered everything
    rows = db.execute(
        "SELECT seq, record FROM ratings WHERE series = ? AND seq > ? ORDER BY seq", (series, seq - _NEWEST)
    ).fetchall()
    if not rows:
        return None  # nothing was numbered yet, or all of it is long delivered and gone
    if rows[-1][0] > seq:
        return "a rating has a number that was never given"
    last = _json(rows[-1][1])
    if rows[-1][0] == seq and (last is None or last.get("chain") != link):
        return "the chain's end is not the newest rating's"
    return _unlinked(rows)


def _unlinked(rows: list[tuple[int, bytes]]) -> str | None:
    """Whether each record's link follows from the one before, where both are here."""
    before: tuple[int, str] | None = None
    for seq, raw in rows:
        told = _json(raw)
        if told is None:
            return "a rating cannot be read"
        link = str(told.pop("chain", ""))
        if before is not None and before[0] + 1 == seq and chain(before[1], told) != link:
            return f"the chain is broken at number {seq}"
        before = seq, link
    return None


def _json(raw: object) -> dict[str, object] | None:
    try:
        told = json.loads(raw) if isinstance(raw, bytes) else None
        return told if isinstance(told, dict) and canonical(told) == raw else None
    except (ValueError, TypeError, RecursionError):
        return None


# ---- all of it


def whole(path: Path, stop: threading.Event) -> Iterator[str]:
    """What is wrong anywhere in the file, in lines; ends early when `stop` is set. Opens nothing for writing."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=1.0)
    try:
        db.execute("PRAGMA query_only = ON")
        db.set_progress_handler(lambda: int(stop.is_set()), _STEPS)
        for look in (_structure, _counters, _chain):
            if not stop.is_set():
                yield from look(db, stop)
    except sqlite3.OperationalError as error:
        if not stop.is_set():
            yield f"it could not be read ({error.sqlite_errorname})"
    except sqlite3.DatabaseError as error:
        yield f"it could not be read ({error.sqlite_errorname})"
    finally:
        db.close()


def _structure(db: sqlite3.Connection, _: threading.Event) -> Iterator[str]:
    faults = [line for (line,) in db.execute("PRAGMA quick_check(20)") if line != "ok"]
    if faults:
        yield f"its structure has {len(faults)} faults or more"


def _counters(db: sqlite3.Connection, _: threading.Event) -> Iterator[str]:
    db.execute("BEGIN")  # one moment for both
    try:
        told = db.execute("SELECT waiting, parked FROM standing").fetchone()
        counts = dict(
            db.execute(
                "SELECT state, count(*) FROM (SELECT state FROM ratings WHERE state <> 'delivered' UNION ALL"
                " SELECT state FROM carried WHERE state <> 'delivered' AND n <= (SELECT ratings_until FROM arrivals))"
                " GROUP BY state"
            ).fetchall()
        )
    finally:
        db.execute("COMMIT")
    found = (counts.get("waiting", 0), counts.get("parked", 0))
    if tuple(told) != found:
        yield f"it counts {told[0]} unsent and {told[1]} parked, there are {found[0]} and {found[1]}"


def _chain(db: sqlite3.Connection, stop: threading.Event) -> Iterator[str]:
    """The numbers in their order. Between two pauses nothing is held open, so the log can be checkpointed."""
    if epoch_needed(db) is not None:
        return
    (series,) = db.execute("SELECT series FROM standing").fetchone()
    at = 0
    while not stop.wait(_PAUSE):
        rows = db.execute(
            "SELECT seq, record FROM ratings INDEXED BY one_rating_a_number"
            " WHERE series = ? AND seq >= ? AND seq IS NOT NULL ORDER BY seq LIMIT ?",
            (series, at, _SLICE),
        ).fetchall()
        fault = _unlinked(rows)
        if fault is not None and (series,) == db.execute("SELECT series FROM standing").fetchone():
            yield fault
            return
        if len(rows) < _SLICE:
            return
        at = rows[-1][0]  # once more, to link the next ones to it
