"""What the outbox tells people: status, list, show. Reads only; `status` does not get slower with the backlog."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from typing import Any

from .when import Clock, text

STATES = ("held", "waiting", "parked", "delivered")


@dataclass(frozen=True, slots=True)
class LastError:
    """What went wrong last on the way to the centre; `at` RFC 3339."""

    at: str
    code: str
    msg: str


@dataclass(frozen=True, slots=True)
class Status:
    """Ratings only, disjoint: unsent = released and neither delivered nor parked."""

    unsent: int
    held: int
    parked: int
    delivered: int
    oldest_unsent_seconds: float | None
    last_seq: int
    last_error: LastError | None

    def as_json(self) -> dict[str, object]:
        """The document of `queue status --json`."""
        return {
            "unsent": self.unsent,
            "held": self.held,
            "parked": self.parked,
            "delivered": self.delivered,
            "oldestUnsentSeconds": self.oldest_unsent_seconds,
            "lastSeq": self.last_seq,
            "lastError": None if self.last_error is None else asdict(self.last_error),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One rating in a list; `code` and `msg` are the centre's last word on it, "" where it said nothing."""

    rating_id: str
    state: str
    seq: int | None
    project_no: str | None
    released_at: str | None
    delivered_at: str | None
    receipt_no: str | None
    duplicate: bool
    code: str
    msg: str
    carried_from: str | None = None  # the device and epoch that numbered it, where it was imported


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer of the centre to a rating, `times` times in a row."""

    first_at: str
    last_at: str
    times: int
    code: str
    msg: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one rating: its row, its record as it stands, every answer it got."""

    row: Row
    invitation_id: str | None
    record: dict[str, Any]
    attempts: tuple[Attempt, ...]


# What was imported and is still arriving counts for nothing: see carried.py.
_THERE = "n <= (SELECT ratings_until FROM arrivals)"
_LINES = (
    "ratings WHERE state = 'waiting' AND state <> 'delivered' ORDER BY seq",
    f"carried WHERE state = 'waiting' AND state <> 'delivered' AND {_THERE} ORDER BY n",
)


def status(db: sqlite3.Connection, clock: Clock) -> Status:
    """How many of what, how old the oldest unsent is, what went wrong last."""
    waiting, parked, delivered, seq, at, code, msg = db.execute(
        "SELECT waiting, parked, delivered, seq, error_at, error_code, error_msg FROM standing"
    ).fetchone()
    # Held are one or two at any time, so they may be counted.
    (held,) = db.execute("SELECT count(*) FROM ratings WHERE state = 'held' AND state <> 'delivered'").fetchone()
    first_in_line = [
        db.execute(f"SELECT released_at, released_boot, released_mono FROM {line} LIMIT 1").fetchone()  # noqa: S608
        for line in _LINES
    ]
    ages = [clock.age(*released) for released in first_in_line if released is not None]
    return Status(
        unsent=waiting,
        held=held,
        parked=parked,
        delivered=delivered,
        oldest_unsent_seconds=round(max(ages), 3) if ages else None,
        last_seq=seq,
        last_error=None if at is None else LastError(text(at) or "", code, msg),
    )


_ROW = (
    "SELECT r.id, r.state, r.seq, r.project_no, r.released_at, r.delivered_at, r.receipt_no, r.duplicate,"
    " a.code, a.msg, r.n, r.invitation_id FROM ratings r LEFT JOIN attempts a ON a.rating = r.n"
    " AND a.k = (SELECT max(k) FROM attempts WHERE rating = r.n)"
)


_CARRIED = (
    "SELECT r.id, r.state, r.seq, r.project_no, r.released_at, r.delivered_at, r.receipt_no, r.duplicate,"
    " a.code, a.msg, -r.n, NULL, r.device_id || ' epoch ' || r.epoch FROM carried r LEFT JOIN attempts a"
    " ON a.rating = -r.n AND a.k = (SELECT max(k) FROM attempts WHERE rating = -r.n)"
    " WHERE r.n <= (SELECT ratings_until FROM arrivals)"
)


def rows(db: sqlite3.Connection, state: str | None, limit: int, offset: int) -> list[Row]:
    """Ratings in the order of the taps; `unsent` is another word for waiting."""
    page = (limit, offset)
    if state is None:
        return [_row(found) for found in db.execute(_ROW + " ORDER BY r.n LIMIT ? OFFSET ?", page)]
    if state == "unsent":
        state = "waiting"
    if state not in STATES:
        raise ValueError(f"no such state: {state!r} (there are unsent, {', '.join(STATES)})")
    unsettled = "" if state == "delivered" else " AND r.state <> 'delivered'"
    order = "r.n" if state in {"held", "delivered"} else "r.seq"
    sql = f"{_ROW} WHERE r.state = ?{unsettled} ORDER BY {order} LIMIT ? OFFSET ?"
    return [_row(found) for found in db.execute(sql, (state, *page))]


def carried_rows(db: sqlite3.Connection, state: str | None, limit: int) -> list[Row]:
    """Imported ratings in the order they came; `unsent` is another word for waiting, None means all."""
    state = "waiting" if state == "unsent" else state
    which = "" if state is None else " AND r.state = ?"
    if state in {"waiting", "parked"}:
        which += " AND r.state <> 'delivered'"
    sql = f"{_CARRIED}{which} ORDER BY r.n LIMIT ?"
    return [_row(found) for found in db.execute(sql, (limit,) if state is None else (state, limit))]


def story(db: sqlite3.Connection, rating_id: str) -> Story | None:
    """All there is about one rating, None where it is not here."""
    found, record = db.execute(_ROW + " WHERE r.id = ?", (rating_id,)).fetchone(), "ratings"
    if found is None:
        found, record = db.execute(_CARRIED + " AND r.id = ?", (rating_id,)).fetchone(), "carried"
    if found is None:
        return None
    n, invitation_id = found[10:12]
    (raw,) = db.execute(f"SELECT record FROM {record} WHERE id = ?", (rating_id,)).fetchone()  # noqa: S608
    return Story(row=_row(found), invitation_id=invitation_id, record=json.loads(raw), attempts=attempts_of(db, n))


def attempts_of(db: sqlite3.Connection, n: int) -> tuple[Attempt, ...]:
    """Every answer to a rating, the first one first; those to a carried one stand under its -n."""
    found = db.execute("SELECT first_at, last_at, times, code, msg FROM attempts WHERE rating = ? ORDER BY k", (n,))
    return tuple(Attempt(text(first) or "", text(last) or "", *said) for first, last, *said in found)


def receipt(db: sqlite3.Connection, rating_id: str) -> str | None:
    """The centre's receipt number, if it has come."""
    row = db.execute("SELECT receipt_no FROM ratings WHERE id = ?", (rating_id,)).fetchone()
    return None if row is None else row[0]


_CARRIED_FROM = 12  # a column that only carried rows have


def _row(found: tuple[Any, ...]) -> Row:
    rating_id, state, seq, project, released, delivered, receipt_no, duplicate, code, msg = found[:10]
    return Row(
        rating_id=rating_id,
        state=state,
        seq=seq,
        project_no=project,
        released_at=text(released),
        delivered_at=text(delivered),
        receipt_no=receipt_no,
        duplicate=bool(duplicate),
        code=code or "",
        msg=msg or "",
        carried_from=found[_CARRIED_FROM] if len(found) > _CARRIED_FROM else None,
    )
