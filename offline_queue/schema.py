"""The tables of the outbox and how an older file becomes a present one.

Imported only when `PRAGMA user_version` says that there is something to do: sqlite-utils costs 100 ms.
Every step is one transaction that also moves user_version on, so a crash leaves the step before or after it.
"""

from __future__ import annotations

import contextlib
import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

INCREMENTAL = 2  # PRAGMA auto_vacuum: a page that is free may be given back, when we say so

_steps = Migrations("outbox")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the present version; a no-op on a present one."""
    _steps.apply(Database(connection, execute_plugins=False))
    (vacuum,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    if vacuum != INCREMENTAL:
        # A file older than step 3. Without the room for a second copy it stays as it is: its free pages are used again.
        connection.execute(f"PRAGMA auto_vacuum = {INCREMENTAL}")
        with contextlib.suppress(sqlite3.Error):
            connection.execute("VACUUM")


@_steps()
def step_1_facts(db: Database) -> None:
    """Ratings, invitations, the numbering, and the small things kept beside them."""
    db.table("ratings").create(
        {
            "n": int,  # order of the tap
            "id": str,
            "invitation_id": str,
            "project_no": str,
            "service_number": int,
            "assess_number": int,
            "state": str,  # held, waiting, parked, delivered
            "series": int,  # which numbering seq belongs to; both null while held
            "seq": int,
            "record": bytes,  # canonical JSON; once released, exactly what is sent
            "released_at": float,  # wall clock, for people; the age is taken from the next two in the same boot
            "released_boot": str,
            "released_mono": float,
            "delivered_at": float,
            "receipt_no": str,
            "duplicate": int,
        },
        pk="n",
        not_null={"id", "state", "record"},
        strict=True,
    )
    db.execute("CREATE UNIQUE INDEX rating_id ON ratings(id)")
    # A step of a case is rated once. Without a case number nothing ever clashes.
    db.execute(
        "CREATE UNIQUE INDEX one_rating_a_case ON ratings(project_no, service_number, assess_number)"
        " WHERE project_no IS NOT NULL"
    )
    # No number is ever given twice, whatever the code above believes.
    db.execute("CREATE UNIQUE INDEX one_rating_a_number ON ratings(series, seq) WHERE seq IS NOT NULL")
    # Held, waiting and parked: what claim, recovery and status look at. Delivered rows, the many, are not in it.
    db.execute("CREATE INDEX unsettled ON ratings(state, seq) WHERE state <> 'delivered'")

    db.table("attempts").create(
        {
            "rating": int,  # ratings.n
            "k": int,  # 1, 2, 3 … for this rating
            "first_at": float,
            "last_at": float,
            "times": int,  # the same answer again and again is one row
            "code": str,
            "msg": str,
        },
        pk=("rating", "k"),
        strict=True,
    )

    db.table("invitations").create(
        {
            "n": int,
            "id": str,
            "stage": str,  # open, waiting, parked, delivered
            "fate": str,  # null while open; rated, declined, lapsed, cancelled, fault
            "body": bytes,  # canonical JSON: of the invitation while open, then of its fate exactly as sent
            "ended_ran": float,  # the odometer (see standing.ran) when it ended
            "code": str,
            "msg": str,
        },
        pk="n",
        not_null={"id", "stage", "body"},
        strict=True,
    )
    db.execute("CREATE UNIQUE INDEX invitation_id ON invitations(id)")
    db.execute("CREATE INDEX unsettled_invitations ON invitations(stage, n) WHERE stage <> 'delivered'")

    # One row: how things stand. It changes in the same commit as what it tells of.
    db.table("standing").create(
        {
            "one": int,
            "device_id": str,
            "epoch": int,
            "series": int,
            "seq": int,  # the last number given
            "chain": str,  # and its link
            "waiting": int,
            "parked": int,
            "delivered": int,
            "ran": float,  # seconds this outbox was ever open: an age that no clock can jump
            "error_at": float,
            "error_code": str,
            "error_msg": str,
        },
        pk="one",
        strict=True,
    )
    db.execute(
        "INSERT INTO standing(one, series, seq, chain, waiting, parked, delivered, ran)"
        " VALUES (1, 0, 0, ?, 0, 0, 0, 0.0)",
        ["0" * 64],
    )

    db.table("kept").create({"key": str, "value": str}, pk="key", strict=True)
    db.table("tokens").create({"name": str, "hash": str, "added_at": float}, pk="name", strict=True)
    db.execute("PRAGMA user_version = 1")


@_steps()
def step_2_renumbering(db: Database) -> None:
    """A renumbering that is under way: its one row is there until the last slice has moved."""
    db.table("renumbering").create(
        {
            "one": int,
            "device_id": str,  # what is being numbered for
            "epoch": int,
            "seq": int,  # the last new number given
            "chain": str,  # and its link
            "done": int,  # the last old number that has moved
        },
        pk="one",
        strict=True,
    )
    db.execute("PRAGMA user_version = 2")


@_steps()
def step_3_retention(db: Database) -> None:
    """When what was delivered, in running time, and how much of it is still here; both for retention.py."""
    # The odometer (standing.ran) at delivery. In an older file: now, so that everything is kept its full time.
    db.execute("ALTER TABLE ratings ADD COLUMN delivered_ran REAL")
    db.execute("UPDATE ratings SET delivered_ran = (SELECT ran FROM standing) WHERE state = 'delivered'")
    db.execute("CREATE INDEX delivered ON ratings(delivered_ran) WHERE state = 'delivered'")
    db.execute("CREATE INDEX settled_invitations ON invitations(ended_ran) WHERE stage = 'delivered'")
    # Unlike standing.delivered, which counts on, these are rows.
    db.execute("ALTER TABLE standing ADD COLUMN delivered_here INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE standing ADD COLUMN fates_here INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "UPDATE standing SET delivered_here = (SELECT count(*) FROM ratings WHERE state = 'delivered'),"
        " fates_here = (SELECT count(*) FROM invitations WHERE stage = 'delivered')"
    )
    db.execute("PRAGMA user_version = 3")


@_steps()
def step_4_carried(db: Database) -> None:
    """What was imported from another terminal's queue: it keeps that one's numbers, byte for byte."""
    db.table("carried").create(
        {
            "n": int,  # order in which it came; its attempts stand under -n
            "id": str,
            "device_id": str,
            "epoch": int,
            "seq": int,
            "previous": str,  # the link before it, for the next export; null where nobody knows it
            "project_no": str,
            "state": str,  # waiting, parked, delivered
            "record": bytes,  # canonical JSON, exactly what is sent
            "released_at": float,  # there, by the clocks here: its age at the export, counted back from the import
            "released_boot": str,
            "released_mono": float,
            "delivered_at": float,
            "delivered_ran": float,  # as in ratings: for retention
            "receipt_no": str,
            "duplicate": int,
        },
        pk="n",
        not_null={"id", "state", "record"},
        strict=True,
    )
    db.execute("CREATE UNIQUE INDEX carried_id ON carried(id)")
    db.execute("CREATE INDEX unsettled_carried ON carried(state, n) WHERE state <> 'delivered'")
    db.execute("CREATE INDEX settled_carried ON carried(n) WHERE state = 'delivered'")
    db.table("carried_fates").create(
        {"n": int, "id": str, "stage": str, "body": bytes, "delivered_ran": float, "code": str, "msg": str},
        pk="n",
        not_null={"id", "stage", "body"},
        strict=True,
    )
    db.execute("CREATE UNIQUE INDEX carried_fate_id ON carried_fates(id)")
    db.execute("CREATE INDEX unsettled_carried_fates ON carried_fates(stage, n) WHERE stage <> 'delivered'")
    db.execute("CREATE INDEX settled_carried_fates ON carried_fates(n) WHERE stage = 'delivered'")
    # One row. What is above `ratings_until` and `fates_until` is still arriving and counts for nothing: one small
    # commit makes a whole file true at once, however long it is.
    db.table("arrivals").create(
        {
            "one": int,
            "ratings_until": int,
            "fates_until": int,
            "parcel": int,  # which import is under way; counts up
            "open": int,
            "waiting": int,  # of what is arriving
            "parked": int,
            "known": int,
            "fates": int,
            "known_fates": int,
        },
        pk="one",
        strict=True,
    )
    db.execute("INSERT INTO arrivals VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0)")
    db.execute("PRAGMA user_version = 4")
