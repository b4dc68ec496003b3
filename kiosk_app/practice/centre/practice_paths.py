"""The paths for who practises and for tests: the page, the state, and the levers. From this machine only, unsigned."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from kiosk_app.practice.centre.answers import Refusal
from kiosk_app.practice.centre.bodies import parsed, read_body
from kiosk_app.practice.centre.desk import Desk
from kiosk_app.practice.centre.faults import UnknownFault
from kiosk_app.practice.centre.page import CONTENT_POLICY, page, page_language
from kiosk_app.practice.centre.state import state

RECEIPT_STATES = ("received", "assigned", "answered", "closed")
Lever = Callable[[Desk, Any], dict[str, Any]]


def routes(desk: Desk) -> list[Route]:
    """The routes under /practice."""

    async def show(request: Request) -> Response:
        language = page_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        return HTMLResponse(page(desk, language), headers=CONTENT_POLICY)

    async def everything(_request: Request) -> Response:
        return JSONResponse(state(desk))

    async def put_config(request: Request) -> Response:
        _refuse_browser_forms(request)
        desk.put_configuration(parsed(await read_body(request)))
        return JSONResponse({})

    def lever(name: str, pull: Lever) -> Route:
        async def pulled(request: Request) -> Response:
            _refuse_browser_forms(request)
            return JSONResponse(pull(desk, parsed(await read_body(request))))

        return Route(f"/practice/{name}", _guarded(pulled), methods=["POST"])

    return [
        Route("/practice", _guarded(show), methods=["GET"]),
        Route("/practice/state.json", _guarded(everything), methods=["GET"]),
        Route("/practice/config", _guarded(put_config), methods=["PUT"]),
        lever("config", _config),
        lever("faults", _faults),
        lever("cases", _cases),
        lever("forms", _forms),
        lever("enrolment-codes", _enrolment_codes),
        lever("devices", _devices),
        lever("receipts", _receipts),
        lever("clock", _clock),
    ]


def _guarded(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        if not is_here(request.client.host if request.client else "") or not is_here(request.url.hostname or ""):
            msg = "the practice paths answer on this machine only; open them as http://127.0.0.1:PORT/practice"
            return JSONResponse({"code": "LOOPBACK_ONLY", "msg": msg}, status_code=403)
        try:
            return await endpoint(request)
        except Refusal as refusal:
            return JSONResponse({"code": refusal.code, "msg": refusal.msg}, status_code=refusal.status)

    return guarded


def is_here(host: str) -> bool:
    """Whether a host name or address is this machine's loopback."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _refuse_browser_forms(request: Request) -> None:
    # A web page somewhere may post a form here, but not with this content type unless we allowed it, which we do not.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refusal(415, "BAD_REQUEST", "send JSON with Content-Type: application/json")


def _config(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    desk.change_configuration(body)
    return {"configVersion": desk.version()}


def _faults(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    slow = body.pop("slowSeconds", desk.faults.slow_seconds)
    if isinstance(slow, bool) or not isinstance(slow, int | float) or not 0 <= slow <= 600:
        raise Refusal(400, "BAD_REQUEST", "slowSeconds: a number of 0 to 600")
    try:
        desk.faults.replace(body)
    except UnknownFault as error:
        raise Refusal(400, "BAD_REQUEST", str(error)) from error
    desk.faults.slow_seconds = float(slow)
    return {"faults": desk.faults.probabilities}


def _cases(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    _text_of(body, "projectNo")
    steps = body.get("steps", [])
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise Refusal(400, "BAD_REQUEST", "steps: a list of objects")
    desk.keep_case(body)
    return {}


def _forms(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    _text_of(body, "version")
    desk.keep_form(body)
    return {}


def _enrolment_codes(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    device_id = _text_of(body, "deviceId") if body.get("deviceId") is not None else None
    code = _text_of(body, "code").upper() if body.get("code") is not None else None
    return {"enrolmentCode": desk.registry.new_code(device_id, code)}


def _devices(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    device_id, wanted = _text_of(body, "deviceId"), body.get("state")
    if wanted not in ("current", "revoked"):
        raise Refusal(400, "BAD_REQUEST", "state: current or revoked")
    with desk.store.transaction() as db:
        changed = db.execute(
            "UPDATE keys SET state = ? WHERE device_id = ? AND state <> 'fenced'", (wanted, device_id)
        ).rowcount
    if not changed:
        raise Refusal(404, "NOT_FOUND", f"there is no device {device_id}")
    return {}


def _receipts(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    no = _text_of(body, "no")
    if body.get("state") not in RECEIPT_STATES:
        raise Refusal(400, "BAD_REQUEST", f"state: one of {', '.join(RECEIPT_STATES)}")
    if body.get("dueDate") is not None:
        try:
            date.fromisoformat(_text_of(body, "dueDate"))
        except ValueError as error:
            raise Refusal(400, "BAD_REQUEST", "dueDate: a date as 2026-11-30, or null") from error
    with desk.store.transaction() as db:
        kept = {name: body[name] for name in ("state", "dueDate", "answer") if name in body}
        row = db.execute("SELECT * FROM ratings WHERE receipt_no = ? OR rating_id = ?", (no, no)).fetchone()
        if row is None:
            raise Refusal(404, "NOT_FOUND", "there is no such receipt")
        db.execute("UPDATE ratings SET receipt = ? WHERE rating_id = ?", (json.dumps(kept), row["rating_id"]))
    return {}


def _clock(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    seconds = body.get("offsetSeconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or abs(seconds) > 10**9:
        raise Refusal(400, "BAD_REQUEST", "offsetSeconds: a number of seconds the centre's clock is to be ahead")
    desk.clock_offset_seconds = float(seconds)
    return {}


def _text_of(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value or not value.isprintable():
        raise Refusal(400, "BAD_REQUEST", f"{name}: text, and not empty")
    return value
