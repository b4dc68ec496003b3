"""What becomes of a rating that arrives: the outcomes of the contract, decided and stored in one transaction."""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk_app.practice.centre.canonical import canonical
from kiosk_app.practice.centre.rating import faults_of
from kiosk_app.practice.centre.store import Store

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another: no 0 O, 1 I L, U V
LONGEST_MESSAGE = 1000
RENUMBERED = ("epoch", "deviceSeq", "chain")  # what a new epoch changes in a rating, and nothing else
REENROLLED = (*RENUMBERED, "deviceId")  # and what a new identity on the same disk changes


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides besides the rating itself. `device_id` signed the request; `epoch_of`: of any device, None for a
    stranger. `strike` rolls for a fault of single ratings."""

    device_id: str
    epoch: int
    epoch_of: Callable[[str], int | None]
    now: str
    hall_code: str
    form: Callable[[str], Mapping[str, Any] | None]
    strike: Callable[[str], bool]


def receive(store: Store, ratings: Sequence[Any], about: Circumstances) -> list[dict[str, Any]]:
    """The results of a batch, one for each rating, all of them on the disk. Every rating has a text `ratingId`."""
    with store.transaction() as db:
        results = [_receive_one(store, db, rating, about) for rating in ratings]
        carried = Counter(owner for rating in ratings if (owner := _owner(rating, about)) != about.device_id)
        for device_id, count in sorted(carried.items()):
            store.note_trouble(about.now, "carried", device_id, f"{count} came by way of {about.device_id}")
    return results


def _owner(rating: Mapping[str, Any], about: Circumstances) -> str:
    """Whose rating it is: of a known device, which need not be the one that carries it, else the signer's."""
    device_id = rating.get("deviceId")
    return device_id if isinstance(device_id, str) and about.epoch_of(device_id) is not None else about.device_id


def _receive_one(store: Store, db: sqlite3.Connection, rating: dict[str, Any], about: Circumstances) -> dict[str, Any]:
    rating_id = rating["ratingId"]
    known = db.execute("SELECT * FROM ratings WHERE rating_id = ?", (rating_id,)).fetchone()
    strange = known is not None and known["device_id"] != _owner(rating, about)
    if strange and not _is_the_same(rating, json.loads(known["body"]), REENROLLED):
        return _refused(db, rating, about, "invalid", "INVALID", "ratingId: belongs to another device's rating")
    form_version = rating.get("formVersion")
    form = about.form(form_version) if isinstance(form_version, str) else None
    faults = faults_of(rating, device_id=about.device_id, epoch=about.epoch, form=form, epoch_of=about.epoch_of)
    if known is not None:
        return _arrived_again(store, db, rating, known, faults, about)
    if faults:
        return _refused(db, rating, about, "invalid", "INVALID", "; ".join(faults))
    if about.strike("invalid"):
        return _refused(db, rating, about, "invalid", "PRACTICE", "refused for practice (fault invalid)")
    if _number_taken(db, rating):
        msg = f"number {rating['deviceSeq']} of epoch {rating['epoch']} belongs to another rating"
        return _refused(db, rating, about, "sequence_taken", "SEQUENCE_TAKEN", msg)
    case = _case(db, rating["projectNo"])
    if case.get("missing") or about.strike("case-missing"):
        return _refused(db, rating, about, "case_missing", "CASE_MISSING", "this case has not arrived yet")
    elder = _rated_before(db, rating, case)
    receipt_no = None if elder else _new_receipt(db, about.hall_code)
    db.execute(
        "INSERT INTO ratings (rating_id, device_id, project_no, service_number, assess_number, duplicate_of,"
        " receipt_no, received_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (rating_id, rating["deviceId"], rating["projectNo"], rating["serviceNumber"], rating["assessNumber"],
         elder, receipt_no, about.now, canonical(rating)),
    )  # fmt: skip
    _use_number(db, rating)
    db.execute("DELETE FROM refused WHERE rating_id = ?", (rating_id,))
    if elder:
        return _result(rating_id, "duplicate", None, "CASE_RATED", "this case was rated before")
    return _result(rating_id, "accepted", receipt_no, "0", "")


def _arrived_again(
    store: Store,
    db: sqlite3.Connection,
    rating: dict[str, Any],
    known: sqlite3.Row,
    faults: Sequence[str],
    about: Circumstances,
) -> dict[str, Any]:
    db.execute("UPDATE ratings SET tries = tries + 1 WHERE rating_id = ?", (known["rating_id"],))
    changed = RENUMBERED if rating.get("deviceId") == known["device_id"] else REENROLLED
    if faults or not _is_the_same(rating, json.loads(known["body"]), changed):
        detail = f"rating {known['rating_id']} came again and was not the same" + "".join(f"; {f}" for f in faults)
        store.note_trouble(about.now, "altered", about.device_id, detail)
    elif not _number_taken(db, rating):
        _use_number(db, rating)
    return _result(known["rating_id"], "duplicate", known["receipt_no"], "0", "it was here before")


def _is_the_same(again: Mapping[str, Any], first: Mapping[str, Any], changed: Sequence[str]) -> bool:
    if (again.get("deviceId"), again.get("epoch")) == (first["deviceId"], first["epoch"]):
        return again == first
    return {**again, **dict.fromkeys(changed)} == {**first, **dict.fromkeys(changed)}


def _number_taken(db: sqlite3.Connection, rating: Mapping[str, Any]) -> bool:
    found = db.execute(
        "SELECT rating_id FROM numbers WHERE device_id = ? AND epoch = ? AND seq = ?",
        (rating["deviceId"], rating["epoch"], rating["deviceSeq"]),
    ).fetchone()
    return found is not None and found["rating_id"] != rating["ratingId"]


def _use_number(db: sqlite3.Connection, rating: Mapping[str, Any]) -> None:
    unchained = canonical({name: value for name, value in rating.items() if name != "chain"})
    db.execute(
        "INSERT OR IGNORE INTO numbers VALUES (?, ?, ?, ?, ?, ?)",
        (rating["deviceId"], rating["epoch"], rating["deviceSeq"], rating["ratingId"], rating["chain"], unchained),
    )


def _case(db: sqlite3.Connection, project_no: str | None) -> dict[str, Any]:
    found = db.execute("SELECT body FROM cases WHERE project_no = ?", (project_no,)).fetchone()
    case: dict[str, Any] = json.loads(found["body"]) if found else {}
    return case


def _rated_before(db: sqlite3.Connection, rating: Mapping[str, Any], case: Mapping[str, Any]) -> str | None:
    """The ratingId of the case's first rating, "elsewhere" where the case itself says so, or None."""
    if rating["projectNo"] is None:
        return None
    found = db.execute(
        "SELECT rating_id FROM ratings WHERE project_no = ? AND service_number = ? AND assess_number = ?"
        " AND duplicate_of IS NULL",
        (rating["projectNo"], rating["serviceNumber"], rating["assessNumber"]),
    ).fetchone()
    if found is not None:
        return str(found["rating_id"])
    steps = [s for s in case.get("steps", []) if s.get("serviceNumber") == rating["serviceNumber"]]
    return "elsewhere" if rating["assessNumber"] == 1 and any(s.get("rated") is True for s in steps) else None


def _new_receipt(db: sqlite3.Connection, hall_code: str) -> str:
    prefix = hall_code if re.fullmatch(r"[A-Z0-9]{1,12}", hall_code) else "PRAC"
    while True:
        groups = ["".join(secrets.choice(RECEIPT_LETTERS) for _ in range(4)) for _ in range(2)]
        receipt_no = "-".join((prefix, *groups))
        if db.execute("SELECT 1 FROM ratings WHERE receipt_no = ?", (receipt_no,)).fetchone() is None:
            return receipt_no


def _refused(
    db: sqlite3.Connection, rating: Mapping[str, Any], about: Circumstances, outcome: str, code: str, msg: str
) -> dict[str, Any]:
    msg = msg[:LONGEST_MESSAGE].encode("utf-8", "replace").decode("utf-8")  # a wrong rating may hold anything

    def whole(name: str) -> int | None:
        value = rating.get(name)
        return value if isinstance(value, int) and 0 <= value < 2**53 else None

    chain = rating.get("chain")
    chain = chain if isinstance(chain, str) and re.fullmatch("[0-9a-f]{64}", chain) else None
    db.execute(
        "INSERT INTO refused (rating_id, device_id, epoch, seq, chain, outcome, code, msg, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rating_id) DO UPDATE SET device_id = excluded.device_id,"
        " epoch = excluded.epoch, seq = excluded.seq, chain = excluded.chain, outcome = excluded.outcome,"
        " code = excluded.code, msg = excluded.msg, at = excluded.at, times = times + 1",
        (
            rating["ratingId"],
            _owner(rating, about),
            whole("epoch"),
            whole("deviceSeq"),
            chain,
            outcome,
            code,
            msg,
            about.now,
        ),
    )
    return _result(rating["ratingId"], outcome, None, code, msg)


def _result(rating_id: str, outcome: str, receipt_no: str | None, code: str, msg: str) -> dict[str, Any]:
    return {"ratingId": rating_id, "outcome": outcome, "receiptNo": receipt_no, "code": code, "msg": msg}
