"""Everything readable out of damaged files, row by row, into a fresh outbox.

First by SQL, skipping what fails; then, where SQL failed or the log is damaged, page by page without SQLite
(carving.py). A row counts only if it makes sense: a rating's record is JSON and names its own id. Nothing comes twice,
since the fresh tables have their unique keys; what clashes with them stays in the quarantine and is counted.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import notes
from .canonical import START_OF_CHAIN
from .carving import Pages, Row, is_broken

log = logging.getLogger(__name__)

STATES = ("held", "waiting", "parked", "delivered")
STAGES = frozenset({"open", "waiting", "parked", "delivered"})
# Not what happened to be under way: a renumbering is begun anew.
TABLES = ("standing", "ratings", "attempts", "invitations", "carried", "carried_fates", "arrivals", "kept", "tokens")
# Columns that later versions of the program have added at the end.
_ADDED = {"ratings": 1, "standing": 2}
_SLICE = 500
_PIECE = 4096  # bytes of the log read at a time: one bad sector costs one
_MOST_GAP = 10_000  # row ids tried one by one where a walk broke off; the pages are read afterwards anyway


@dataclass(slots=True)
class Found:
    """What came out of it. `missing`: unsent ratings that the damaged file counted and that were not found."""

    held: int = 0
    waiting: int = 0
    parked: int = 0
    delivered: int = 0
    invitations: int = 0
    unreadable: int = 0  # pages, or stretches that SQL could not read
    senseless: int = 0  # rows that were read and make no sense
    clashed: int = 0  # rows that another one with the same key was there before
    missing: int = 0
    whole: bool = False
    ran: float = 0.0  # the odometer, as far as it is known; see `when`

    def as_json(self) -> dict[str, Any]:
        """For the case's note."""
        return asdict(self)


_WITH_ID = frozenset({"ratings", "invitations", "carried", "carried_fates"})


class Salvage:
    """Fills the tables of `fresh`, a migrated and empty outbox, from the files `name`, `name-wal` in `folder`."""

    def __init__(self, fresh: sqlite3.Connection, folder: Path, name: str) -> None:
        self._db = fresh
        self._path = folder / name
        self._log = folder / f"{name}-wal"
        self._columns = {table: _columns(fresh, table) for table in TABLES}
        self._inserts = {table: _insert(table, columns) for table, columns in self._columns.items()}
        self._standing: dict[str, Any] | None = None
        self._numbered_for: tuple[str, int] | None = None  # device and the highest epoch in a record
        self._by_pages: set[str] = set()  # ids from the newest pages of the log; nothing older replaces them
        self._arrived: dict[str, Any] | None = None
        self.found = Found()

    def run(self) -> Found:
        """All of it, in one transaction of the fresh file. Any error: see `give_up`."""
        self._db.execute("BEGIN")
        # SQLite ends at the first bad frame of a log; an older state must not be mixed with the newer frames.
        clean = not is_broken(_whole(self._log)) and self._by_sql()
        if not clean:
            self._by_carving()
        self._settle_standing(clean=clean)
        self._db.execute("COMMIT")
        return self.found

    def give_up(self) -> Found:
        """Keep what came out until `run` failed."""
        self._settle_standing(clean=False)
        self._db.execute("COMMIT")
        return self.found

    # ---- by SQL

    def _by_sql(self) -> bool:
        """Whether everything could be read."""
        if not self._path.exists():
            return False
        before = self.found.unreadable
        try:
            # Read only, so that nothing of the log is moved: the damaged files stay as they are.
            old = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        except sqlite3.Error:
            return False
        old.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            for table, columns in self._columns.items():
                self._copy(old, table, columns)
        except sqlite3.Error:
            self.found.unreadable += 1
        finally:
            with contextlib.suppress(sqlite3.Error):
                old.close()
        return self.found.unreadable == before and self._standing is not None

    def _copy(self, old: sqlite3.Connection, table: str, columns: Mapping[str, str]) -> None:
        there = set(_columns(old, table))
        shared = [name for name in columns if name in there]
        if not shared:
            raise sqlite3.DatabaseError("the table is not there")
        select = f"SELECT rowid, {', '.join(shared)} FROM {table} WHERE rowid"  # noqa: S608 - names of our own schema
        low, ended = self._walk(old, table, shared, f"{select} > ? ORDER BY rowid LIMIT {_SLICE}", -(1 << 62))
        if ended:
            return
        self.found.unreadable += 1
        high, _ = self._walk(old, table, shared, f"{select} < ? ORDER BY rowid DESC LIMIT {_SLICE}", 1 << 62)
        for rowid in range(max(low + 1, 1), min(high, max(low, 0) + _MOST_GAP)):
            with contextlib.suppress(sqlite3.Error):
                for row in old.execute(f"{select} = ?", (rowid,)):
                    self._take(table, dict(zip(shared, row[1:], strict=True)))

    def _walk(self, old: sqlite3.Connection, table: str, shared: Sequence[str], sql: str, at: int) -> tuple[int, bool]:
        """(the last row id read, whether the walk came to its end)."""
        while True:
            read = 0
            try:
                for row in old.execute(sql, (at,)):
                    at, read = row[0], read + 1
                    self._take(table, dict(zip(shared, row[1:], strict=True)))
            except sqlite3.Error:
                return at, False
            if read == 0:
                return at, True

    # ---- by pages

    def _by_carving(self) -> None:
        with _opened(self._path) as (read, length):
            pages = Pages(read, length, _whole(self._log))
            for row in pages.rows():
                self._place(row)
            self.found.unreadable += pages.unreadable

    def _place(self, row: Row) -> None:
        """Of which table a carved row is: by the number and kinds of its values, and by what they say."""
        for table, columns in self._columns.items():
            values = _fitting(row, columns, len(columns) - _ADDED.get(table, 0))
            if values is not None and _SHAPES[table](values):
                self._take(table, values, row.generation)
                return

    # ---- one row

    def _take(self, table: str, values: dict[str, Any], generation: int = 0) -> None:
        if not _SHAPES[table](values):
            self.found.senseless += 1
            return
        if table == "standing":
            self._stands(values)
            return
        if table == "ratings":
            self._note_numbering(values)
        if table == "arrivals":
            self._arrived = self._arrived or values  # the newest comes first
            return
        if self._insert(table, values) or table not in _WITH_ID:
            if generation > 0:
                self._by_pages.add(values.get("id", ""))
            return
        known = self._db.execute(f"SELECT * FROM {table} WHERE id = ?", (values["id"],)).fetchone()  # noqa: S608
        if known is not None:
            # Two versions of one row in the file itself, one of them left over: a rating only ever goes forward.
            if table == "ratings" and generation == 0 and values["id"] not in self._by_pages:
                self._go_forward(values)
            return
        values["n"] = None  # another row has its place
        if self._insert(table, values):
            return
        if table == "ratings" and values["state"] != "held":
            values["series"] = values["seq"] = None  # another row has its number; it gets one below
            if self._insert(table, values):
                return
        self.found.clashed += 1

    def _insert(self, table: str, values: Mapping[str, Any]) -> bool:
        row = [values.get(name) for name in self._columns[table]]
        return self._db.execute(self._inserts[table], row).rowcount == 1

    def _go_forward(self, values: Mapping[str, Any]) -> None:
        (state,) = self._db.execute("SELECT state FROM ratings WHERE id = ?", (values["id"],)).fetchone()
        if STATES.index(values["state"]) > STATES.index(state):
            self._db.execute("DELETE FROM ratings WHERE id = ?", (values["id"],))
            if not self._insert("ratings", values):
                values = {**values, "n": None, "series": None, "seq": None}
                self._insert("ratings", values)

    def _stands(self, values: dict[str, Any]) -> None:
        if self._standing is None or _numbers(values) > _numbers(self._standing):
            self._standing = values

    def _note_numbering(self, values: Mapping[str, Any]) -> None:
        record = values.get("_record")
        if isinstance(record, dict):
            device, epoch = record.get("deviceId"), record.get("epoch")
            if not isinstance(device, str) or not isinstance(epoch, int):
                return
            if self._numbered_for is None or epoch > self._numbered_for[1]:
                self._numbered_for = (device, epoch)

    # ---- how things stand

    def _settle_standing(self, *, clean: bool) -> None:
        db, stood = self._db, self._standing or {}
        device, epoch = stood.get("device_id"), stood.get("epoch")
        if self._numbered_for is not None and (device is None or device == self._numbered_for[0]):
            device, epoch = self._numbered_for[0], max(epoch or 0, self._numbered_for[1])
        (series,) = db.execute("SELECT max(series) FROM ratings").fetchone()
        series = max(series or 0, stood.get("series") or 0)
        (last,) = db.execute("SELECT max(seq) FROM ratings WHERE series = ?", (series,)).fetchone()
        seq = max(last or 0, stood.get("seq") or 0 if series == (stood.get("series") or 0) else 0)
        # Whatever else is unsent comes after; before anything leaves, the new epoch numbers all of them afresh.
        strays = db.execute(
            "SELECT n FROM ratings WHERE state IN ('waiting', 'parked') AND (series IS NULL OR seq IS NULL"
            " OR series <> ?) ORDER BY series DESC, seq, n",
            (series,),
        ).fetchall()
        for place, (n,) in enumerate(strays, 1):
            db.execute("UPDATE ratings SET series = ?, seq = ? WHERE n = ?", (series, seq + place, n))
        seq += len(strays)
        self._settle_arrivals()
        counts = dict(
            db.execute(
                "SELECT state, count(*) FROM (SELECT state FROM ratings UNION ALL"
                " SELECT state FROM carried WHERE n <= (SELECT ratings_until FROM arrivals)) GROUP BY state"
            ).fetchall()
        )
        found = self.found
        found.held, found.waiting = counts.get("held", 0), counts.get("waiting", 0)
        found.parked, found.delivered = counts.get("parked", 0), counts.get("delivered", 0)
        (found.invitations,) = db.execute("SELECT count(*) FROM invitations").fetchone()
        counted = (stood.get("waiting") or 0) + (stood.get("parked") or 0)
        found.missing = max(0, counted - found.waiting - found.parked)
        found.whole = clean and found.missing == 0 and found.senseless == 0 and found.clashed == 0
        found.ran = float(stood.get("ran") or 0.0)
        kept = {name: stood[name] for name in self._columns["standing"] if name in stood}
        kept |= {
            "one": 1,
            "device_id": device,
            "epoch": epoch,
            "series": series,
            "seq": seq,
            "chain": self._last_link(series, seq, stood),
            "waiting": found.waiting,
            "parked": found.parked,
            "delivered": max(found.delivered, stood.get("delivered") or 0),
            "ran": found.ran,
        }
        kept.pop("delivered_here", None)
        kept.pop("fates_here", None)
        names = ", ".join(f"{name} = :{name}" for name in kept)
        db.execute(f"UPDATE standing SET {names}", kept)  # noqa: S608 - names of our own schema
        db.execute(
            "UPDATE ratings SET delivered_ran = ? WHERE state = 'delivered' AND delivered_ran IS NULL", (found.ran,)
        )
        db.execute(
            "UPDATE standing SET delivered_here = (SELECT count(*) FROM ratings WHERE state = 'delivered'),"
            " fates_here = (SELECT count(*) FROM invitations WHERE stage = 'delivered')"
        )
        notes.need_epoch(db, "restored")

    def _settle_arrivals(self) -> None:
        """What was still arriving from another terminal stays so; where that is not known it counts as arrived: the
        centre knows it by its id, should the other one send it too."""
        db = self._db
        if self._arrived is not None:
            names = ", ".join(f"{name} = :{name}" for name in self._columns["arrivals"])
            db.execute(f"UPDATE arrivals SET {names}", self._arrived)  # noqa: S608 - names of our own schema
            return
        db.execute(
            "UPDATE arrivals SET ratings_until = coalesce((SELECT max(n) FROM carried), 0),"
            " fates_until = coalesce((SELECT max(n) FROM carried_fates), 0)"
        )

    def _last_link(self, series: int, seq: int, stood: Mapping[str, Any]) -> str:
        """The link to go on from until the new epoch begins a chain of its own."""
        if stood.get("seq") == seq and stood.get("series") == series:
            return str(stood["chain"])
        row = self._db.execute("SELECT record FROM ratings WHERE series = ? AND seq = ?", (series, seq)).fetchone()
        link = None if row is None else json.loads(row[0]).get("chain")
        return link if isinstance(link, str) and len(link) == len(START_OF_CHAIN) else START_OF_CHAIN


def _numbers(standing: Mapping[str, Any]) -> tuple[int, int]:
    return standing["series"], standing["seq"]


# ---- shapes


def _rating(values: dict[str, Any]) -> bool:
    """Whether it is a rating; its record is read once and stays with it."""
    if values.get("state") not in STATES or not isinstance(values.get("record"), bytes):
        return False
    if values["state"] != "held" and not isinstance(values.get("seq"), int | None):
        return False
    try:
        record = json.loads(values["record"])
    except (ValueError, RecursionError):
        return False
    if not isinstance(record, dict) or record.get("ratingId") != values.get("id"):
        return False
    values["_record"] = record
    return True


def _invitation(values: dict[str, Any]) -> bool:
    if values.get("stage") not in STAGES or not isinstance(values.get("id"), str):
        return False
    try:
        return isinstance(json.loads(values["body"]), dict)
    except (ValueError, TypeError, RecursionError):
        return False


def _attempt(values: dict[str, Any]) -> bool:
    return all(isinstance(values.get(name), int) and values[name] for name in ("rating", "k", "times"))


def _carried(values: dict[str, Any]) -> bool:
    return isinstance(values.get("device_id"), str) and isinstance(values.get("seq"), int) and _rating(values)


def _arrivals(values: dict[str, Any]) -> bool:
    return all(isinstance(value, int) and value >= 0 for value in values.values()) and values.get("one") == 1


def _standing(values: dict[str, Any]) -> bool:
    link = values.get("chain")
    counts = [values.get(name) for name in ("series", "seq", "waiting", "parked", "delivered")]
    return isinstance(link, str) and len(link) == 64 and all(isinstance(one, int) and one >= 0 for one in counts)


def _kept(values: dict[str, Any]) -> bool:
    try:
        json.loads(values["value"])
    except (ValueError, TypeError, RecursionError):
        return False
    return isinstance(values.get("key"), str)


def _token(values: dict[str, Any]) -> bool:
    return isinstance(values.get("name"), str) and isinstance(values.get("hash"), str)


_SHAPES = {
    "standing": _standing,
    "ratings": _rating,
    "attempts": _attempt,
    "invitations": _invitation,
    "carried": _carried,
    "carried_fates": _invitation,
    "arrivals": _arrivals,
    "kept": _kept,
    "tokens": _token,
}
_KINDS: Mapping[str, tuple[type, ...]] = {
    "INTEGER": (int,),
    "TEXT": (str,),
    "BLOB": (bytes,),
    "REAL": (float, int),  # SQLite stores a whole number in a column of reals as an integer
}


def _fitting(row: Row, columns: Mapping[str, str], fewest: int) -> dict[str, Any] | None:
    """The row's values by the names of these columns, None where they do not fit."""
    if not fewest <= len(row.values) <= len(columns):
        return None
    values = dict(zip(columns, row.values, strict=False))
    for name, value in values.items():
        if value is not None and not isinstance(value, _KINDS[columns[name].upper()]):
            return None
    first = next(iter(columns))
    if values[first] is None and first in {"n", "one"}:
        values[first] = row.rowid  # it stands for the row id and is not stored twice
    return values


def _columns(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """name → declared type, in order."""
    return {row[1]: row[2] for row in db.execute(f"PRAGMA table_info({table})")}


def _insert(table: str, columns: Mapping[str, str]) -> str:
    places = ", ".join("?" * len(columns))
    return f"INSERT OR IGNORE INTO {table}({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own schema


def _whole(path: Path) -> bytes:
    """The bytes of the log; zeros where a sector cannot be read, none where it is missing."""
    with _opened(path) as (read, length):
        parts = [read(at, min(_PIECE, length - at)) for at in range(0, length, _PIECE)]
        sizes = [min(_PIECE, length - at) for at in range(0, length, _PIECE)]
        return b"".join(bytes(size) if part is None else part for part, size in zip(parts, sizes, strict=True))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[Callable[[int, int], bytes | None], int]]:
    """(how to read a stretch: None where the disk does not give it; length). Not mapped into memory: a bad sector
    would end the process."""
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError:
        yield (lambda at, size: None), 0
        return

    def read(at: int, size: int) -> bytes | None:
        try:
            found = os.pread(fd, size, at)
        except OSError:
            return None
        return found if len(found) == size else None

    try:
        yield read, os.fstat(fd).st_size
    finally:
        os.close(fd)
