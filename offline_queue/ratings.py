"""A rating's life on the disk, up to its release: statements inside a transaction that the outbox opened.

held ──amend──► held ──release──► waiting ──► delivered | parked      (the second half: sending.py)
  └──withdraw──► gone
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

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


def hold(
    db: sqlite3.Connection,
    rating_id: str,
    invitation_id: str | None,
    case: Case | None,
    record: Mapping[str, object],
) -> None:
    """Store a level that was just given. The same id again changes nothing; AlreadyRated for a rated case."""
    if record.get("ratingId") != rating_id:
        raise ValueError("the record's ratingId is not the id it is held under")
    project, service, assess = case or (None, None, None)
    try:
        db.execute(
            "INSERT INTO ratings(id, invitation_id, project_no, service_number, assess_number, state, record)"
            " VALUES (?, ?, ?, ?, ?, 'held', ?)",
            (rating_id, invitation_id, project, service, assess, canonical(record)),
        )
    except sqlite3.IntegrityError:
        if _state(db, rating_id) is None:
            raise AlreadyRated("this step of the case has been rated already") from None


def amend(db: sqlite3.Connection, rating_id: str, record: Mapping[str, object]) -> bool:
    """Replace the record of a held rating (another level, indicators, text); False if it is not held."""
    if record.get("ratingId") != rating_id:
        raise ValueError("the record's ratingId is not the id it is held under")
    done = db.execute("UPDATE ratings SET record = ? WHERE id = ? AND state = 'held'", (canonical(record), rating_id))
    return done.rowcount == 1


def withdraw(db: sqlite3.Connection, rating_id: str) -> bool:
    """Undo: the held row is gone, its case may be rated; False if it is not held."""
    return db.execute("DELETE FROM ratings WHERE id = ? AND state = 'held'", (rating_id,)).rowcount == 1


def release(
    db: sqlite3.Connection, clock: Clock, rating_id: str, record: Mapping[str, object] | None
) -> tuple[Released, str | None, bool]:
    """Give the number and the chain, store the final bytes. → what it got, its invitation, whether this did it.

    `record` None releases what is held as it stands. Already released: what it got then, nothing changes.
    """
    row = db.execute("SELECT n, state, record, invitation_id FROM ratings WHERE id = ?", (rating_id,)).fetchone()
    if row is None:
        raise LookupError("no rating of this id is held")
    n, state, stored, invitation_id = row
    if state != "held":
        sent = json.loads(stored)
        return Released(sent["deviceSeq"], sent["chain"]), invitation_id, False
    if record is not None and record.get("ratingId") != rating_id:
        raise ValueError("the record's ratingId is not the id it is held under")
    now = standing(db)
    if now.device_id is None or now.epoch is None:
        raise NoIdentity("this terminal has no identity yet, so nothing can be numbered")
    seq = now.seq + 1
    final = json.loads(stored) if record is None else dict(record)
    raw, link = numbered(final, now.device_id, now.epoch, seq, now.chain)
    db.execute(
        "UPDATE ratings SET state = 'waiting', series = ?, seq = ?, record = ?,"
        " released_at = ?, released_boot = ?, released_mono = ? WHERE n = ?",
        (now.series, seq, raw, clock.wall(), clock.boot, clock.mono(), n),
    )
    db.execute("UPDATE standing SET seq = ?, chain = ?, waiting = waiting + 1, ran = ?", (seq, link, clock.ran()))
    return Released(seq, link), invitation_id, True


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
    """The link of a number of the present epoch; zeros at 0, None where it is not (or no longer) here."""
    if seq == 0:
        return START_OF_CHAIN
    row = db.execute(
        "SELECT record FROM ratings INDEXED BY one_rating_a_number, standing"
        " WHERE ratings.series = standing.series AND ratings.seq = ? AND ratings.seq IS NOT NULL",
        (seq,),
    ).fetchone()
    return None if row is None else str(json.loads(row[0])["chain"])


def unfinished(record: bytes) -> dict[str, object]:
    """A held record as it is released after a crash: nobody finished it."""
    found: dict[str, object] = json.loads(record)
    found["detailComplete"] = False
    return found


def _state(db: sqlite3.Connection, rating_id: str) -> str | None:
    row = db.execute("SELECT state FROM ratings WHERE id = ?", (rating_id,)).fetchone()
    return None if row is None else str(row[0])
