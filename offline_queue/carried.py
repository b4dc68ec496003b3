"""What came from another terminal's queue, on the disk: taken in, sent as it is, settled. Statements in a transaction.

Carried ratings keep their own device, epoch, number and chain, whatever becomes of ours: nobody can number for another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .cargo import Cargo, FateCargo
from .envelope import Delivered, Envelope, FateEnvelope, Later, Parked, Verdict
from .errors import OutboxError
from .retention import DAY, SLICE, Keep
from .sending import first_of, note_answer, note_error
from .when import Clock

_THERE = "n <= (SELECT ratings_until FROM arrivals)"
_WAITING = f"state = 'waiting' AND state <> 'delivered' AND {_THERE}"
_STAGES = {"unsent": "waiting", "parked": "parked"}


@dataclass(frozen=True, slots=True)
class Arrived:
    """What an import brought: new ratings (`parked` of them as such) and fates, and what was here already."""

    new: int
    parked: int
    known: int
    fates: int
    known_fates: int


# ---- taking in


def begin(db: sqlite3.Connection) -> int:
    """A new import → its parcel's number. What an import that was never finished has left goes."""
    drop(db)
    (parcel,) = db.execute(
        "UPDATE arrivals SET parcel = parcel + 1, open = 1, waiting = 0, parked = 0, known = 0, fates = 0,"
        " known_fates = 0 RETURNING parcel"
    ).fetchone()
    return int(parcel)


def drop(db: sqlite3.Connection) -> None:
    """Forget what is arriving."""
    db.execute("DELETE FROM attempts WHERE rating < -(SELECT ratings_until FROM arrivals)")
    db.execute(f"DELETE FROM carried WHERE NOT {_THERE}")  # noqa: S608 - a constant
    db.execute("DELETE FROM carried_fates WHERE n > (SELECT fates_until FROM arrivals)")
    db.execute("UPDATE arrivals SET open = 0")


def take(db: sqlite3.Connection, clock: Clock, parcel: int, items: Sequence[Cargo | FateCargo]) -> None:
    """Part of a parcel; it counts for nothing before `finish`. What is here already, in whatever state, is left out."""
    _must_be_open(db, parcel)
    for item in items:
        if isinstance(item, Cargo):
            _take_rating(db, clock, item)
        else:
            _take_fate(db, item)


def finish(db: sqlite3.Connection, clock: Clock, parcel: int) -> Arrived:
    """All of the parcel is here: from now on it counts."""
    _must_be_open(db, parcel)
    waiting, parked, known, fates, known_fates = db.execute(
        "SELECT waiting, parked, known, fates, known_fates FROM arrivals"
    ).fetchone()
    db.execute(
        "UPDATE arrivals SET open = 0,"
        " ratings_until = max(ratings_until, coalesce((SELECT max(n) FROM carried), 0)),"
        " fates_until = max(fates_until, coalesce((SELECT max(n) FROM carried_fates), 0))"
    )
    db.execute(
        "UPDATE standing SET waiting = waiting + ?, parked = parked + ?, ran = ?", (waiting, parked, clock.ran())
    )
    return Arrived(waiting + parked, parked, known, fates, known_fates)


def _must_be_open(db: sqlite3.Connection, parcel: int) -> None:
    if db.execute("SELECT 1 FROM arrivals WHERE open AND parcel = ?", (parcel,)).fetchone() is None:
        raise OutboxError("another import was begun meanwhile; import again")


def _take_rating(db: sqlite3.Connection, clock: Clock, cargo: Cargo) -> None:
    seen = "SELECT 1 FROM ratings WHERE id = ? UNION ALL SELECT 1 FROM carried WHERE id = ?"
    if db.execute(seen, (cargo.rating_id, cargo.rating_id)).fetchone() is not None:
        db.execute("UPDATE arrivals SET known = known + 1")
        return
    state = _STAGES[cargo.state]
    # Above both: where all rows were pruned the highest n is forgotten, but not how far they had arrived.
    (n,) = db.execute(
        "INSERT INTO carried(n, id, device_id, epoch, seq, previous, project_no, state, record,"
        " released_at, released_boot, released_mono)"
        " SELECT max(ratings_until, coalesce((SELECT max(n) FROM carried), 0)) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
        " FROM arrivals RETURNING n",
        (cargo.rating_id, cargo.device_id, cargo.epoch, cargo.seq, cargo.previous, cargo.project_no, state,
         cargo.record, clock.wall() - cargo.age, clock.boot, clock.mono() - cargo.age),
    ).fetchone()  # fmt: skip
    for k, said in enumerate(cargo.attempts, 1):
        first, last = (datetime.fromisoformat(at).timestamp() for at in (said.first_at, said.last_at))
        db.execute("INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?)",
                   (-n, k, first, last, said.times, said.code, said.msg))  # fmt: skip
    db.execute(f"UPDATE arrivals SET {state} = {state} + 1")  # noqa: S608 - one of two constants


def _take_fate(db: sqlite3.Connection, cargo: FateCargo) -> None:
    # An invitation that is still open here under the same id has no fate yet: the one that comes is as good as any.
    seen = "SELECT 1 FROM invitations WHERE id = ? UNION ALL SELECT 1 FROM carried_fates WHERE id = ?"
    if db.execute(seen, (cargo.invitation_id, cargo.invitation_id)).fetchone() is not None:
        db.execute("UPDATE arrivals SET known_fates = known_fates + 1")
        return
    db.execute(
        "INSERT INTO carried_fates(n, id, stage, body, code, msg)"
        " SELECT max(fates_until, coalesce((SELECT max(n) FROM carried_fates), 0)) + 1, ?, ?, ?, ?, ? FROM arrivals",
        (cargo.invitation_id, _STAGES[cargo.state], cargo.fate, cargo.code, cargo.msg),
    )
    db.execute("UPDATE arrivals SET fates = fates + 1")


# ---- sending


def claim(db: sqlite3.Connection, limit: int, without: Collection[str]) -> list[Envelope]:
    """The first `limit` that wait, in the order they came, leaving out those ids."""
    waiting = db.execute(f"SELECT id, n FROM carried WHERE {_WAITING} ORDER BY n")  # noqa: S608 - a constant
    chosen = first_of(waiting, limit, without)
    one = "SELECT id, record, seq, 0 FROM carried WHERE n = ?"
    return [Envelope(*db.execute(one, (n,)).fetchone()) for n in chosen]


def claim_these(db: sqlite3.Connection, ids: Collection[str]) -> list[Envelope]:
    """Of these the ones that still wait, in the order they came."""
    found = []
    for key in ids:
        sql = f"SELECT n, id, record, seq, 0 FROM carried WHERE id = ? AND {_WAITING}"  # noqa: S608 - a constant
        found.extend(db.execute(sql, (key,)).fetchall())
    return [Envelope(*row[1:]) for row in sorted(found)]


def settle(
    db: sqlite3.Connection, clock: Clock, sent: Sequence[Envelope], verdicts: Mapping[str, Verdict]
) -> list[str]:
    """Write down the verdicts on what was sent → ids that are delivered by it."""
    now = clock.wall()
    delivered: list[str] = []
    parked = 0
    for envelope in sent:
        verdict, key = verdicts.get(envelope.rating_id), envelope.rating_id
        if isinstance(verdict, Delivered):
            done = db.execute(
                "UPDATE carried SET state = 'delivered', delivered_at = ?, delivered_ran = ?, receipt_no = ?,"
                " duplicate = ? WHERE id = ? AND state = 'waiting'",
                (now, clock.ran(), verdict.receipt_no, int(verdict.duplicate), key),
            )
            if done.rowcount:
                delivered.append(key)
        elif isinstance(verdict, Parked | Later):
            if isinstance(verdict, Parked):
                done = db.execute("UPDATE carried SET state = 'parked' WHERE id = ? AND state = 'waiting'", (key,))
                parked += done.rowcount
            (n,) = db.execute("SELECT n FROM carried WHERE id = ?", (key,)).fetchone()
            note_answer(db, now, -n, verdict.code, verdict.msg)
            note_error(db, now, verdict.code, verdict.msg)
    db.execute(
        "UPDATE standing SET waiting = waiting - ?, parked = parked + ?, delivered = delivered + ?, ran = ?",
        (len(delivered) + parked, parked, len(delivered), clock.ran()),
    )
    return delivered


def retry(db: sqlite3.Connection, ids: Collection[str] | None) -> int:
    """Parked ones (all, or these) wait to be sent again, as they are → how many."""
    sql = f"UPDATE carried SET state = 'waiting' WHERE state = 'parked' AND state <> 'delivered' AND {_THERE}"  # noqa: S608
    if ids is None:
        count = db.execute(sql).rowcount
    else:
        count = sum(db.execute(f"{sql} AND id = ?", (key,)).rowcount for key in ids)
    db.execute("UPDATE standing SET waiting = waiting + ?, parked = parked - ?", (count, count))
    return count


# ---- invitations' fates: they go behind our own, in the same lane


def claim_fates(db: sqlite3.Connection, limit: int, without: Collection[str]) -> list[FateEnvelope]:
    """The first `limit` unsent ones, leaving out those ids."""
    found: list[FateEnvelope] = []
    rows = db.execute(
        "SELECT id, body FROM carried_fates WHERE stage = 'waiting' AND stage <> 'delivered'"
        " AND n <= (SELECT fates_until FROM arrivals) ORDER BY n"
    )
    for key, body in rows if limit > 0 else ():
        if key not in without:
            found.append(FateEnvelope(key, body))
            if len(found) == limit:
                break
    return found


def claim_these_fates(db: sqlite3.Connection, ids: Collection[str]) -> list[FateEnvelope]:
    """Of these the ones that still wait."""
    sql = (
        "SELECT id, body FROM carried_fates WHERE id = ? AND stage = 'waiting'"
        " AND n <= (SELECT fates_until FROM arrivals)"
    )
    return [FateEnvelope(*row) for key in ids for row in db.execute(sql, (key,))]


def settle_fates(
    db: sqlite3.Connection, clock: Clock, sent: Sequence[FateEnvelope], verdicts: Mapping[str, Verdict]
) -> None:
    """Write down the verdicts on those of them that were carried here."""
    for fate in sent:
        verdict, key = verdicts.get(fate.invitation_id), fate.invitation_id
        if isinstance(verdict, Delivered):
            sql = "UPDATE carried_fates SET stage = 'delivered', delivered_ran = ? WHERE id = ? AND stage = 'waiting'"
            db.execute(sql, (clock.ran(), key))
        elif isinstance(verdict, Parked):
            sql = "UPDATE carried_fates SET stage = 'parked', code = ?, msg = ? WHERE id = ? AND stage = 'waiting'"
            db.execute(sql, (verdict.code, verdict.msg, key))


# ---- what the centre has


def prune(db: sqlite3.Connection, clock: Clock, keep: Keep) -> int:
    """Remove a slice of what was delivered, as retention.py does with ours → how many. One that is imported again
    after that goes to the centre again, which knows it."""
    gone = 0
    for table, stage, until in (("carried", "state", "ratings_until"), ("carried_fates", "stage", "fates_until")):
        # `n` counts up without end, so what came `keep.rows` before the last needs no counting.
        sql = (
            f"SELECT n FROM {table}, arrivals WHERE {stage} = 'delivered'"  # noqa: S608 - constants
            f" AND (n <= {until} - ? OR delivered_ran < ?) ORDER BY n LIMIT ?"
        )
        found = db.execute(sql, (keep.rows, clock.ran() - keep.days * DAY, SLICE)).fetchall()
        db.executemany(f"DELETE FROM {table} WHERE n = ?", found)  # noqa: S608 - constants
        if table == "carried":
            db.executemany("DELETE FROM attempts WHERE rating = -?", found)
        gone += len(found)
    return gone
