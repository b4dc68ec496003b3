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

from kiosk_app.central.wording import rfc3339
from kiosk_app.core.model import (
    Agreement,
    Clerk,
    Configuration,
    Contact,
    Ending,
    Fate,
    Input,
    Level,
    Rating,
    SealingKey,
)
from kiosk_app.records import Records, clerk_of
from offline_queue.canonical import canonical

APPLICANT = {"userName": "李建国", "certKey": "110101199003077758", "mobile": "13800138000"}
CENTRE = PrivateKey.generate()
SEALED = replace(CONFIGURATION, sealing_key=SealingKey("centre", "X25519-SEALED-BOX", bytes(CENTRE.public_key)))


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


def opened(record: Any) -> Any:
    return json.loads(SealedBox(CENTRE).decrypt(base64.b64decode(record["sealed"]["box"])))


def test_without_a_key_the_applicant_is_dropped() -> None:
    record = Records().rating(rating(text="排队太久"))
    assert not in_clear(record)
    assert record["sealed"] is None


def test_the_key_in_force_seals() -> None:
    record = Records().rating(rating(SEALED, text="排队太久"))
    assert not in_clear(record)
    assert "排队太久" not in json.dumps(record, ensure_ascii=False)
    assert record["sealed"]["keyId"] == "centre"
    assert opened(record) == {**APPLICANT, "writingEvaluation": "排队太久"}


def test_what_the_citizen_typed_wins_and_the_agreement_travels_with_it() -> None:
    contact = Contact("王", "+86 139", agreed=True, named=True)
    agreement = Agreement("本人同意", "1", moment(6.0))
    record = Records().rating(replace(rating(SEALED), contact=contact, agreement=agreement, duty_called=True))
    assert opened(record) == {
        "userName": "王",
        "certKey": APPLICANT["certKey"],
        "mobile": "+86 139",
        "consent": {"text": "本人同意", "version": "1", "at": rfc3339(moment(6.0).instant_ms)},
    }
    assert (record["anonymityFlag"], record["dutyCalled"]) == ("2", True)
    assert not any(said in json.dumps(record, ensure_ascii=False) for said in ("王", "+86 139", "本人同意"))


def test_what_was_not_typed_leaves_the_counter_s() -> None:
    contact = Contact("", "139", agreed=True)
    record = Records().rating(replace(rating(SEALED), contact=contact, agreement=Agreement("x", "1", moment(6.0))))
    assert (opened(record)["userName"], opened(record)["mobile"]) == (APPLICANT["userName"], "139")
    assert record["anonymityFlag"] == "1"


def test_without_an_agreement_nothing_of_the_citizen_s_goes_in() -> None:
    contact = Contact("王", "139", agreed=True)
    assert opened(Records().rating(replace(rating(SEALED), contact=contact))) == APPLICANT


def test_without_a_key_nobody_is_named() -> None:
    contact = Contact("王", agreed=True, named=True)
    record = Records().rating(replace(rating(), contact=contact, agreement=Agreement("x", "1", moment(6.0))))
    assert (record["anonymityFlag"], record["sealed"]) == ("1", None)
    assert "王" not in json.dumps(record, ensure_ascii=False)


def test_neither_an_opening_nor_an_ending_knows_the_applicant() -> None:
    records = Records()
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
    kept = json.loads(canonical(Records().clerk(clerk, paused)))
    assert clerk_of(kept) == (clerk, paused)


def test_nobody_is_kept_as_nothing() -> None:
    assert Records().clerk(None, False) is None
    assert clerk_of(None) is None


NOTE = dict(Records().clerk(CLERK, False) or {})


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
