"""A call for the duty manager as the centre takes it. Pure."""

from __future__ import annotations

from kiosk_app.central.wording import rfc3339, scrubbed_or_none
from kiosk_app.core.messages import CallDuty


def duty_call_body(call: CallDuty) -> dict[str, object]:
    """The body of POST /duty-calls: which rating, and where somebody is to come."""
    return {
        "dutyCallId": call.duty_call_id,
        "ratingId": call.rating_id,
        "hallCode": scrubbed_or_none(call.hall_code),
        "winNo": scrubbed_or_none(call.win_no),
        "at": rfc3339(call.at.instant_ms),
    }
