"""A rating and an invitation's ending as the centre reads them. Pure; the numbers of the wire live here only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk_app.central.satisfaction import NUMBER_OF
from kiosk_app.central.wording import beijing_time, rfc3339, scrubbed, scrubbed_or_none
from kiosk_app.core.model import Ending, Moment, Rating, Role

# The channel a rating came by: 4 the pad at a counter, 5 a kiosk or a self-service terminal.
_CHANNEL_OF = {Role.COUNTER: "4", Role.HALL: "5", Role.EMBEDDED: "5"}
# Towards the rated unit. Nobody is named who did not ask for it.
_ANONYMOUS, _NAMED = "1", "2"


def rating_record(rating: Rating, *, sealed: Mapping[str, object] | None, app_version: str) -> dict[str, Any]:
    """Every field of the contract's table but `deviceId`, `epoch`, `deviceSeq`, `chain`: those come at release.

    `sealed`: the box of `sealing.seal_rating`; with one, the text is taken to be in it and does not go plain.
    The level's number, the indicators and a plain text are in here: never log it.
    """
    case, target = rating.invitation.case, rating.invitation.target
    binding = rating.configuration.binding
    text = scrubbed(rating.text)
    boxed = sealed is not None and text != ""
    named = sealed is not None and rating.contact is not None and rating.contact.named
    return {
        "ratingId": rating.rating_id,
        "projectNo": scrubbed_or_none(case.project_no),
        "target": None if target is None else {"kind": scrubbed(target.kind), "code": scrubbed(target.code)},
        "serviceNumber": case.service_number,
        "assessNumber": case.assess_number,
        "taskCode": scrubbed_or_none(rating.invitation.task_code),
        "taskName": scrubbed_or_none(rating.invitation.task_name),
        "taskType": scrubbed_or_none(rating.invitation.task_type),
        "proStatus": scrubbed_or_none(rating.invitation.pro_status),
        "areaCode": scrubbed_or_none(binding.area_code),
        "deptCode": scrubbed_or_none(binding.dept_code),
        "orgName": scrubbed_or_none(binding.org_name),
        "hallCode": scrubbed_or_none(binding.hall_code),
        "winNo": scrubbed_or_none(binding.win_no),
        "staffNo": scrubbed_or_none(rating.staff_no),
        "satisfaction": NUMBER_OF[rating.level],
        "pf": _CHANNEL_OF[rating.configuration.role],
        "evalDetail": [scrubbed(code) for code in rating.indicators],
        "detailComplete": rating.complete,
        "writingEvaluation": "" if boxed else text,
        "textSealed": boxed,
        "assessTime": beijing_time(rating.tapped.instant_ms),
        "assessedAt": rfc3339(rating.tapped.instant_ms),
        "clock": clock_record(rating.tapped),
        "anonymityFlag": _NAMED if named else _ANONYMOUS,
        "sealed": None if sealed is None else dict(sealed),
        "dutyCalled": rating.duty_called,
        "input": rating.input.value,
        "capturedOffline": rating.tapped.offline,
        "formVersion": scrubbed(rating.form_version),
        "configVersion": scrubbed(rating.configuration.version),
        "appVersion": app_version,
    }


def clock_record(moment: Moment) -> dict[str, Any]:
    """What was known of the clock at a moment; the heartbeat says it the same way."""
    return {
        "offsetMs": moment.offset_ms,
        "trust": moment.trust,
        "bootId": moment.boot_id,
        "monotonicMs": round(moment.mono * 1000),
    }


def ending_item(ending: Ending) -> dict[str, Any]:
    """One item of `POST /invitations`; ValueError for a fate that is not final."""
    if not ending.fate.final:
        raise ValueError(f"an invitation that is {ending.fate.value} has not ended")
    return {
        "invitationId": ending.invitation.invitation_id,
        "projectNo": scrubbed_or_none(ending.invitation.case.project_no),
        "serviceNumber": ending.invitation.case.service_number,
        "state": ending.fate.value,
        "offeredAt": rfc3339(ending.offered.instant_ms),
        "endedAt": rfc3339(ending.ended.instant_ms),
    }
