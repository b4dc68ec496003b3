"""The calls of the counter interface, each with its answers and its refusals, over real HTTP."""

from __future__ import annotations

import base64
import concurrent.futures
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from caller import Counter

from kiosk_app.core.messages import ClerkSignedIn, InvitationReceived
from kiosk_app.core.model import Case, Fate
from kiosk_app.counter import routes

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


def test_health_needs_no_token_and_no_clerk(counter: Counter) -> None:
    assert counter.call("GET", "/v1/health", token=None).status_code == 200
    counter.healthy = False
    assert counter.refused(counter.call("GET", "/v1/health", token=None)) == (503, "OUT_OF_SERVICE")


def test_status(counter: Counter) -> None:
    status = counter.call("GET", "/v1/status").json()
    assert set(status) == {"state", "role", "staffNo", "pad", "central", "unsent", "parked", "version"}
    assert status["staffNo"] is None
    assert status["version"] == "0.1.0"


def test_sign_in_pause_resume_sign_out(counter: Counter) -> None:
    clerk = {"staffNo": "0721", "name": "李敏", "title": "科员", "stars": 4, "motto": "便民", "extra": 1}
    answer = counter.call("PUT", "/v1/staff", json={**clerk, "photo": base64.b64encode(PNG).decode()})
    assert (answer.status_code, answer.content) == (204, b"")
    event = counter.engine.received[-1]
    assert isinstance(event, ClerkSignedIn)
    assert (event.clerk.staff_no, event.clerk.stars, event.clerk.photo) == ("0721", 4, PNG)
    assert counter.call("POST", "/v1/staff/pause").status_code == 204
    assert counter.refused(counter.invite(projectNo="A1")) == (409, "NO_STAFF")
    assert counter.call("POST", "/v1/staff/resume", data=b"anything").status_code == 204
    assert counter.invite(projectNo="A1").status_code == 201
    assert counter.call("DELETE", "/v1/staff").status_code == 204
    assert counter.refused(counter.call("POST", "/v1/staff/pause")) == (409, "NO_STAFF")
    assert counter.refused(counter.call("POST", "/v1/staff/resume")) == (409, "NO_STAFF")


def test_an_invitation_from_offered_to_rated(counter: Counter) -> None:
    invitation_id = counter.invited(projectNo="A1", serviceNumber=2, timeoutSeconds=1.5)
    event = counter.engine.received[-1]
    assert isinstance(event, InvitationReceived)
    assert event.invitation.case == Case("A1", 2, 1)
    assert event.invitation.timeout_seconds == 1.5
    path = f"/v1/invitations/{invitation_id}"
    assert counter.call("GET", path).json() == {"invitationId": invitation_id, "state": "offered"}
    counter.engine.tell(Fate.SEEN)
    assert counter.call("GET", path + "?wait=0").json()["state"] == "seen"
    assert counter.call("GET", path + "?wait=0.05").json()["state"] == "seen"
    counter.engine.tell(Fate.RATED)
    assert counter.call("GET", path.upper().replace("/V1/INVITATIONS", "/v1/invitations")).json()["state"] == "rated"
    assert counter.refused(counter.call("DELETE", path)) == (409, "ALREADY_RATED")


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate.final])
def test_a_long_poll_returns_at_the_final_state(counter: Counter, fate: Fate) -> None:
    invitation_id = counter.invited(projectNo="A1")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        asked = pool.submit(counter.call, "GET", f"/v1/invitations/{invitation_id}?wait=99999")
        counter.until(lambda: counter.board.waiting(invitation_id) == 1)
        counter.engine.tell(Fate.SEEN)
        assert not asked.done()
        counter.engine.tell(fate)
        assert asked.result(10).json() == {"invitationId": invitation_id, "state": fate.value}
    assert counter.board.waiting(invitation_id) == 0


def test_the_same_id_again_gets_the_present_state_whatever_the_body(counter: Counter) -> None:
    given = str(uuid.uuid4())
    assert counter.invited(invitationId=given.upper(), projectNo="A1") == given
    again = [{"projectNo": "other"}, {"projectNo": 5, "serviceNumber": "x"}, {}]
    for body in again:
        answer = counter.invite(invitationId=given, **body)
        assert (answer.status_code, answer.json()) == (200, {"invitationId": given, "state": "offered"})
    counter.engine.tell(Fate.LAPSED)
    counter.engine.service = False
    counter.rated.add(Case("A1", 1, 1))
    assert counter.invite(invitationId=given.replace("-", ""), projectNo="A1").json()["state"] == "lapsed"
    assert sum(isinstance(event, InvitationReceived) for event in counter.engine.received) == 1


def test_two_at_once_with_one_id_open_one(counter: Counter) -> None:
    counter.sign_in()
    given = str(uuid.uuid4())
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: counter.invite(invitationId=given, projectNo="A1"), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]


def test_a_refused_id_may_be_tried_again(counter: Counter) -> None:
    given = str(uuid.uuid4())
    assert counter.refused(counter.invite(invitationId=given)) == (409, "NO_STAFF")
    assert counter.refused(counter.call("GET", f"/v1/invitations/{given}")) == (404, "NOT_FOUND")
    counter.sign_in()
    assert counter.invite(invitationId=given).status_code == 201


def test_refusals_in_the_contracts_order(counter: Counter) -> None:
    counter.rated.add(Case("A1", 1, 1))
    counter.engine.service = False
    assert counter.refused(counter.invite(projectNo="A1", serviceNumber=0)) == (400, "BAD_REQUEST")
    assert counter.refused(counter.invite(projectNo="A1")) == (503, "OUT_OF_SERVICE")
    counter.engine.service = True
    assert counter.refused(counter.invite(projectNo="A1")) == (409, "NO_STAFF")
    counter.invited(projectNo="B1")
    assert counter.refused(counter.invite(projectNo="A1")) == (409, "ALREADY_RATED")
    assert counter.refused(counter.invite(projectNo="C1")) == (409, "BUSY")


def test_a_second_rating_of_a_case_is_refused_but_an_append_is_not(counter: Counter) -> None:
    counter.sign_in()
    counter.rated |= {Case("A1", 1, 1), Case(None, 1, 1)}
    assert counter.refused(counter.invite(projectNo="A1")) == (409, "ALREADY_RATED")
    assert counter.invite(projectNo="A1", assessNumber=2).status_code == 201
    counter.engine.tell(Fate.RATED)
    assert counter.invite(projectNo=None).status_code == 201  # without a case never


def test_take_back(counter: Counter) -> None:
    path = f"/v1/invitations/{counter.invited(projectNo='A1')}"
    assert counter.call("DELETE", path).status_code == 204
    assert counter.call("GET", path).json()["state"] == "cancelled"
    assert counter.call("DELETE", path).status_code == 204
    path = f"/v1/invitations/{counter.invited(projectNo='A1')}"
    counter.engine.level_stored = True
    assert counter.refused(counter.call("DELETE", path)) == (409, "ALREADY_RATED")
    assert counter.call("GET", path).json()["state"] == "offered"


def test_an_invitation_of_before_this_start_is_known_from_the_disk(counter: Counter) -> None:
    rated, fault, unknown = (str(uuid.uuid4()) for _ in range(3))
    counter.old.update({rated: "rated", fault: "fault"})
    assert counter.call("GET", f"/v1/invitations/{rated}?wait=60").json()["state"] == "rated"
    assert counter.invite(invitationId=fault).json()["state"] == "fault"
    assert counter.refused(counter.call("DELETE", f"/v1/invitations/{rated}")) == (409, "ALREADY_RATED")
    assert counter.call("DELETE", f"/v1/invitations/{fault}").status_code == 204
    for method in ("GET", "DELETE"):
        assert counter.refused(counter.call(method, f"/v1/invitations/{unknown}")) == (404, "NOT_FOUND")
        assert counter.refused(counter.call(method, "/v1/invitations/nonsense")) == (404, "NOT_FOUND")


@pytest.mark.parametrize("wait", ["-1", "x", "", "nan", "inf", "1e1", "0x5", "1,5", "１"])
def test_a_wait_that_is_no_number_of_seconds(counter: Counter, wait: str) -> None:
    invitation_id = counter.invited(projectNo="A1")
    answer = counter.call("GET", f"/v1/invitations/{invitation_id}", params={"wait": wait})
    assert counter.refused(answer) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"null", b'{"projectNo": NaN}', b"\xff\xfe{\x00}\x00", b"[" * 60000]
)
def test_bodies_that_are_no_object(counter: Counter, body: bytes) -> None:
    for method, path in (("POST", "/v1/invitations"), ("PUT", "/v1/staff")):
        assert counter.refused(counter.call(method, path, data=body)) == (400, "BAD_REQUEST")


def test_a_fault_never_repeats_what_was_sent(counter: Counter) -> None:
    answer = counter.invite(applicant={"certKey": 500101199001011234, "mobile": ["13800000000"]}, serviceNumber=True)
    assert counter.refused(answer) == (400, "BAD_REQUEST")
    for member in ("applicant.certKey", "applicant.mobile", "serviceNumber"):
        assert member in answer.json()["msg"]
    assert "1990" not in answer.text
    assert "138" not in answer.text


def test_bodies_too_large_declared_and_streamed(counter: Counter) -> None:
    large: list[tuple[str, str, Any]] = [
        ("POST", "/v1/invitations", b"x" * (65 << 10)),
        ("POST", "/v1/invitations", iter([b"x" * 1024] * 65)),
        ("POST", "/v1/staff/pause", b"x" * (65 << 10)),
        ("DELETE", "/v1/staff", b"x" * (65 << 10)),
        ("PUT", "/v1/staff", b"x" * ((3 << 20) + 1)),
        ("PUT", "/v1/staff", iter([b"x" * (1 << 20)] * 4)),
    ]
    for method, path, body in large:
        assert counter.refused(counter.call(method, path, data=body)) == (413, "TOO_LARGE")
    assert counter.refused(counter.call("PUT", "/v1/staff", data=b"x" * (3 << 20))) == (400, "BAD_REQUEST")


def test_unknown_calls_and_methods(counter: Counter) -> None:
    for path in ("/v1", "/v1/staff/", "/v2/staff", "/v1/invitations/a/b", "/favicon.ico", "/page/index.html"):
        assert counter.refused(counter.call("GET", path)) == (404, "NOT_FOUND")
    for method, path in (("GET", "/v1/staff"), ("POST", "/"), ("PATCH", "/v1/invitations"), ("POST", "/v1/health")):
        answer = counter.call(method, path, data=b"x" * (65 << 10))
        assert counter.refused(answer) == (405, "METHOD")
        assert answer.headers["Allow"]


def test_what_breaks_inside_is_one_line_and_no_secret(counter: Counter, caplog: pytest.LogCaptureFixture) -> None:
    counter.broken = True
    answer = counter.call("GET", "/v1/status")
    assert counter.refused(answer) == (503, "OUT_OF_SERVICE")
    assert "5001" not in answer.text + caplog.text
    assert "a counter call failed" in caplog.text


def test_an_engine_that_is_silent(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "ANSWER_SECONDS", 0.2)
    counter.engine.silent = True
    assert counter.refused(counter.invite(projectNo="A1")) == (503, "OUT_OF_SERVICE")
    assert counter.call("GET", "/v1/status").status_code == 200


def test_stop_lets_everybody_go_with_the_present_state(start_counter: Callable[..., Counter]) -> None:
    counter = start_counter()
    invitation_id = counter.invited(projectNo="A1")
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(counter.call, "GET", f"/v1/invitations/{invitation_id}?wait=60") for _ in range(20)]
        counter.until(lambda: counter.board.waiting(invitation_id) == 20)
        counter.server.stop()
        for one in asked:
            assert one.result(10).json()["state"] == "offered"
    assert not counter.server.running
    counter.server.stop()
