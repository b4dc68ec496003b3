"""The shapes of everything a device reports besides ratings. Pure."""

from __future__ import annotations

from typing import Any

import voluptuous as vol

from kiosk_app.practice.centre.rating import CLOCK, filled, identifier, integer, moment, one_of, text

_TEXT_OR_NULL = vol.Any(None, text, msg="must be text or null")


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise vol.Invalid("must be a number of seconds")
    return float(value)


def _shape(members: dict[str, Any]) -> vol.Schema:
    return vol.Schema(members, required=True, extra=vol.ALLOW_EXTRA)


ENROLMENT = _shape({"enrolmentCode": filled, "hardwareId": text, "model": text, "appVersion": text})
EPOCH = _shape({"deviceId": filled, "epoch": integer(1), "reason": text})
INVITATION = _shape(
    {
        "invitationId": identifier,
        "projectNo": _TEXT_OR_NULL,
        "serviceNumber": vol.Any(None, integer(1), msg="must be an integer of 1 or more, or null"),
        "state": one_of("rated", "declined", "lapsed", "cancelled", "fault"),
        "offeredAt": moment,
        "endedAt": moment,
    }
)
TOKEN = _shape(
    {
        "projectNo": _TEXT_OR_NULL,
        "serviceNumber": vol.Any(None, integer(1), msg="must be an integer of 1 or more, or null"),
    }
)
DUTY_CALL = _shape(
    {"dutyCallId": identifier, "ratingId": identifier, "hallCode": _TEXT_OR_NULL, "winNo": _TEXT_OR_NULL, "at": moment}
)
SETTLEMENT = _shape(
    {
        "settlementId": identifier,
        "ratingId": identifier,
        "managerNo": text,
        "outcome": one_of("explained", "ruled", "promised"),
        "note": text,
        "at": moment,
    }
)
# What the centre cannot do without in a heartbeat; the rest is looked at as well, but only noted on the page.
HEARTBEAT_CORE = _shape({"deviceId": filled, "epoch": integer(1)})
HEARTBEAT = _shape(
    {
        "deviceId": filled,
        "epoch": integer(1),
        "at": moment,
        "appVersion": text,
        "uptimeSeconds": _seconds,
        "unsent": integer(0),
        "parked": integer(0),
        "oldestUnsentSeconds": vol.Any(None, _seconds, msg="must be a number of seconds or null"),
        "lastSeq": integer(0),
        "lastChain": _TEXT_OR_NULL,
        "pad": _shape({"state": text, "profile": _TEXT_OR_NULL}),
        "clock": CLOCK,
        "diskFreeMiB": vol.Any(None, integer(0), msg="must be an integer or null"),
        "memoryMiB": vol.Any(None, integer(0), msg="must be an integer or null"),
        "configVersion": _TEXT_OR_NULL,
        "problems": [text],
    }
)
