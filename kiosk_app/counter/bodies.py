"""The bodies of the counter's calls: bytes → JSON → values of the core, with every fault named at once.

Unknown members are ignored and null means absent. Types are strict: true is no number, "1" is none either. A fault is
named by its member and by what is expected, never by what was sent: that may be personal data.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import voluptuous as vol

from kiosk_app.core.model import Case, Clerk, Invitation

BODY_BYTES = 64 << 10
STAFF_BODY_BYTES = 3 << 20
PHOTO_BYTES = 2 << 20

PROJECT_NO_LENGTH = 50  # the centre's limit
CODE_LENGTH = 64  # item codes have 31 or 33 characters
NAME_LENGTH = 100
TEXT_LENGTH = 500  # names of items run to two hundred characters; a motto is shorter
# Steps are counted from 1; an int of JavaScript's and of SQLite's alike.
MOST_STEPS = 1_000_000

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
# With its hyphens or without them: Java programs of the field often leave them out.
_UUID = re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


class BodyError(Exception):
    """The body cannot be used; the text says why, all faults at once, and is safe to show."""


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in UTF-8 that the bytes hold; raises BodyError."""
    try:
        text = body.decode("utf-8-sig")  # some systems put a byte order mark in front
    except UnicodeDecodeError:
        raise BodyError("the body is not UTF-8") from None
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BodyError("the body is not valid JSON") from None
    if not isinstance(document, dict):
        raise BodyError("the body must be a JSON object")
    return document


def invitation_id_in(document: dict[str, Any]) -> str | None:
    """The invitation's id where one can be read, in canonical form; whatever else is wrong with the body."""
    value = document.get("invitationId")
    return canonical_id(value) if isinstance(value, str) else None


def canonical_id(text: str) -> str | None:
    """A UUID in lower case with hyphens; None for anything else."""
    return str(uuid.UUID(text)) if _UUID.fullmatch(text) else None


def clerk_from(document: dict[str, Any]) -> Clerk:
    """The clerk of a sign-in; raises BodyError."""
    values = _checked(_STAFF, document)
    return Clerk(
        staff_no=values["staffNo"],
        name=values["name"],
        title=values.get("title", ""),
        stars=values.get("stars"),
        motto=values.get("motto", ""),
        photo=values.get("photo") or None,
    )


def invitation_from(document: dict[str, Any]) -> Invitation:
    """The invitation of a call, with an id of its own where none was given; raises BodyError."""
    values = _checked(_INVITATION, document)
    applicant = {name: text for name, text in values.get("applicant", {}).items() if text}
    return Invitation(
        invitation_id=values.get("invitationId") or str(uuid.uuid4()),
        case=Case(values.get("projectNo"), values.get("serviceNumber", 1), values.get("assessNumber", 1)),
        task_code=values.get("taskCode") or None,
        task_name=values.get("taskName") or None,
        task_type=values.get("taskType") or None,
        pro_status=values.get("proStatus") or None,
        timeout_seconds=values.get("timeoutSeconds"),
        applicant=applicant or None,
    )


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _checked(schema: vol.Schema, document: dict[str, Any]) -> dict[str, Any]:
    try:
        values: dict[str, Any] = schema(document)
    except vol.MultipleInvalid as faults:
        lines = sorted({".".join(str(step) for step in fault.path) + ": " + fault.msg for fault in faults.errors})
        raise BodyError("; ".join(lines)) from None
    return values


def _without_nulls(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise vol.Invalid("must be an object")
    return {name: member for name, member in value.items() if member is not None}


def _code(length: int) -> Callable[[Any], str]:
    """A number or code: kept as it is, so it must be one line and not blank."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > length or _CONTROL.search(value):
            raise vol.Invalid(f"must be text of 1 to {length} characters on one line")
        return _SURROGATE.sub("\ufffd", value)

    return check


def _text(length: int, least: int = 0) -> Callable[[Any], str]:
    """A text to be shown: line breaks and other controls become spaces."""

    def check(value: Any) -> str:
        text = _CONTROL.sub(" ", value).strip() if isinstance(value, str) else None
        if text is None or not least <= len(text) <= length:
            raise vol.Invalid(f"must be text of {least} to {length} characters")
        return _SURROGATE.sub("\ufffd", text)

    return check


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise vol.Invalid(f"must be a whole number from {least} to {most}")
        return value

    return check


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 1 <= value <= 600:  # NaN is not within anything
        raise vol.Invalid("must be a number of seconds from 1 to 600")
    return float(value)


def _identifier(value: Any) -> str:
    identifier = canonical_id(value) if isinstance(value, str) else None
    if identifier is None:
        raise vol.Invalid("must be a UUID")
    return identifier


def _photo(value: Any) -> bytes:
    fault = vol.Invalid("must be a JPEG or PNG of at most 2 MiB in base64")
    if not isinstance(value, str):
        raise fault
    try:
        # MIME-wrapped base64 is still base64; any other stray character is not.
        photo = base64.b64decode(re.sub(r"[ \r\n\t]", "", value), validate=True)
    except (binascii.Error, ValueError):
        raise fault from None
    if photo and (len(photo) > PHOTO_BYTES or not photo.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))):
        raise fault
    return photo


def _object(members: dict[Any, Any]) -> vol.All:
    return vol.All(_without_nulls, vol.Schema(members, extra=vol.REMOVE_EXTRA))


_STAFF = vol.Schema(
    _object(
        {
            vol.Required("staffNo", msg="is missing"): _code(CODE_LENGTH),
            vol.Required("name", msg="is missing"): _text(NAME_LENGTH, least=1),
            "title": _text(NAME_LENGTH),
            "stars": _whole(0, 5),
            "motto": _text(TEXT_LENGTH),
            "photo": _photo,
        }
    )
)

_INVITATION = vol.Schema(
    _object(
        {
            "projectNo": _code(PROJECT_NO_LENGTH),
            "serviceNumber": _whole(1, MOST_STEPS),
            "assessNumber": _whole(1, 2),
            "invitationId": _identifier,
            "taskCode": _text(CODE_LENGTH),
            "taskName": _text(TEXT_LENGTH),
            "taskType": _text(CODE_LENGTH),
            "proStatus": _text(CODE_LENGTH),
            "timeoutSeconds": _seconds,
            "applicant": _object(
                {name: _text(TEXT_LENGTH) for name in ("userName", "userProp", "userPageType", "certKey", "mobile")}
            ),
        }
    )
)
