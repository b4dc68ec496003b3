"""Invitations on the disk: open, then their fate, kept and delivered like ratings. Statements in a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from .canonical import canonical
from .when import Clock

FATES = frozenset({"rated", "declined", "lapsed", "cancelled", "fault"})


def invite(db: sqlite3.Connection, invitation_id: str, raw: bytes) -> bool:
    """Store an open invitation (canonical JSON); False if the id is known already (then nothing changes)."""
    done = db.execute(
        "INSERT INTO invitations(id, stage, body) VALUES (?, 'open', ?) ON CONFLICT(id) DO NOTHING",
        (invitation_id, raw),
    )
    return done.rowcount == 1


def end(db: sqlite3.Connection, clock: Clock, invitation_id: str, fate: Mapping[str, object]) -> bool:
    """Store the final state (an item of POST /invitations); False if it has one already: the first counts."""
    state = fate.get("state")
    if state not in FATES:
        raise ValueError(f"an invitation cannot end as {state!r}")
    if fate.get("invitationId") != invitation_id:
        raise ValueError("the fate is not of this invitation")
    done = db.execute(
        "INSERT INTO invitations(id, stage, fate, body, ended_ran) VALUES (?, 'waiting', ?, ?, ?)"
        " ON CONFLICT(id) DO UPDATE SET stage = 'waiting', fate = excluded.fate, body = excluded.body,"
        " ended_ran = excluded.ended_ran WHERE stage = 'open'",
        (invitation_id, state, canonical(fate), clock.ran()),
    )
    return done.rowcount == 1


def fate_of(invitation_id: str, body: Mapping[str, object], state: str, ended_at: str) -> dict[str, object]:
    """The fate of an open invitation that nobody can tell more about than its own body does."""
    return {
        "invitationId": invitation_id,
        "projectNo": body.get("projectNo"),
        "serviceNumber": body.get("serviceNumber"),
        "state": state,
        "offeredAt": body.get("offeredAt"),
        "endedAt": ended_at,
    }


def open_ones(db: sqlite3.Connection) -> list[tuple[str, dict[str, object]]]:
    """(id, body) of every invitation without a final state."""
    rows = db.execute("SELECT id, body FROM invitations WHERE stage = 'open' AND stage <> 'delivered' ORDER BY n")
    return [(invitation_id, json.loads(body)) for invitation_id, body in rows]


def state_of(db: sqlite3.Connection, invitation_id: str) -> str | None:
    """Its final state, "offered" while open, None where it is not known."""
    row = db.execute("SELECT fate FROM invitations WHERE id = ?", (invitation_id,)).fetchone()
    return None if row is None else str(row[0] or "offered")


def is_quiet(db: sqlite3.Connection) -> bool:
    """Whether no citizen is before the faces (an open invitation) or has just chosen one (a held rating)."""
    (busy,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM invitations WHERE stage = 'open' AND stage <> 'delivered')"
        " OR EXISTS (SELECT 1 FROM ratings WHERE state = 'held' AND state <> 'delivered')"
    ).fetchone()
    return not busy


def states(db: sqlite3.Connection, clock: Clock, newer_than: float) -> dict[str, str]:
    """id → state of all that are open or ended within that many seconds of running time, newest first."""
    since = clock.ran() - newer_than
    found: dict[str, str] = {}
    # They begin and end one at a time, so the newest are the last ones: no index is needed to stop early.
    for invitation_id, fate, ended in db.execute("SELECT id, fate, ended_ran FROM invitations ORDER BY n DESC"):
        if ended is not None and ended < since:
            break
        found[invitation_id] = fate or "offered"
    return found
