"""The examiner's own reading: canonical form, chain, signatures, ratings, faults, against the contract's vectors."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.practice.centre import canonical, defaults, faults, serve, signatures
from kiosk_app.practice.centre.endpoints import working_days_after
from kiosk_app.practice.centre.rating import FIELDS, faults_of

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))


def test_canonical_form_and_chain_of_the_vectors() -> None:
    assert canonical.canonical(VECTORS["rating"]).encode().hex() == VECTORS["canonical_utf8_hex"]
    assert canonical.chain_of(canonical.CHAIN_START, VECTORS["rating"]) == VECTORS["chain"]
    assert canonical.chain_of(canonical.CHAIN_START, {**VECTORS["rating"], "chain": "x"}) == VECTORS["chain"]


@pytest.mark.parametrize(
    ("method", "text_key", "signature_key"),
    [
        ("HMAC-SHA256", "string_to_sign", "HMAC-SHA256"),
        ("HMAC-SM3", "string_to_sign_sm3", "HMAC-SM3_string_uses_sm3_of_body"),
    ],
)
def test_signatures_of_the_vectors(method: str, text_key: str, signature_key: str) -> None:
    verb, path, timestamp, nonce, _ = VECTORS[text_key].split("\n")
    body = bytes.fromhex(VECTORS["body_utf8_hex"])
    text = signatures.string_to_sign(verb, path, timestamp, nonce, body, method)
    assert text == VECTORS[text_key]
    made = signatures.signature(VECTORS["appSecret"], text, method)
    assert signatures.matches(made, VECTORS[signature_key])
    assert not signatures.matches(made, VECTORS[signature_key].upper())
    assert not signatures.matches(made, "ü")


_SAFE = st.text(st.characters(exclude_categories=["Cs"]))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _SAFE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_SAFE, inner, max_size=3),
)


@given(_JSON)
def test_canonical_form_reads_back_and_has_no_second_form(value: Any) -> None:
    text = canonical.canonical(value)
    assert json.loads(text) == value
    assert canonical.canonical(json.loads(text)) == text


@pytest.mark.parametrize("value", [1.0, {"a": [0.5]}, 2**53, "\ud800", {"\udfff": 1}, float("nan")])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.canonical(value)


GOOD: dict[str, Any] = {
    "ratingId": "0f5c1f9e-6b1c-4a57-9b0e-2d2f0f1d7a01", "deviceId": "D", "epoch": 3, "deviceSeq": 1, "chain": "0" * 64,
    "projectNo": "P", "target": None, "serviceNumber": 1, "assessNumber": 1, "taskCode": None, "taskName": None,
    "taskType": None, "proStatus": None, "areaCode": None, "deptCode": None, "orgName": None, "hallCode": None,
    "winNo": None, "staffNo": None, "satisfaction": 5, "pf": "4", "evalDetail": ["510", "511"],
    "detailComplete": True, "writingEvaluation": "好", "textSealed": False, "assessTime": "2026-11-23 10:00:00",
    "assessedAt": "2026-11-23T02:00:00.250Z",
    "clock": {"offsetMs": -1, "trust": "drifting", "bootId": "", "monotonicMs": 0}, "anonymityFlag": "1",
    "sealed": None, "dutyCalled": False, "input": "button", "capturedOffline": True, "formVersion": "2020-05",
    "configVersion": "c", "appVersion": "a",
}  # fmt: skip


def _faults(rating: Any) -> list[str]:
    return faults_of(rating, device_id="D", epoch=3, form=defaults.form())


def test_a_good_rating_has_no_faults_and_unknown_members_are_ignored() -> None:
    assert _faults(GOOD) == []
    assert _faults({**GOOD, "more": {"x": 1}}) == []


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_must_be_there_and_of_its_type(field: str) -> None:
    assert field in GOOD
    assert _faults({name: value for name, value in GOOD.items() if name != field}) == [f"{field}: is missing"]
    found = _faults({**GOOD, field: {"wrong": []}})
    assert found
    assert all(fault.startswith(field) for fault in found)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"satisfaction": 6}, "satisfaction"),
        ({"satisfaction": True}, "satisfaction"),
        ({"evalDetail": ["108"]}, "evalDetail"),
        ({"writingEvaluation": "x" * 151}, "writingEvaluation"),
        ({"writingEvaluation": "\ud800"}, "surrogate"),
        ({"projectNo": "x" * 51}, "projectNo"),
        ({"projectNo": ""}, "projectNo"),
        ({"target": {"kind": "window", "code": "07"}}, "target"),
        ({"textSealed": True, "writingEvaluation": ""}, "textSealed"),
        ({"assessTime": "2026-11-23 02:00:00"}, "assessTime"),
        ({"assessedAt": "2026-11-23T10:00:00"}, "assessedAt"),
        ({"assessedAt": "2026-13-23T10:00:00Z"}, "assessedAt"),
        ({"deviceId": "E"}, "deviceId"),
        ({"epoch": 4}, "epoch"),
        ({"sealed": {"keyId": "k", "algorithm": "ROT13", "box": "AA=="}}, "sealed"),
        ({"sealed": {"keyId": "k", "algorithm": "SM2", "box": "?"}}, "sealed"),
        ({"clock": {**GOOD["clock"], "offsetMs": 0.5}}, "clock.offsetMs"),
        ({"pf": "3"}, "pf"),
        ({"chain": "F" * 64}, "chain"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, Any], word: str) -> None:
    found = _faults({**GOOD, **changed})
    assert len(found) == 1
    assert word in found[0]


def test_all_faults_are_named_at_once() -> None:
    found = "; ".join(_faults({**GOOD, "pf": 4, "input": "eye", "chain": None, "epoch": "3"}))
    assert all(name in found for name in ("pf", "input", "chain", "epoch"))


def test_a_case_without_form_is_not_held_against_its_indicators() -> None:
    assert faults_of({**GOOD, "evalDetail": ["999"]}, device_id="D", epoch=3, form=None) == []
    assert _faults("nothing") == ["a rating is a JSON object"]


def test_fault_arguments() -> None:
    assert faults.parsed(["5xx=0.5", "slow@ratings"]) == {"5xx": 0.5, "slow@ratings": 1.0}
    with pytest.raises(faults.UnknownFault) as refused:
        faults.parsed(["nonsense=1", "slow=much", "429=2"])
    assert "drop-before" in str(refused.value)
    assert "much" in str(refused.value)
    assert "not 2.0" in str(refused.value)


def test_faults_strike_as_often_as_the_dice_say_and_where_they_are_narrowed_to() -> None:
    dice = iter([0.4, 0.6])
    thrown = faults.Faults({"5xx": 0.5}, roll=lambda: next(dice, 0.99))
    assert thrown.strike("time", ["slow"]) is None
    sure = faults.Faults({"5xx@ratings": 1}, roll=lambda: 0.99)
    assert sure.strike("time", ["5xx"]) is None
    assert sure.strike("ratings", ["slow", "5xx"]) == "5xx"
    with pytest.raises(faults.UnknownFault):
        sure.replace({"5xx": 0.1, "bad": 1})
    assert sure.probabilities == {"5xx@ratings": 1.0}


def test_listen_addresses() -> None:
    assert serve.parsed_listen("127.0.0.1:0") == ("127.0.0.1", 0)
    assert serve.parsed_listen("[::1]:80") == ("::1", 80)
    for wrong in ("80", "x:", ":80", "x:65536", "x:-1", "x:１"):
        with pytest.raises(ValueError, match="HOST:PORT"):
            serve.parsed_listen(wrong)


def test_working_days_leave_out_weekends() -> None:
    assert working_days_after(date(2026, 11, 23), 5) == date(2026, 11, 30)
    assert working_days_after(date(2026, 11, 28), 1) == date(2026, 11, 30)


def test_shipped_form_is_whole() -> None:
    form = defaults.form()
    assert [level["satisfaction"] for level in form["levels"]] == [5, 4, 3, 2, 1]
    assert all(set(level["name"]) == {"zh-CN", "en"} for level in form["levels"])
    assert len(form["items"]) == 40
    assert all(item["normNames"]["en"] and item["normCode"][0] == item["starLevel"] for item in form["items"])
    assert hashlib.sha256(canonical.canonical(form).encode()).hexdigest()  # integers only, so it has a canonical form
