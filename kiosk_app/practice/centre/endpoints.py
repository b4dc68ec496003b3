"""The calls of the contract, one function each. A signed call gets the device that signed it and its body."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import voluptuous as vol
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk_app.practice.centre import ledger, reports
from kiosk_app.practice.centre.answers import Refusal, answer, refused, rfc3339
from kiosk_app.practice.centre.bodies import parsed, read_body, unpacked
from kiosk_app.practice.centre.canonical import CHAIN_START
from kiosk_app.practice.centre.defaults import NOTICES
from kiosk_app.practice.centre.faults import OF_RATINGS
from kiosk_app.practice.centre.rating import BEIJING, schema_faults
from kiosk_app.practice.centre.registry import Caller, refuse_faults

if TYPE_CHECKING:
    from kiosk_app.practice.centre.desk import Desk

MOST_A_REQUEST = 200
TOKEN_SECONDS = 1800

Signed = Callable[["Desk", Request, Caller, bytes], Response]


def routes(desk: Desk) -> list[Route]:
    """The routes of the contract below the prefix."""

    async def time(_request: Request) -> Response:
        return answer(desk.now(), {})

    async def enrolments(request: Request) -> Response:
        try:
            body = parsed(unpacked(await read_body(request), request.headers.get("content-encoding")))
            identity = desk.registry.enrol(body)
        except Refusal as refusal:
            return refused(desk.now(), refusal)
        return answer(desk.now(), {**identity, "sealingKey": desk.sealing_key()})

    def signed(path: str, method: str, call: Signed) -> Route:
        return Route(path, _checked(desk, call), methods=[method])

    return [
        Route("/time", time, methods=["GET"]),
        Route("/enrolments", enrolments, methods=["POST"]),
        signed("/epochs", "POST", _epochs),
        signed("/device/config", "GET", _config),
        signed("/form/{version}", "GET", _form),
        signed("/media/{name}", "GET", _media),
        signed("/ratings", "POST", _ratings),
        signed("/invitations", "POST", _invitations),
        signed("/cases/{project_no:path}", "GET", _case),
        signed("/receipts/{no:path}", "GET", _receipt),
        signed("/tokens", "POST", _tokens),
        signed("/duty-calls", "POST", _duty_calls),
        signed("/settlements", "POST", _settlements),
        signed("/heartbeats", "POST", _heartbeats),
    ]


def _checked(desk: Desk, call: Signed) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            sent = await read_body(request)
            path = request.scope["raw_path"].decode("ascii", "replace")
            if request.scope["query_string"]:
                path += "?" + request.scope["query_string"].decode("ascii", "replace")
            caller = desk.registry.authenticate(request.method, path, request.headers, sent)
            code = "BAD_BATCH" if call is _ratings else "BAD_REQUEST"
            return call(desk, request, caller, unpacked(sent, request.headers.get("content-encoding"), code))
        except Refusal as refusal:
            return refused(desk.now(), refusal)

    return endpoint


def _epochs(desk: Desk, _request: Request, caller: Caller, body: bytes) -> Response:
    return answer(desk.now(), {"epoch": desk.registry.new_epoch(caller, parsed(body))})


def _config(desk: Desk, request: Request, _caller: Caller, _body: bytes) -> Response:
    return _unless_known(desk, request, desk.configuration())


def _form(desk: Desk, request: Request, _caller: Caller, _body: bytes) -> Response:
    form = desk.form(request.path_params["version"])
    if form is None:
        raise Refusal(404, "NOT_FOUND", "there is no such form")
    return _unless_known(desk, request, form)


def _unless_known(desk: Desk, request: Request, data: Any) -> Response:
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode("ascii")).hexdigest()
    etag = f'"{digest[:32]}"'
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers={"ETag": etag})
    return answer(desk.now(), data, headers={"ETag": etag})


def _media(_desk: Desk, request: Request, _caller: Caller, _body: bytes) -> Response:
    # Looked for among what there is: no name leads out of the folder.
    for path in NOTICES.glob("*.png"):
        if path.name == request.path_params["name"]:
            return Response(path.read_bytes(), media_type="image/png")
    raise Refusal(404, "NOT_FOUND", "there is no such file")


def _ratings(desk: Desk, _request: Request, caller: Caller, body: bytes) -> Response:
    ratings = _batch(parsed(body, "BAD_BATCH"), "ratings", "ratingId", "BAD_BATCH")
    about = ledger.Circumstances(
        device_id=caller.device_id,
        epoch=caller.epoch,
        epoch_of=desk.registry.epoch_of,
        now=rfc3339(desk.now()),
        hall_code=desk.hall_code(),
        form=desk.form,
        strike=lambda name: desk.faults.strike("ratings", [name]) is not None if name in OF_RATINGS else False,
    )
    return answer(desk.now(), {"results": ledger.receive(desk.store, ratings, about)})


def _batch(body: dict[str, Any], name: str, key: str, code: str) -> list[dict[str, Any]]:
    """The list of a batch, every entry an object with a short text under `key`, or a Refusal of the whole."""
    entries = body.get(name)
    if not isinstance(entries, list) or not entries:
        raise Refusal(400, code, f"{name}: a list of 1 to {MOST_A_REQUEST}")
    if len(entries) > MOST_A_REQUEST:
        raise Refusal(413, "TOO_LARGE", f"{name}: at most {MOST_A_REQUEST} a request, not {len(entries)}")
    for index, entry in enumerate(entries):
        named = entry.get(key) if isinstance(entry, dict) else None
        if not isinstance(named, str) or not 0 < len(named) <= 100 or not named.isprintable():
            raise Refusal(400, code, f"{name}[{index}]: has no {key} to answer by")
    return entries


def _invitations(desk: Desk, _request: Request, caller: Caller, body: bytes) -> Response:
    entries = _batch(parsed(body), "invitations", "invitationId", "BAD_REQUEST")
    return _kept(desk, caller, entries, "invitationId", "invitation", reports.INVITATION)


def _settlements(desk: Desk, _request: Request, caller: Caller, body: bytes) -> Response:
    entries = _batch(parsed(body), "settlements", "settlementId", "BAD_REQUEST")
    return _kept(desk, caller, entries, "settlementId", "settlement", reports.SETTLEMENT)


def _kept(
    desk: Desk, caller: Caller, entries: list[dict[str, Any]], key: str, kind: str, shape: vol.Schema
) -> Response:
    results = []
    with desk.store.transaction():
        for entry in entries:
            outcome = desk.keep_report(kind, entry[key], caller.device_id, entry, schema_faults(shape, entry))
            results.append({key: entry[key], "outcome": outcome})
    return answer(desk.now(), {"results": results})


def _duty_calls(desk: Desk, _request: Request, caller: Caller, body: bytes) -> Response:
    call = parsed(body)
    refuse_faults(schema_faults(reports.DUTY_CALL, call))
    desk.keep_report("duty-call", call["dutyCallId"], caller.device_id, call, [])
    return answer(desk.now(), {})


def _case(desk: Desk, request: Request, _caller: Caller, _body: bytes) -> Response:
    case = desk.case(request.path_params["project_no"])
    if case is None:
        return answer(desk.now(), None, code="NO_SUCH_CASE", msg="there is no such case")
    return answer(desk.now(), case)


def _receipt(desk: Desk, request: Request, _caller: Caller, _body: bytes) -> Response:
    no = request.path_params["no"]
    row = desk.store.row("SELECT * FROM ratings WHERE (receipt_no = ? OR rating_id = ?)", no, no)
    if row is None or row["receipt_no"] is None:
        return answer(desk.now(), None, code="NO_SUCH_RECEIPT", msg="there is no such receipt")
    level = json.loads(row["body"])["satisfaction"]
    received = datetime.fromisoformat(row["received_at"]).astimezone(BEIJING).date()
    due = working_days_after(received, desk.answer_within()) if level <= 2 else None  # a 差评 gets an answer
    receipt = {"state": "received", "dueDate": due.isoformat() if due else None, "answer": None}
    return answer(desk.now(), {"receiptNo": row["receipt_no"], **receipt, **json.loads(row["receipt"])})


def working_days_after(day: date, count: int) -> date:
    """The day `count` working days after `day`; Saturdays and Sundays are none, holidays the centre does not know."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _tokens(desk: Desk, _request: Request, caller: Caller, body: bytes) -> Response:
    asked = parsed(body)
    refuse_faults(schema_faults(reports.TOKEN, asked))
    token, now = secrets.token_urlsafe(16), desk.now()
    with desk.store.transaction() as db:
        kept = json.dumps({"projectNo": asked["projectNo"], "serviceNumber": asked["serviceNumber"]})
        db.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", (token, caller.device_id, rfc3339(now), kept))
    return answer(now, {"token": token, "expiresAt": rfc3339(now + TOKEN_SECONDS)})


def _heartbeats(desk: Desk, _request: Request, caller: Caller, body: bytes) -> Response:
    heartbeat = parsed(body)
    refuse_faults(schema_faults(reports.HEARTBEAT_CORE, heartbeat))
    if heartbeat["deviceId"] != caller.device_id:
        raise Refusal(400, "BAD_REQUEST", "deviceId: is not the device that signed the request")
    desk.keep_heartbeat(caller.device_id, heartbeat, schema_faults(reports.HEARTBEAT, heartbeat))
    last = desk.store.row(
        "SELECT seq, chain FROM numbers WHERE device_id = ? AND epoch = ? ORDER BY seq DESC LIMIT 1",
        caller.device_id,
        heartbeat["epoch"],
    )
    refresh = ["config"] if heartbeat.get("configVersion") != desk.version() else []
    seq, chain = (last["seq"], last["chain"]) if last else (0, CHAIN_START)
    return answer(desk.now(), {"refresh": refresh, "lastSeq": seq, "lastChain": chain})
