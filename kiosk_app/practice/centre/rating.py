"""What is wrong with one rating: the contract's table, read strictly. Pure.

Every field must be present with its type; what fields say together is checked once each is right by itself.
"""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import voluptuous as vol

from kiosk_app.practice.centre.canonical import LARGEST_INTEGER, NotCanonical, canonical, has_lone_surrogate

BEIJING = timezone(timedelta(hours=8))
LONGEST_CASE_NUMBER = 50
SHOWN_VALUE = 40  # so much of a wrong value is quoted back


def integer(least: int, most: int | None = None) -> Any:
    """A validator of whole numbers; true and false are none."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise vol.Invalid("must be an integer")
        if value < least or value > (LARGEST_INTEGER if most is None else most):
            raise vol.Invalid(f"must be {least} to {most}" if most is not None else f"must be {least} or more")
        return value

    return check


def text(value: Any) -> str:
    """A validator of text, the empty one included."""
    if not isinstance(value, str):
        raise vol.Invalid("must be text")
    if has_lone_surrogate(value):
        raise vol.Invalid("must be text without lone surrogates")
    return value


def filled(value: Any) -> str:
    """A validator of text that is not empty."""
    if not text(value):
        raise vol.Invalid("must not be empty")
    return str(value)


def yes_or_no(value: Any) -> bool:
    """A validator of true and false."""
    if not isinstance(value, bool):
        raise vol.Invalid("must be true or false")
    return value


def one_of(*choices: str) -> Any:
    """A validator of a few words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise vol.Invalid("must be one of " + ", ".join(f'"{choice}"' for choice in choices))
        return value

    return check


def identifier(value: Any) -> str:
    """A validator of UUIDs in their usual 36 characters."""
    if isinstance(value, str) and len(value) == 36:  # 32 hex digits and 4 hyphens
        try:
            uuid.UUID(value)
        except ValueError:
            pass
        else:
            return value
    raise vol.Invalid("must be a UUID")


def moment(value: Any) -> str:
    """A validator of RFC 3339 times with offset."""
    if instant(value) is None:
        raise vol.Invalid("must be an RFC 3339 time with offset")
    return str(value)


def instant(value: Any) -> datetime | None:
    """The moment an RFC 3339 text names, or None."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d", value):
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    return parsed if parsed.tzinfo is not None else None


def _matching(pattern: str, what: str) -> Any:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise vol.Invalid(f"must be {what}")
        return value

    return check


def _case_number(value: Any) -> str:
    if len(filled(value)) > LONGEST_CASE_NUMBER:
        raise vol.Invalid(f"must have at most {LONGEST_CASE_NUMBER} characters")
    return str(value)


def _base64(value: Any) -> str:
    try:
        base64.b64decode(filled(value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise vol.Invalid("must be base64") from error
    return str(value)


CLOCK = vol.Schema(
    {
        "offsetMs": integer(-(2**53) + 1),
        "trust": one_of("synced", "drifting", "unknown"),
        "bootId": text,
        "monotonicMs": integer(0),
    },
    required=True,
    extra=vol.ALLOW_EXTRA,
)

_TEXT_OR_NULL = vol.Any(None, text, msg="must be text or null")

RATING = vol.Schema(
    {
        "ratingId": identifier,
        "deviceId": filled,
        "epoch": integer(1),
        "deviceSeq": integer(1),
        "chain": _matching(r"[0-9a-f]{64}", "64 lower-case hex characters"),
        "projectNo": vol.Any(None, _case_number, msg=f"must be text of 1 to {LONGEST_CASE_NUMBER} characters or null"),
        "target": vol.Any(
            None,
            vol.Schema({"kind": filled, "code": filled}, required=True, extra=vol.ALLOW_EXTRA),
            msg='must be {"kind", "code"} or null',
        ),
        "serviceNumber": integer(1),
        "assessNumber": integer(1, 2),
        **dict.fromkeys(("taskCode", "taskName", "taskType", "proStatus"), _TEXT_OR_NULL),
        **dict.fromkeys(("areaCode", "deptCode", "orgName", "hallCode", "winNo", "staffNo"), _TEXT_OR_NULL),
        "satisfaction": integer(1, 5),
        "pf": one_of("4", "5"),
        "evalDetail": [filled],
        "detailComplete": yes_or_no,
        "writingEvaluation": text,
        "textSealed": yes_or_no,
        "assessTime": _matching(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "yyyy-MM-dd HH:mm:ss"),
        "assessedAt": moment,
        "clock": CLOCK,
        "anonymityFlag": one_of("1", "2"),
        "sealed": vol.Any(
            None,
            vol.Schema(
                {"keyId": filled, "algorithm": one_of("X25519-SEALED-BOX", "SM2"), "box": _base64},
                required=True,
                extra=vol.ALLOW_EXTRA,
            ),
            msg='must be {"keyId", "algorithm", "box": base64} or null',
        ),
        "dutyCalled": yes_or_no,
        "input": one_of("touch", "button", "remote"),
        "capturedOffline": yes_or_no,
        **dict.fromkeys(("formVersion", "configVersion", "appVersion"), filled),
    },
    required=True,
    extra=vol.ALLOW_EXTRA,  # unknown members are ignored everywhere
)
FIELDS = tuple(str(name) for name in RATING.schema)


def faults_of(
    rating: Any,
    *,
    device_id: str,
    epoch: int,
    form: Mapping[str, Any] | None,
    epoch_of: Callable[[str], int | None] = lambda _: None,
) -> list[str]:
    """Everything wrong with `rating` from a device that is in `epoch`; `form` is its formVersion's, if known.
    `epoch_of`: of another device, whose ratings this one may carry; None for a stranger's."""
    if not isinstance(rating, dict):
        return ["a rating is a JSON object"]
    try:
        canonical(rating)
    except NotCanonical as error:
        return [str(error)]
    faults = schema_faults(RATING, rating)
    if faults:
        return faults
    return [
        *_identity_faults(rating, epoch if rating["deviceId"] == device_id else epoch_of(rating["deviceId"])),
        *_joint_faults(rating),
        *_form_faults(rating, form),
    ]


def schema_faults(schema: vol.Schema, value: Any) -> list[str]:
    """All that `schema` finds wrong with `value`, each as `field: what` with the wrong value quoted."""
    try:
        schema(value)
    except vol.MultipleInvalid as error:
        return sorted(_in_words(fault, value) for fault in error.errors)
    return []


def _in_words(fault: vol.Invalid, value: Any) -> str:
    path = ".".join(str(step) for step in fault.path) or "value"
    if fault.msg == "required key not provided":
        return f"{path}: is missing"
    given = value
    try:
        for step in fault.path:
            given = given[step]
    except (KeyError, IndexError, TypeError):
        return f"{path}: {fault.msg}"
    quoted = repr(given)
    if len(quoted) > SHOWN_VALUE:
        quoted = quoted[:SHOWN_VALUE] + "…"
    return f"{path}: {fault.msg}, not {quoted}"


def _identity_faults(rating: Mapping[str, Any], epoch: int | None) -> list[str]:
    if epoch is None:
        return ["deviceId: is neither the device that signed the request nor another one that is known here"]
    if rating["epoch"] > epoch:
        return [f"epoch: this device is in epoch {epoch}, not yet in {rating['epoch']}"]
    return []


def _joint_faults(rating: Mapping[str, Any]) -> list[str]:
    faults = []
    if rating["projectNo"] is not None and rating["target"] is not None:
        faults.append("target: stands only where there is no projectNo")
    if rating["textSealed"] and rating["sealed"] is None:
        faults.append("textSealed: is true, but there is no box")
    if rating["textSealed"] and rating["writingEvaluation"]:
        faults.append("writingEvaluation: must be empty where the text is in the box")
    tapped = instant(rating["assessedAt"])
    if tapped is not None and tapped.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S") != rating["assessTime"]:
        faults.append("assessTime: is not the Beijing time of assessedAt")
    return faults


def _form_faults(rating: Mapping[str, Any], form: Mapping[str, Any] | None) -> list[str]:
    if form is None:
        return []
    faults = []
    level = str(rating["satisfaction"])
    known = {str(item.get("normCode")) for item in form.get("items", []) if str(item.get("starLevel")) == level}
    strange = [code for code in rating["evalDetail"] if code not in known]
    if strange:
        named = ", ".join(strange)[:SHOWN_VALUE]
        faults.append(f"evalDetail: no indicators of level {level} in form {form.get('version')}: {named}")
    limit = form.get("textLimit")
    if isinstance(limit, int) and len(rating["writingEvaluation"]) > limit:
        faults.append(f"writingEvaluation: has more than {limit} characters")
    return faults
