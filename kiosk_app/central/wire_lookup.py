"""What a kiosk looks up: a case and its steps, and what became of a rating. Pure.

A look-up answers a person who waits: what cannot be read is no answer, and none of it is kept.
"""

from __future__ import annotations

from datetime import date

import voluptuous as vol

from kiosk_app.central.faults import RefusedWhole, any_text, checked, list_of, members, text, truth, whole
from kiosk_app.core.case import CaseRecord, CaseStep, Progress, ReceiptRecord

# The rest of them is what only this terminal knows.
_STATES = (Progress.RECEIVED, Progress.ASSIGNED, Progress.ANSWERED, Progress.CLOSED)
_MOST_STEPS = 999_999_999  # a serviceNumber is a small number; beyond this it is a fault


def parse_case(data: object) -> CaseRecord:
    """`data` of GET /cases/{projectNo}; RefusedWhole where it cannot be read."""
    said = checked("case", _CASE, data)
    steps = tuple(
        CaseStep(one["serviceNumber"], one["proStatus"], one["rated"], bool(one["canAppend"])) for one in said["steps"]
    )
    numbers = [one.service_number for one in steps]
    if len(set(numbers)) != len(numbers):
        raise RefusedWhole("case", ["steps: a serviceNumber stands there twice"])
    return CaseRecord(
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


def parse_receipt(data: object) -> ReceiptRecord:
    """`data` of GET /receipts/{no}; RefusedWhole where it cannot be read."""
    said = checked("receipt", _RECEIPT, data)
    return ReceiptRecord(said["receiptNo"], said["state"], said["dueDate"], said["answer"])


def _progress(value: object) -> Progress:
    for one in _STATES:
        if one.value == value:
            return one
    raise vol.Invalid(f"expected one of {', '.join(one.value for one in _STATES)}")


def _day(value: object) -> date:
    try:
        return date.fromisoformat(any_text(value))
    except ValueError:
        raise vol.Invalid("expected a date as 2026-11-30") from None


_STEP = members({"serviceNumber": whole(1, _MOST_STEPS), "rated": truth}, {"proStatus": any_text, "canAppend": truth})
_TEXTS = ("taskCode", "taskName", "taskType", "orgName", "deptCode", "staffNo", "applicantMasked")
_CASE = members({"projectNo": text, "steps": list_of(_STEP)}, dict.fromkeys(_TEXTS, any_text))
_RECEIPT = members({"receiptNo": text, "state": _progress}, {"dueDate": _day, "answer": any_text})
