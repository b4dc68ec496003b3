"""What lies in the centre's database, held against what the windows were told. Nothing of the terminal's is asked.

Only reads, beside the centre that runs.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hall_window import Told

from kiosk_app.practice.centre import audit

# Of the centre's own findings: a rating that was parked for long comes late, and what was refused for practice is told.
_HARMLESS = ("late", "invalid")


class ReadOnly:
    """As much of the centre's store as its own audit asks for."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self._db.row_factory = sqlite3.Row

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self._db.execute(query, values).fetchall()

    def close(self) -> None:
        """Done."""
        self._db.close()


def _number(path: Path, query: str) -> int:
    store = ReadOnly(path)
    try:
        return int(store.rows(query)[0][0] or 0)
    finally:
        store.close()


def reports(path: Path) -> int:
    """How many invitations' fates the centre has."""
    return _number(path, "SELECT count(*) FROM reports WHERE kind = 'invitation'")


def count(path: Path) -> int:
    """How many ratings the centre has."""
    return _number(path, "SELECT count(*) FROM ratings")


def circumstances(path: Path) -> tuple[int, int]:
    """How many ratings came more than once, and how many were given while the centre was away."""
    return (
        _number(path, "SELECT count(*) FROM ratings WHERE tries > 1"),
        _number(path, "SELECT sum(json_extract(body, '$.capturedOffline')) FROM ratings"),
    )


def faults(
    path: Path, told: Sequence[Told], parked: Mapping[str, tuple[str, str]], last_seqs: Mapping[str, int]
) -> list[str]:
    """A line for everything that is wrong.

    `parked`: session → (code, message) of what the terminals have in hand. `last_seqs`: device → last number given.
    """
    store: Any = ReadOnly(path)
    try:
        ratings = [json.loads(row["body"]) for row in store.rows("SELECT body FROM ratings")]
        fates = {row["id"]: json.loads(row["body"])["state"] for row in store.rows("SELECT id, body FROM reports")}
        found = [*_ratings(ratings, told, parked), *_fates(fates, told), *_held(told)]
        refused = store.rows("SELECT device_id, seq FROM refused WHERE seq IS NOT NULL")
        numbers = store.rows("SELECT device_id, epoch, seq FROM numbers")
        for device_id, last in last_seqs.items():
            known = Counter(row["seq"] for row in numbers if row["device_id"] == device_id)
            missing = set(range(1, last + 1)) - set(known)
            missing -= {row["seq"] for row in refused if row["device_id"] == device_id}
            beyond = set(known) - set(range(1, last + 1))
            if missing or beyond or max(known.values(), default=1) > 1:
                found.append(f"{device_id}: numbers missing {sorted(missing)}, never given {sorted(beyond)}")
        mine = audit.findings(store)
        return found + [f"{one.kind}: {one.detail}" for one in mine if one.kind not in _HARMLESS]
    finally:
        store.close()


def _ratings(
    ratings: Sequence[Mapping[str, Any]], told: Sequence[Told], parked: Mapping[str, tuple[str, str]]
) -> list[str]:
    there: dict[str, list[Mapping[str, Any]]] = {}
    for rating in ratings:
        there.setdefault(str(rating["taskCode"]), []).append(rating)
    found = []
    for one in told:
        mine = there.pop(one.session, [])
        in_hand = one.session in parked
        if one.fate == "rated":
            if len(mine) + in_hand > 1:
                found.append(f"{one.session}: doubled ({len(mine)} at the centre)")
            elif not mine and not in_hand:
                found.append(f"{one.session}: lost")
            elif in_hand and not all(parked[one.session]):
                found.append(f"{one.session}: parked without a reason")
            for rating in mine:
                found += _altered(one, rating)
        elif mine or in_hand:
            found.append(f"{one.session}: rated at the centre, {one.fate or 'unknown'} at the window")
    return found + [f"{session}: nobody gave this rating" for session in there]


def _altered(one: Told, rating: Mapping[str, Any]) -> list[str]:
    given = {"projectNo": one.project_no, "staffNo": one.staff_no}
    wrong = [name for name, value in given.items() if rating[name] != value]
    if rating["satisfaction"] not in one.plan.levels:
        wrong.append("satisfaction")
    if (rating["sealed"] is None) == (one.plan.applicant or (rating["textSealed"])):
        wrong.append("sealed")
    return [f"{one.session}: {name} is not what was given" for name in wrong]


def _fates(fates: Mapping[str, str], told: Sequence[Told]) -> list[str]:
    known = {one.invitation_id: one.fate for one in told}
    found = [f"{one.session}: {one.fate} at the window, {fates.get(one.invitation_id)} at the centre"
             for one in told if fates.get(one.invitation_id) != one.fate]  # fmt: skip
    return found + [f"invitation {key}: nobody made it" for key in fates.keys() - known.keys()]


def _held(told: Sequence[Told]) -> list[str]:
    return [f"{one.session}: on the disk before the crash, {one.fate} after it" for one in told
            if one.held and one.fate != "rated"]  # fmt: skip
