"""What an export takes along, page by page: everything released or ended that is not delivered. Statements, reading.

By pages, because a backlog may be a million rows and the counter goes on meanwhile. What is delivered between two
pages is left out or taken along: either does no harm, since the centre knows every id.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from .cargo import Cargo, FateCargo
from .errors import OutboxError
from .ratings import chain_at
from .report import attempts_of
from .when import Clock

Place: TypeAlias = tuple[int, int, int]
"""Where the next page begins: part (own, carried, fates, carried fates), the last row taken, the series."""

_WORD = {"waiting": "unsent", "parked": "parked"}


class NumbersChanged(OutboxError):
    """A new epoch came in the middle."""

    def __init__(self) -> None:
        super().__init__("the ratings got new numbers in the middle of the export; export again")


def start(db: sqlite3.Connection) -> Place:
    """The place of the first page."""
    (series,) = db.execute("SELECT series FROM standing").fetchone()
    return 0, 0, series


def page(
    db: sqlite3.Connection, clock: Clock, place: Place, limit: int
) -> tuple[list[Cargo | FateCargo], Place | None]:
    """At most `limit` items from there on, and where the next page begins; None after the last."""
    part, done, series = place
    if start(db)[2] != series:
        raise NumbersChanged
    items: list[Cargo | FateCargo] = []
    while part < len(_PARTS):
        found = list(_PARTS[part](db, clock, done, limit - len(items)))
        items += [item for _, item in found]
        done = found[-1][0] if found else done
        if len(items) == limit:
            return items, (part, done, series)
        part, done = part + 1, 0
    return items, None


def _own(db: sqlite3.Connection, clock: Clock, done: int, limit: int) -> Iterator[tuple[int, Cargo]]:
    last: Cargo | None = None
    sql = (
        "SELECT seq, n, state, record, released_at, released_boot, released_mono FROM ratings"
        " WHERE state = ? AND state <> 'delivered' AND seq > ? ORDER BY seq LIMIT ?"
    )
    for seq, n, state, record, *released in _merged(db, sql, done, limit):
        follows = last is not None and last.seq == seq - 1
        previous = last.link if last is not None and follows else chain_at(db, seq - 1)
        last = _cargo(db, n, state, record, previous, clock.age(*released))
        yield seq, last


def _carried(db: sqlite3.Connection, clock: Clock, done: int, limit: int) -> Iterator[tuple[int, Cargo]]:
    sql = (
        "SELECT n, -n, state, record, released_at, released_boot, released_mono, previous FROM carried"
        " WHERE state = ? AND state <> 'delivered' AND n > ? AND n <= (SELECT ratings_until FROM arrivals)"
        " ORDER BY n LIMIT ?"
    )
    for n, attempts, state, record, at, boot, mono, previous in _merged(db, sql, done, limit):
        yield n, _cargo(db, attempts, state, record, previous, clock.age(at, boot, mono))


def _fates(db: sqlite3.Connection, _: Clock, done: int, limit: int) -> Iterator[tuple[int, FateCargo]]:
    sql = (
        "SELECT n, stage, body, code, msg FROM invitations"
        " WHERE stage = ? AND stage <> 'delivered' AND n > ? ORDER BY n LIMIT ?"
    )
    yield from _fate_cargo(_merged(db, sql, done, limit))


def _carried_fates(db: sqlite3.Connection, _: Clock, done: int, limit: int) -> Iterator[tuple[int, FateCargo]]:
    sql = (
        "SELECT n, stage, body, code, msg FROM carried_fates"
        " WHERE stage = ? AND stage <> 'delivered' AND n > ? AND n <= (SELECT fates_until FROM arrivals)"
        " ORDER BY n LIMIT ?"
    )
    yield from _fate_cargo(_merged(db, sql, done, limit))


_Part: TypeAlias = Callable[[sqlite3.Connection, Clock, int, int], Iterator[tuple[int, Cargo | FateCargo]]]
_PARTS: tuple[_Part, ...] = (_own, _carried, _fates, _carried_fates)


def _merged(db: sqlite3.Connection, sql: str, done: int, limit: int) -> list[tuple[Any, ...]]:
    """Both states in one order, so that a row that changes its state meanwhile is not missed."""
    found = [db.execute(sql, (state, done, limit)).fetchall() for state in ("waiting", "parked")]
    return list(heapq.merge(*found, key=lambda row: row[0]))[:limit]


def _cargo(
    db: sqlite3.Connection, attempts_under: int, state: str, record: bytes, previous: str | None, age: float
) -> Cargo:
    told = json.loads(record)
    return Cargo(
        record=record,
        previous=previous,
        state=_WORD[state],
        age=int(age),
        attempts=attempts_of(db, attempts_under),
        rating_id=told["ratingId"],
        device_id=told["deviceId"],
        epoch=told["epoch"],
        seq=told["deviceSeq"],
        link=told["chain"],
        project_no=told.get("projectNo"),
    )


def _fate_cargo(rows: list[tuple[Any, ...]]) -> Iterator[tuple[int, FateCargo]]:
    for n, stage, body, code, msg in rows:
        told = json.loads(body)
        yield n, FateCargo(body, _WORD[stage], code or "", msg or "", told["invitationId"], told["state"])
