"""What the outbox is given: nothing personal in the clear, and a clerk who comes back as they were."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hall_of_examples import CLERK, CONFIGURATION, invitation, moment
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from kiosk_app.core.model import Clerk, Configuration, Ending, Fate, Input, Level, Rating, SealingKey
from kiosk_app.records import Records, clerk_of
from offline_queue.canonical import canonical

APPLICANT = {"userName": "李建国", "certKey": "110101199003077758", "mobile": "13800138000"}
ENROLMENT, CENTRE = PrivateKey.generate(), PrivateKey.generate()


def key(private: PrivateKey, name: str) -> SealingKey:
    return SealingKey(name, "X25519-SEALED-BOX", bytes(private.public_key))


def rating(configuration: Configuration = CONFIGURATION, text: str = "") -> Rating:
    return Rating(
        "r1",
        invitation(applicant=APPLICANT),
        Level.SATISFIED,
        Input.TOUCH,
        moment(5.0),
        "0715",
        configuration,
        "2020-05",
        text=text,
    )


def in_clear(told: Any) -> bool:
    said = json.dumps(told, ensure_ascii=False)
    return any(value in said for value in APPLICANT.values())


def opened(record: Any, private: PrivateKey) -> Any:
    return json.loads(SealedBox(private).decrypt(base64.b64decode(record["sealed"]["box"])))


def test_without_a_key_the_applicant_is_dropped() -> None:
    record = Records(lambda: None).rating(rating(text="排队太久"))
    assert not in_clear(record)
    assert record["sealed"] is None


def test_the_enrolments_key_seals_and_the_configurations_wins() -> None:
    records = Records(lambda: key(ENROLMENT, "enrolment"))
    record = records.rating(rating(text="排队太久"))
    assert not in_clear(record)
    assert "排队太久" not in json.dumps(record, ensure_ascii=False)
    assert record["sealed"]["keyId"] == "enrolment"
    assert opened(record, ENROLMENT) == {**APPLICANT, "writingEvaluation": "排队太久"}
    newer = records.rating(rating(replace(CONFIGURATION, sealing_key=key(CENTRE, "centre"))))
    assert newer["sealed"]["keyId"] == "centre"
    assert opened(newer, CENTRE) == APPLICANT


def test_neither_an_opening_nor_an_ending_knows_the_applicant() -> None:
    records = Records(lambda: key(ENROLMENT, "enrolment"))
    given = invitation(applicant=APPLICANT)
    opening = records.opening(given, moment(5.0))
    assert set(opening) == {"projectNo", "serviceNumber", "offeredAt"}
    ending = records.ending(Ending(given, Fate.DECLINED, moment(5.0), moment(6.0)))
    assert not in_clear([opening, ending])
    assert ending["state"] == "declined"


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


@given(
    clerk=st.builds(
        Clerk, TEXT, TEXT, TEXT, st.none() | st.integers(0, 5), TEXT, st.none() | st.binary(min_size=1, max_size=50)
    ),
    paused=st.booleans(),
)
def test_a_clerk_comes_back_as_they_were(clerk: Clerk, paused: bool) -> None:
    kept = json.loads(canonical(Records(lambda: None).clerk(clerk, paused)))
    assert clerk_of(kept) == (clerk, paused)


def test_nobody_is_kept_as_nothing() -> None:
    assert Records(lambda: None).clerk(None, False) is None
    assert clerk_of(None) is None


NOTE = dict(Records(lambda: None).clerk(CLERK, False) or {})


@pytest.mark.parametrize(
    "damage",
    [
        {"staffNo": 715},
        {"name": None},
        {"title": []},
        {"motto": {}},
        {"stars": "4"},
        {"stars": True},
        {"photo": 1},
        {"photo": "照片"},
        {"photo": "A"},
        {"photo": "@@@@"},
        {"photo": ["x"]},
        {"paused": "no"},
    ],
)
def test_a_damaged_note_is_nobody(damage: dict[str, object]) -> None:
    assert clerk_of(NOTE) == (CLERK, False)
    assert clerk_of({**NOTE, **damage}) is None


@pytest.mark.parametrize("name", sorted(NOTE))
def test_a_note_that_lacks_something_is_nobody(name: str) -> None:
    assert clerk_of({key: value for key, value in NOTE.items() if key != name}) is None
    assert clerk_of([name]) is None
