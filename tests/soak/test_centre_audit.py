"""The audit sees what it is there for: each kind of wrong is planted once, in the database of a real centre."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import centre_audit
import pytest
from hall_day import Plan
from hall_window import Told

from kiosk_app.practice.centre.canonical import CHAIN_START, canonical, link
from kiosk_app.practice.centre.store import Store

DEVICE = "CQ-YB-0031-01"
PRESS = Plan("press", key="5", levels=frozenset({5}))


class Centre:
    """A database with what became of three sessions: two rated, one declined."""

    def __init__(self, path: Path) -> None:
        self.path = path
        store = Store(path)
        self.told = [
            Told(f"{DEVICE}/{n}", f"i-{n}", f"P-{n}", "0715", PRESS, fate)
            for n, fate in ((1, "rated"), (2, "rated"), (3, "declined"))
        ]
        previous = CHAIN_START
        with store.transaction() as db:
            for seq, one in enumerate(self.told[:2], start=1):
                rating = self.rating(one, seq)
                chain = link(previous, canonical(rating))
                db.execute("INSERT INTO numbers VALUES (?, 1, ?, ?, ?, ?)",
                           (DEVICE, seq, rating["ratingId"], chain, canonical(rating)))  # fmt: skip
                self.put(db, rating | {"chain": chain})
                previous = chain
            for one in self.told:
                body = json.dumps({"state": one.fate})
                db.execute("INSERT INTO reports VALUES ('invitation', ?, ?, '', ?)", (one.invitation_id, DEVICE, body))
        store.close()
        self.parked: dict[str, tuple[str, str]] = {}
        self.last = 2

    def rating(self, one: Told, seq: int) -> dict[str, Any]:
        at = "2026-11-23T10:00:00.000+08:00"
        return {"ratingId": f"r-{seq}", "taskCode": one.session, "projectNo": one.project_no, "staffNo": "0715",
                "satisfaction": 5, "sealed": None, "textSealed": False, "assessedAt": at}  # fmt: skip

    def put(self, db: sqlite3.Connection, rating: dict[str, Any]) -> None:
        values = (rating["ratingId"], DEVICE, rating["projectNo"], rating["assessedAt"], canonical(rating))
        db.execute("INSERT INTO ratings (rating_id, device_id, project_no, received_at, body) VALUES (?, ?, ?, ?, ?)",
                   values)  # fmt: skip

    def change(self, statement: str, *values: object) -> None:
        with sqlite3.connect(self.path) as db:
            db.execute(statement, values)
        db.close()

    def faults(self) -> list[str]:
        return centre_audit.faults(self.path, self.told, self.parked, {DEVICE: self.last})


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path / "centre.db")


def test_nothing_is_wrong_where_nothing_is(centre: Centre) -> None:
    assert centre.faults() == []
    assert (centre_audit.count(centre.path), centre_audit.reports(centre.path)) == (2, 3)


def lose(centre: Centre) -> None:
    centre.change("DELETE FROM ratings WHERE rating_id = 'r-2'")


def double(centre: Centre) -> None:
    with sqlite3.connect(centre.path) as db:
        centre.put(db, centre.rating(centre.told[0], 1) | {"ratingId": "r-9"})
    db.close()


def invent(centre: Centre) -> None:
    with sqlite3.connect(centre.path) as db:
        centre.put(db, centre.rating(centre.told[0], 1) | {"ratingId": "r-9", "taskCode": "nobody's"})
    db.close()


def give_what_was_declined(centre: Centre) -> None:
    centre.told[0] = replace(centre.told[0], fate="declined")


def alter(centre: Centre) -> None:
    centre.change("UPDATE ratings SET body = json_set(body, '$.satisfaction', 1) WHERE rating_id = 'r-1'")


def unseal(centre: Centre) -> None:
    centre.told[0] = replace(centre.told[0], plan=replace(PRESS, applicant=True))


def forget_a_fate(centre: Centre) -> None:
    centre.change("DELETE FROM reports WHERE id = 'i-3'")


def invent_a_fate(centre: Centre) -> None:
    centre.change("INSERT INTO reports VALUES ('invitation', 'i-9', ?, '', '{\"state\": \"lapsed\"}')", DEVICE)


def lose_a_number(centre: Centre) -> None:
    centre.last = 3


def give_a_number_too_many(centre: Centre) -> None:
    centre.last = 1


def break_the_chain(centre: Centre) -> None:
    centre.change("UPDATE numbers SET chain = ? WHERE seq = 1", "f" * 64)


def rate_a_case_twice(centre: Centre) -> None:
    centre.change("UPDATE ratings SET duplicate_of = 'r-1' WHERE rating_id = 'r-2'")


def begin_an_epoch(centre: Centre) -> None:
    centre.change("INSERT INTO troubles (at, kind, detail) VALUES ('', 'epoch', 'began epoch 2')")


def lose_what_was_held(centre: Centre) -> None:
    centre.told[2] = replace(centre.told[2], held=True)


def park_without_a_reason(centre: Centre) -> None:
    lose(centre)
    centre.parked[centre.told[1].session] = ("INVALID", "")


def park_what_arrived(centre: Centre) -> None:
    centre.parked[centre.told[1].session] = ("INVALID", "of practice")


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (lose, "lost"),
        (double, "doubled"),
        (invent, "nobody gave"),
        (give_what_was_declined, "rated at the centre, declined at the window"),
        (alter, "satisfaction is not what was given"),
        (unseal, "sealed is not what was given"),
        (forget_a_fate, "declined at the window, None at the centre"),
        (invent_a_fate, "nobody made it"),
        (lose_a_number, "numbers missing [3]"),
        (give_a_number_too_many, "never given [2]"),
        (break_the_chain, "the chain breaks"),
        (rate_a_case_twice, "duplicate"),
        (begin_an_epoch, "epoch"),
        (lose_what_was_held, "on the disk before the crash"),
        (park_without_a_reason, "parked without a reason"),
        (park_what_arrived, "doubled"),
    ],
)
def test_what_is_planted_is_found(centre: Centre, plant: Callable[[Centre], None], words: str) -> None:
    plant(centre)
    assert any(words in line for line in centre.faults()), centre.faults()


def test_what_is_parked_with_a_reason_is_not_lost(centre: Centre) -> None:
    lose(centre)
    centre.parked[centre.told[1].session] = ("INVALID", "of practice")
    assert centre.faults() == []
