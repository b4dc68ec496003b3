"""How long to wait, by a header that says anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.central.answer import LONGEST_WAIT, retry_after
from kiosk_app.central.call import Call
from kiosk_app.central.dialects.reference import Reference
from kiosk_app.central.outcome import Answered, Judged
from offline_queue.canonical import canonical
from offline_queue.envelope import Delivered, Later, Parked, Renumber

NOW = 1_795_399_200_000  # 2026-11-23 02:00:00 GMT


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("0", 0),
        (" 7 ", 7),
        ("0.25", 0.25),
        ("3600", 3600),
        ("86400", LONGEST_WAIT),
        ("9" * 400, LONGEST_WAIT),
        ("-5", 0),
        ("NaN", 0),
        ("1e3", 0),
        ("soon", 0),
        ("²", LONGEST_WAIT),
        ("Mon, 23 Nov 2026 02:01:00 GMT", 60),
        ("Mon, 23 Nov 2026 02:01:00", 60),
        ("Mon, 23 Nov 2026 10:01:00 +0800", 60),
        ("Mon, 23 Nov 2026 01:00:00 GMT", 0),
        ("Mon, 23 Nov 9999 02:01:00 GMT", LONGEST_WAIT),
        ("Mon, 99 Nov 2026 99:99:99 GMT", None),
        ("Mon, 23 Nov 99999999999 02:01:00 GMT", 0),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    waited = retry_after(header, NOW)
    assert 0 <= waited <= LONGEST_WAIT
    assert seconds is None or waited == seconds


def test_a_date_against_the_centres_own() -> None:
    until, sent = "Thu, 01 Jan 2099 00:00:30 GMT", "Thu, 01 Jan 2099 00:00:00 GMT"
    assert retry_after(until, NOW, sent) == 30
    assert retry_after(until, NOW, "never") == LONGEST_WAIT


@given(st.text())
def test_any_header_is_a_wait(header: str) -> None:
    assert 0 <= retry_after(header, NOW) <= LONGEST_WAIT


def test_the_body_of_the_vectors() -> None:
    vectors = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
    record = canonical({**vectors["rating"], "chain": vectors["chain"]})
    assert Reference().ratings([record]).body == bytes.fromhex(vectors["body_utf8_hex"])


@given(st.binary())
def test_any_body_is_judged(body: bytes) -> None:
    assert isinstance(Reference().judged(200, {}, body), Judged)


def test_success_without_data_names_nothing() -> None:
    judged = Reference().judged(200, {"ETag": '"1"'}, b'{"code":"0","msg":5}')
    assert judged == Judged(Answered({}, 200, '"1"'))


def test_304_means_something_only_where_it_was_asked_for() -> None:
    outcome = Reference().judged_by_status(304, {}, Call("GET", "device/config"), 0)
    assert type(outcome).__name__ == "NotReached"


def test_verdicts() -> None:
    def result(key: str, outcome: object, **more: object) -> dict[str, object]:
        return {"ratingId": key, "outcome": outcome, **more}

    data = {
        "results": [
            result("a", "accepted", receiptNo="R-1"),
            result("b", "duplicate", receiptNo=5),
            result("c", "case_missing", code="NO_CASE", msg="not yet"),
            result("d", "invalid", code=7, msg="x" * 5000),
            result("e", "sequence_taken"),
            result("f", "blessed"),
            result("g", None),
            result("stranger", "accepted"),
            {"outcome": "accepted"},
            {"ratingId": ["a"], "outcome": "accepted"},
            {"invitationId": "h", "outcome": "duplicate"},
            "a",
        ]
    }
    verdicts = Reference().verdicts(data, [*"abcdefgh", "unsaid"])
    assert verdicts == {
        "a": Delivered("R-1"),
        "b": Delivered(None, duplicate=True),
        "c": Later("NO_CASE", "not yet"),
        "d": Parked("", "x" * 500),
        "e": Renumber(),
        "h": Delivered(None, duplicate=True),
    }
    for nothing in ({}, {"results": None}, {"results": {"a": "accepted"}}):
        assert Reference().verdicts(nothing, ["a"]) == {}


@pytest.mark.parametrize(
    ("outcomes", "believed"),
    [
        (["accepted", "accepted"], Delivered("1")),
        (["accepted", "duplicate"], Delivered("1")),
        (["invalid", "invalid"], Parked("C1", "")),
        (["accepted", "invalid"], None),
        (["invalid", "accepted"], None),
        (["accepted", "invalid", "accepted"], None),
        (["sequence_taken", "accepted"], None),
        (["nobody knows", "accepted"], Delivered("2")),
    ],
)
def test_named_twice(outcomes: list[str], believed: object) -> None:
    said = [
        {"ratingId": "r", "outcome": outcome, "receiptNo": str(k), "code": f"C{k}"}
        for k, outcome in enumerate(outcomes, 1)
    ]
    expected = {} if believed is None else {"r": believed}
    assert Reference().verdicts({"results": said}, ["r"]) == expected
