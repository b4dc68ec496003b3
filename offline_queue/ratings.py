"""A rating's life on the disk, up to its release: statements inside a transaction that the outbox opened.

held ──amend──► held ──release──► waiting ──► delivered | parked      (the second half: sending.py)
  └──withdraw──► gone
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from .canonical import START_OF_CHAIN, canonical, linked
from .errors import AlreadyRated, NoIdentity
from .when import Clock

Case: TypeAlias = tuple[str, int, int]  # projectNo, serviceNumber, assessNumber


@dataclass(frozen=True, slots=True)
class Released:
    """The number a rating was given for good, and its link of the chain."""

    seq: int
    chain: str


@dataclass(frozen=True, slots=True)
class Standing:
    """For which device and epoch the outbox numbers, and the last number given."""

    device_id: str | None
    epoch: int | None
    series: int
    seq: int
    chain: str


def standing(db: sqlite3.Connection) -> Standing:
    """How the numbering stands."""
    return Standing(*db.execute("SELECT device_id, epoch, series, seq, chain FROM standing").fetchone())


def as_held(rating_id: str, record: Mapping[str, object]) -> bytes:
    """The canonical form of a record, checked to be of this rating. Made before the transaction, to keep that short."""
    if record.get("ratingId") != rating_id:
        raise ValueError("the record's ratingId is not the id it is held under")
    return canonical(record)


def hold(db: sqlite3.Connection, rating_id: str, invitation_id: str | None, case: Case | None, raw: bytes) -> None:
    """Store a level that was just given. The same id again changes nothing; AlreadyRated for a rated case."""
    project, service, assess = case or (None, None, None)
    try:
        db.execute(
            "INSERT INTO ratings(id, invitation_id, project_no, service_number, assess_number, state, record)"
            " VALUES (?, ?, ?, ?, ?, 'held', ?)",
            (rating_id, invitation_id, project, service, assess, raw),
        )
    except sqlite3.IntegrityError:
        if _state(db, rating_id) is None:
            raise AlreadyRated("this step of the case has been rated already") from None


def amend(db: sqlite3.Connection, rating_id: str, raw: bytes) -> bool:
    """Replace the record of a held rating (another level, indicators, text); False if it is not held."""
    return db.execute("UPDATE ratings SET record = ? WHERE id = ? AND state = 'held'", (raw, rating_id)).rowcount == 1


def withdraw(db: sqlite3.Connection, rating_id: str) -> bool:
    """Undo: the held row is gone, its case may be rated; False if it is not held."""
    return db.execute("DELETE FROM ratings WHERE id = ? AND state = 'held'", (rating_id,)).rowcount == 1


def release(
    db: sqlite3.Connection, clock: Clock, rating_id: str, record: Mapping[str, object] | None
) -> tuple[Released, str | None, bool]:
    """Give the number and the chain, store the final bytes. → what it got, its invitation, whether this did it.

    `record` None releases what is held as it stands. Already released: what it got then, nothing changes.
    """
    row = db.execute(
        "SELECT n, state, invitation_id, device_id, epoch, standing.series, standing.seq, chain"
        " FROM ratings, standing WHERE id = ?",
        (rating_id,),
    ).fetchone()
    if row is None:
        raise LookupError("no rating of this id is held")
    n, state, invitation_id, device_id, epoch, series, seq, previous = row
    if state != "held":
        sent = _stored(db, n)
        return Released(sent["deviceSeq"], sent["chain"]), invitation_id, False
    if record is None:
        final = _stored(db, n)
    elif record.get("ratingId") != rating_id:
        raise ValueError("the record's ratingId is not the id it is held under")
    else:
        final = dict(record)
    if device_id is None or epoch is None:
        raise NoIdentity("this terminal has no identity yet, so nothing can be numbered")
    raw, link = numbered(final, device_id, epoch, seq + 1, previous)
    db.execute(
        "UPDATE ratings SET state = 'waiting', series = ?, seq = ?, record = ?,"
        " released_at = ?, released_boot = ?, released_mono = ? WHERE n = ?",
        (series, seq + 1, raw, clock.wall(), clock.boot, clock.mono(), n),
    )
    db.execute("UPDATE standing SET seq = ?, chain = ?, waiting = waiting + 1, ran = ?", (seq + 1, link, clock.ran()))
    return Released(seq + 1, link), invitation_id, True


def numbered(record: dict[str, object], device_id: str, epoch: int, seq: int, previous: str) -> tuple[bytes, str]:
    """The final bytes of a record under these numbers, and its link of the chain."""
    record.pop("chain", None)
    record.update(deviceId=device_id, epoch=epoch, deviceSeq=seq)
    return linked(previous, record)


def held(db: sqlite3.Connection) -> list[tuple[str, str | None, bytes]]:
    """(id, invitation, record) of every held rating, in the order of the taps."""
    return db.execute(
        "SELECT id, invitation_id, record FROM ratings WHERE state = 'held' AND state <> 'delivered' ORDER BY n"
    ).fetchall()


def is_rated(db: sqlite3.Connection, case: Case) -> bool:
    """Whether a rating of this step of the case is stored, in whatever state."""
    return (
        db.execute(
            "SELECT 1 FROM ratings WHERE project_no = ? AND service_number = ? AND assess_number = ?", case
        ).fetchone()
        is not None
    )


def chain_at(db: sqlite3.Connection, seq: int) -> str | None:
    """The link of a number of the present epoch; zeros at 0, None where it is not (or no longer) here. That of the
    last number is kept beside the rows, for a row may be pruned."""
    if seq == 0:
        return START_OF_CHAIN
    now = standing(db)
    if seq == now.seq:
        return now.chain
    row = db.execute(
        "SELECT record FROM ratings INDEXED BY one_rating_a_number WHERE series = ? AND seq = ? AND seq IS NOT NULL",
        (now.series, seq),
    ).fetchone()
    return None if row is None else str(json.loads(row[0])["chain"])


def unfinished(record: bytes) -> dict[str, object]:
    """A held record as it is released after a crash: nobody finished it."""
    found: dict[str, object] = json.loads(record)
    found["detailComplete"] = False
    return found


def _stored(db: sqlite3.Connection, n: int) -> dict[str, Any]:
    (record,) = db.execute("SELECT record FROM ratings WHERE n = ?", (n,)).fetchone()
    found: dict[str, Any] = json.loads(record)
    return found


def _state(db: sqlite3.Connection, rating_id: str) -> str | None:
    row = db.execute("SELECT state FROM ratings WHERE id = ?", (rating_id,)).fetchone()
    return None if row is None else str(row[0])
