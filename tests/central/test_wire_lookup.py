"""Look-ups: a case, a receipt; asked for over HTTP, read strictly."""

from __future__ import annotations

import contextlib
import logging
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.central.faults import RefusedWhole
from kiosk_app.central.outcome import Answered, Refused
from kiosk_app.central.wire_lookup import parse_case, parse_receipt
from kiosk_app.core.case import CaseStep, Progress, ReceiptRecord

CASE = {
    "projectNo": "P-1",
    "taskCode": "T",
    "taskName": "户口迁移",
    "taskType": "05",
    "orgName": "分局",
    "deptCode": "D",
    "staffNo": "0715",
    "applicantMasked": "张*",
    "steps": [
        {"serviceNumber": 1, "proStatus": "3", "rated": True, "canAppend": True},
        {"serviceNumber": 2, "rated": False},
    ],
}
RECEIPT = {"receiptNo": "YB01-7Q2K-9F4M", "state": "assigned", "dueDate": "2026-11-30", "answer": "已处理"}


def test_a_case() -> None:
    case = parse_case({**CASE, "more": 1})
    assert (case.project_no, case.task_name, case.staff_no, case.applicant) == ("P-1", "户口迁移", "0715", "张*")
    assert case.steps == (CaseStep(1, "3", True, True), CaseStep(2, None, False, False))
    assert "张" not in repr(case)
    assert parse_case({"projectNo": "P-1", "steps": []}).task_name is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"projectNo": ""}, "projectNo: expected a text"),
        ({"steps": None}, "steps: expected a list"),
        ({"steps": [{"serviceNumber": 0, "rated": False}]}, "steps.0.serviceNumber: expected a whole number"),
        ({"steps": [{"serviceNumber": 1, "rated": "no"}]}, "steps.0.rated: expected true or false"),
        ({"steps": [{"serviceNumber": 1, "rated": False}] * 2}, "twice"),
        ({"taskName": 7}, "taskName: expected a text"),
    ],
)
def test_a_case_that_cannot_be_read(changes: dict[str, object], fault: str) -> None:
    with pytest.raises(RefusedWhole, match=fault):
        parse_case({**CASE, **changes})


def test_a_receipt() -> None:
    assert parse_receipt(RECEIPT) == ReceiptRecord("YB01-7Q2K-9F4M", Progress.ASSIGNED, date(2026, 11, 30), "已处理")
    assert parse_receipt({"receiptNo": "N", "state": "closed", "dueDate": None}) == ReceiptRecord("N", Progress.CLOSED)
    assert "已处理" not in repr(parse_receipt(RECEIPT))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"state": "lost"}, "state: expected one of received, assigned, answered, closed"),
        ({"state": None}, "state"),
        ({"dueDate": "30.11.2026"}, "dueDate: expected a date"),
        ({"dueDate": 20261130}, "dueDate: expected a text"),
        ({"receiptNo": None}, "receiptNo: expected a text"),
    ],
)
def test_a_receipt_that_cannot_be_read(changes: dict[str, object], fault: str) -> None:
    with pytest.raises(RefusedWhole, match=fault):
        parse_receipt({**RECEIPT, **changes})


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*CASE, *RECEIPT]), inner),
    max_leaves=8,
)


@given(_JSON)
def test_whatever_comes_is_read_or_refused(data: object) -> None:
    for parse in (parse_case, parse_receipt):
        with contextlib.suppress(RefusedWhole):
            assert parse(data) is not None


def test_asked_for_by_number_whatever_it_is_made_of(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre(lambda seen: kit.ok(CASE if "/cases/" in seen.path else RECEIPT))
    client = new_client(centre.url)
    found = client.case("P/1?x=#户 ")
    assert isinstance(found, Answered)
    assert parse_case(found.data).project_no == "P-1"
    found = client.receipt("YB01-7Q2K-9F4M")
    assert isinstance(found, Answered)
    assert parse_receipt(found.data).progress is Progress.ASSIGNED
    first, second = centre.seen
    assert (first.method, first.path) == ("GET", "/api/device/v1/cases/P%2F1%3Fx%3D%23%E6%88%B7%20")
    assert second.path == "/api/device/v1/receipts/YB01-7Q2K-9F4M"
    assert "x-signature" in first.headers


@pytest.mark.parametrize("typed", ["", ".", ".."])
def test_a_number_never_becomes_another_call(typed: str, new_centre: Any, new_client: Any) -> None:
    centre = new_centre()
    client = new_client(centre.url)
    assert client.case(typed) == Refused(200, "NO_SUCH_CASE")
    assert client.receipt(typed) == Refused(200, "NO_SUCH_RECEIPT")
    assert centre.seen == []


def test_no_log_names_what_was_looked_up(
    kit: Any, new_centre: Any, new_client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = new_client(new_centre(lambda seen: kit.ok(CASE)).url)
    with caplog.at_level(logging.DEBUG, "kiosk_app"):
        client.case("P-4711")
        client.receipt("YB01-4711")
    ours = [record.__dict__ for record in caplog.records if record.name.startswith("kiosk_app")]
    assert [entry["path"] for entry in ours] == ["cases", "receipts"]
    assert "4711" not in str(ours)


def test_none_is_told_from_not_reached(kit: Any, new_centre: Any, new_client: Any) -> None:
    client = new_client(new_centre(lambda seen: kit.http(200, kit.envelope(None, code="NO_SUCH_RECEIPT"))).url)
    assert client.receipt("YB01-0000-0000") == Refused(200, "NO_SUCH_RECEIPT")
