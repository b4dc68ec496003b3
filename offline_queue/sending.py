"""What leaves and what comes back, on the disk: claim and settle. Statements in a transaction.

Counters stand in the row that changes anyway, so that nobody ever counts a million rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from .envelope import Delivered, Envelope, FateEnvelope, Later, Parked, Verdict
from .when import Clock

_WAITING = "state = 'waiting' AND state <> 'delivered'"  # the second half lets SQLite use the partial index


def pending(db: sqlite3.Connection) -> tuple[int, int]:
    """How many ratings wait, and the last number given."""
    waiting, seq = db.execute("SELECT waiting, seq FROM standing").fetchone()
    return waiting, seq


def claim(db: sqlite3.Connection, limit: int, without: Collection[str], after: int = 0) -> list[Envelope]:
    """The first `limit` waiting ratings by number, from the one after `after` on, leaving out those ids."""
    # Constants, both of them.
    sql = f"SELECT id, record, seq, series FROM ratings WHERE {_WAITING} AND seq > ? ORDER BY seq"  # noqa: S608
    if not without:
        return [Envelope(*row) for row in db.execute(sql + " LIMIT ?", (after, limit))]
    # Those that wait on their own may be many and at the front; their records are not read.
    slim = f"SELECT id, n FROM ratings WHERE {_WAITING} AND seq > ? ORDER BY seq"  # noqa: S608
    one = "SELECT id, record, seq, series FROM ratings WHERE n = ?"
    chosen = first_of(db.execute(slim, (after,)), limit, without)
    return [Envelope(*db.execute(one, (n,)).fetchone()) for n in chosen]


def first_of(rows: Iterable[tuple[str, int]], limit: int, without: Collection[str]) -> list[int]:
    """The numbers of the first `limit` of (id, number), leaving out those ids; no row beyond them is read."""
    return list(islice((n for key, n in rows if key not in without), limit))


def claim_these(db: sqlite3.Connection, ids: Collection[str]) -> list[Envelope]:
    """Of these ratings those that still wait, by number."""
    found = []
    for key in ids:
        row = db.execute(
            "SELECT id, record, seq, series FROM ratings WHERE id = ? AND state = 'waiting'", (key,)
        ).fetchone()
        if row is not None:
            found.append(Envelope(*row))
    return sorted(found, key=lambda envelope: envelope.seq)


def settle(
    db: sqlite3.Connection, clock: Clock, sent: Sequence[Envelope], verdicts: Mapping[str, Verdict]
) -> list[str]:
    """Write down the verdicts on what was sent → ids that are delivered by it.

    A verdict on an id that was not sent is not believed; one on a number that a renumbering has replaced meanwhile
    neither: the rating goes again under its new number, and the centre knows its id.
    """
    now, ran = clock.wall(), clock.ran()
    delivered: list[str] = []
    parked = 0
    failure: tuple[str, str] | None = None
    for envelope in sent:
        verdict = verdicts.get(envelope.rating_id)
        if verdict is None:
            continue
        if isinstance(verdict, Delivered):
            done = db.execute(
                "UPDATE ratings SET state = 'delivered', delivered_at = ?, delivered_ran = ?, receipt_no = ?,"
                " duplicate = ? WHERE id = ? AND state = 'waiting' AND series = ?",
                (now, ran, verdict.receipt_no, int(verdict.duplicate), envelope.rating_id, envelope.series),
            )
            if done.rowcount:
                delivered.append(envelope.rating_id)
        elif isinstance(verdict, Parked):
            failure = (verdict.code, verdict.msg)
            done = db.execute(
                "UPDATE ratings SET state = 'parked' WHERE id = ? AND state = 'waiting' AND series = ?",
                (envelope.rating_id, envelope.series),
            )
            parked += done.rowcount
            note_attempt(db, now, envelope.rating_id, *failure)
        elif isinstance(verdict, Later):
            failure = (verdict.code, verdict.msg)
            note_attempt(db, now, envelope.rating_id, *failure)
    db.execute(
        "UPDATE standing SET waiting = waiting - ?, parked = parked + ?, delivered = delivered + ?,"
        " delivered_here = delivered_here + ?, ran = ?",
        (len(delivered) + parked, parked, len(delivered), len(delivered), ran),
    )
    if failure is not None:
        note_error(db, now, *failure)
    return delivered


def retry(db: sqlite3.Connection, ids: Collection[str] | None) -> int:
    """Parked ratings (all, or these) wait to be sent again, as they are → how many."""
    if ids is None:
        count = db.execute(
            "UPDATE ratings SET state = 'waiting' WHERE state = 'parked' AND state <> 'delivered'"
        ).rowcount
    else:
        count = 0
        for key in ids:
            count += db.execute(
                "UPDATE ratings SET state = 'waiting' WHERE id = ? AND state = 'parked'", (key,)
            ).rowcount
    db.execute("UPDATE standing SET waiting = waiting + ?, parked = parked - ?", (count, count))
    return count


def claim_fates(db: sqlite3.Connection, limit: int, without: Collection[str]) -> list[FateEnvelope]:
    """The first `limit` unsent fates in the order of the invitations, leaving out those ids."""
    found = []
    rows = db.execute("SELECT id, body FROM invitations WHERE stage = 'waiting' AND stage <> 'delivered' ORDER BY n")
    for key, body in rows:
        if key not in without:
            found.append(FateEnvelope(key, body))
            if len(found) == limit:
                break
    return found


def claim_these_fates(db: sqlite3.Connection, ids: Collection[str]) -> list[FateEnvelope]:
    """Of these fates those that still wait."""
    found = []
    for key in ids:
        row = db.execute("SELECT id, body FROM invitations WHERE id = ? AND stage = 'waiting'", (key,)).fetchone()
        if row is not None:
            found.append(FateEnvelope(*row))
    return found


def settle_fates(db: sqlite3.Connection, sent: Sequence[FateEnvelope], verdicts: Mapping[str, Verdict]) -> list[str]:
    """Write down the verdicts on fates that were sent → ids that are delivered by it."""
    delivered = []
    here = 0
    for fate in sent:
        verdict = verdicts.get(fate.invitation_id)
        if isinstance(verdict, Delivered):
            here += db.execute(
                "UPDATE invitations SET stage = 'delivered' WHERE id = ? AND stage = 'waiting'", (fate.invitation_id,)
            ).rowcount
            delivered.append(fate.invitation_id)
        elif isinstance(verdict, Parked):
            db.execute(
                "UPDATE invitations SET stage = 'parked', code = ?, msg = ? WHERE id = ? AND stage = 'waiting'",
                (verdict.code, verdict.msg, fate.invitation_id),
            )
    db.execute("UPDATE standing SET fates_here = fates_here + ?", (here,))
    return delivered


def note_attempt(db: sqlite3.Connection, now: float, rating_id: str, code: str, msg: str) -> None:
    """One more answer in a rating's history; the same as the last one only counts up."""
    (n,) = db.execute("SELECT n FROM ratings WHERE id = ?", (rating_id,)).fetchone()
    note_answer(db, now, n, code, msg)


def note_answer(db: sqlite3.Connection, now: float, n: int, code: str, msg: str) -> None:
    """The same for whoever knows under which number its answers stand."""
    last = db.execute("SELECT k, code, msg FROM attempts WHERE rating = ? ORDER BY k DESC LIMIT 1", (n,)).fetchone()
    if last is not None and last[1:] == (code, msg):
        db.execute("UPDATE attempts SET times = times + 1, last_at = ? WHERE rating = ? AND k = ?", (now, n, last[0]))
        return
    k = 1 if last is None else last[0] + 1
    db.execute("INSERT INTO attempts VALUES (?, ?, ?, ?, 1, ?, ?)", (n, k, now, now, code, msg))


def note_error(db: sqlite3.Connection, now: float, code: str, msg: str) -> None:
    """What a technician is told went wrong last."""
    db.execute("UPDATE standing SET error_at = ?, error_code = ?, error_msg = ?", (now, code, msg))
