"""What a kiosk looks up: a case and its steps, and what became of a rating. Pure.

A look-up answers a person who waits: what cannot be read is no answer, and none of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import voluptuous as vol

from kiosk_app.central.faults import RefusedWhole, any_text, checked, list_of, members, text, truth, whole

_MOST_STEPS = 999_999_999  # a serviceNumber is a small number; beyond this it is a fault


class Progress(Enum):
    """How far the answer to a rating is."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a rating. `due`: the day by which an answer is promised, where one is."""

    receipt_no: str
    progress: Progress
    due: date | None = None
    answer: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step of a case. `rated`: it has its first rating; `can_append`: a second one is open."""

    service_number: int
    pro_status: str | None
    rated: bool
    can_append: bool


@dataclass(frozen=True, slots=True)
class CaseFound:
    """A case as a kiosk shows it. `applicant`: the name as the centre has masked it."""

    project_no: str
    task_code: str | None
    task_name: str | None
    task_type: str | None
    org_name: str | None
    dept_code: str | None
    staff_no: str | None
    applicant: str | None = field(repr=False)
    steps: tuple[CaseStep, ...]


def parse_case(data: object) -> CaseFound:
    """`data` of GET /cases/{projectNo}; RefusedWhole where it cannot be read."""
    said = checked("case", _CASE, data)
    steps = tuple(
        CaseStep(one["serviceNumber"], one["proStatus"], one["rated"], bool(one["canAppend"])) for one in said["steps"]
    )
    numbers = [one.service_number for one in steps]
    if len(set(numbers)) != len(numbers):
        raise RefusedWhole("case", ["steps: a serviceNumber stands there twice"])
    return CaseFound(
        project_no=said["projectNo"],
        task_code=said["taskCode"],
        task_name=said["taskName"],
        task_type=said["taskType"],
        org_name=said["orgName"],
        dept_code=said["deptCode"],
        staff_no=said["staffNo"],
        applicant=said["applicantMasked"],
        steps=steps,
    )


def parse_receipt(data: object) -> Receipt:
    """`data` of GET /receipts/{no}; RefusedWhole where it cannot be read."""
    said = checked("receipt", _RECEIPT, data)
    return Receipt(said["receiptNo"], said["state"], said["dueDate"], said["answer"])


def _progress(value: object) -> Progress:
    try:
        return Progress(value)
    except ValueError:
        raise vol.Invalid(f"expected one of {', '.join(one.value for one in Progress)}") from None


def _day(value: object) -> date:
    try:
        return date.fromisoformat(any_text(value))
    except ValueError:
        raise vol.Invalid("expected a date as 2026-11-30") from None


_STEP = members({"serviceNumber": whole(1, _MOST_STEPS), "rated": truth}, {"proStatus": any_text, "canAppend": truth})
_TEXTS = ("taskCode", "taskName", "taskType", "orgName", "deptCode", "staffNo", "applicantMasked")
_CASE = members({"projectNo": text, "steps": list_of(_STEP)}, dict.fromkeys(_TEXTS, any_text))
_RECEIPT = members({"receiptNo": text, "state": _progress}, {"dueDate": _day, "answer": any_text})
