"""Bodies: every fault named at once, nothing repeated of what was sent, and no input that breaks them."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core.model import Case
from kiosk_app.counter import bodies
from kiosk_app.counter.bodies import BodyError, clerk_from, invitation_from, read_object

JPEG = b"\xff\xd8\xff\xe0" + bytes(6)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = (
    *("projectNo", "serviceNumber", "assessNumber", "invitationId", "taskCode", "taskName", "timeoutSeconds"),
    *("applicant", "staffNo", "name", "stars", "photo"),
)
members = st.sampled_from(MEMBERS)


@given(st.dictionaries(members, json_values))
def test_any_object_is_taken_or_refused(document: dict[str, Any]) -> None:
    faults = []
    for read in (clerk_from, invitation_from):
        try:
            read(document)
        except BodyError as error:
            faults.append(str(error))
    assert all(faults)


@given(st.binary())
def test_any_bytes_are_an_object_or_refused(body: bytes) -> None:
    try:
        assert isinstance(read_object(body), dict)
    except BodyError:
        return


def test_the_least_and_the_defaults() -> None:
    invitation = invitation_from({})
    assert invitation.case == Case(None, 1, 1)
    assert uuid.UUID(invitation.invitation_id)
    assert (invitation.timeout_seconds, invitation.applicant, invitation.task_name) == (None, None, None)
    assert invitation_from({"serviceNumber": None, "taskName": "", "applicant": {"mobile": None}}).applicant is None
    clerk = clerk_from({"staffNo": "1", "name": "李"})
    assert (clerk.title, clerk.stars, clerk.motto, clerk.photo) == ("", None, "", None)


def test_all_faults_at_once() -> None:
    with pytest.raises(BodyError) as caught:
        invitation_from({"serviceNumber": 0, "timeoutSeconds": "9", "invitationId": "x", "applicant": {"mobile": 1}})
    for member in ("applicant.mobile", "invitationId", "serviceNumber", "timeoutSeconds"):
        assert member + ": must be" in str(caught.value)


@pytest.mark.parametrize(
    ("member", "bad"),
    [("projectNo", bad) for bad in ("", "  ", "x" * 51, 5, ["a"], "a\nb", True)]
    + [("serviceNumber", bad) for bad in (0, -1, 1.0, "1", True, 10**30)]
    + [("assessNumber", bad) for bad in (0, 3, True)]
    + [("timeoutSeconds", bad) for bad in (0.99, 600.01, True, "5", 10**400, float("inf"), float("nan"))]
    + [("invitationId", bad) for bad in ("", "x", 5, "{12345678-1234-1234-1234-123456789012}")]
    + [("applicant", bad) for bad in ([], "x", 1, {"userName": 5})],
)
def test_a_bad_member_of_an_invitation(member: str, bad: object) -> None:
    with pytest.raises(BodyError, match=member):
        invitation_from({member: bad})


@pytest.mark.parametrize(
    ("member", "bad"),
    [("staffNo", bad) for bad in (None, "", 721, "x" * 65)]
    + [("name", bad) for bad in (None, " ", "x" * 101)]
    + [("stars", bad) for bad in (-1, 6, True, 3.0, "3")]
    + [("photo", bad) for bad in (5, "not base64!", "aGVsbG8=", base64.b64encode(JPEG + bytes(2 << 20)).decode(), "é")],
)
def test_a_bad_member_of_a_sign_in(member: str, bad: object) -> None:
    with pytest.raises(BodyError, match=member):
        clerk_from({"staffNo": "1", "name": "李", member: bad})


def test_what_is_taken_as_it_may_come() -> None:
    whole = base64.encodebytes(JPEG + bytes(100)).decode()  # with line breaks
    assert clerk_from({"staffNo": "1", "name": " 李\n敏 ", "photo": whole}).photo == JPEG + bytes(100)
    assert clerk_from({"staffNo": "1", "name": " 李\n敏 "}).name == "李 敏"
    assert invitation_from({"projectNo": "A\ud800"}).case.project_no == "A\ufffd"
    assert invitation_from({"applicant": {"userName": "张", "else": 1}}).applicant == {"userName": "张"}
    assert invitation_from({"timeoutSeconds": 1}).timeout_seconds == 1.0
    assert read_object(b"\xef\xbb\xbf{}") == {}
    assert read_object(json.dumps({"a": "\U0001f600"}).encode()) == {"a": "\U0001f600"}


def test_the_largest_photo_fits_into_the_largest_body() -> None:
    photo = base64.b64encode(JPEG + bytes((2 << 20) - len(JPEG))).decode()
    body = json.dumps({"staffNo": "1", "name": "李", "photo": photo}).encode()
    assert len(body) <= bodies.STAFF_BODY_BYTES
    assert clerk_from(read_object(body)).photo
