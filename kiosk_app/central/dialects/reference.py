"""The reference contract, version 1: one request out, one answer in. Pure."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from kiosk_app.central import signing
from kiosk_app.central.answer import object_of, retry_after
from kiosk_app.central.call import Call
from kiosk_app.central.identity import Identity
from kiosk_app.central.outcome import (
    Answered,
    Busy,
    Fenced,
    IdentityRefused,
    Judged,
    NotModified,
    NotReached,
    Outcome,
    Refused,
    TooLarge,
)
from kiosk_app.central.wording import milliseconds_of, scrubbed
from offline_queue.envelope import Delivered, Later, Parked, Renumber, Verdict

# Below about a KiB gzip saves no packet: head and body travel in one either way.
_WORTH_COMPRESSING = 1024
# A hundred records come to a fifth of their size; level 9 makes that one part in twelve smaller for 20 to 30 times the
# work, which on a terminal is more than all the rest of a request.
_COMPRESSION = 3
_IDENTITY_CODES = ("BAD_SIGNATURE", "UNKNOWN_DEVICE", "REVOKED")
# What is kept of a refusal beside each record: enough to read, too little to fill a disk with.
_LONGEST_CODE = 64
_LONGEST_MESSAGE = 500
_JSON = {"Content-Type": "application/json"}
CLOCK_SKEW = "CLOCK_SKEW"


class Reference:
    """The dialect of the reference centre."""

    name = "reference"
    ratings_a_call = 200

    def time(self) -> Call:
        return Call("GET", "time", signed=False)

    def enrolment(self, body: Mapping[str, object]) -> Call:
        return Call("POST", "enrolments", _written(body), _JSON, signed=False)

    def configuration(self, etag: str | None) -> Call:
        return Call("GET", "device/config", headers=_if_newer(etag))

    def form(self, url: str, etag: str | None) -> Call:
        return Call("GET", url, headers=_if_newer(etag))

    def ratings(self, records: Sequence[bytes]) -> Call:
        body = b'{"ratings":[' + b",".join(records) + b"]}"
        if len(body) < _WORTH_COMPRESSING:
            return Call("POST", "ratings", body, _JSON)
        # mtime=0: the same records are the same bytes on every try.
        return Call(
            "POST", "ratings", gzip.compress(body, _COMPRESSION, mtime=0), {**_JSON, "Content-Encoding": "gzip"}
        )

    def invitations(self, items: Sequence[bytes]) -> Call:
        return Call("POST", "invitations", b'{"invitations":[' + b",".join(items) + b"]}", _JSON)

    def heartbeat(self, body: Mapping[str, object]) -> Call:
        return Call("POST", "heartbeats", _written(body), _JSON)

    def epoch(self, device_id: str, epoch: int, reason: str) -> Call:
        return Call("POST", "epochs", _written({"deviceId": device_id, "epoch": epoch, "reason": reason}), _JSON)

    def duty_call(self, body: Mapping[str, object]) -> Call:
        return Call("POST", "duty-calls", _written(body), _JSON, logged=False, everywhere=False)

    def token(self, project_no: str | None, service_number: int | None) -> Call:
        wanted = _written({"projectNo": project_no, "serviceNumber": service_number})
        return Call("POST", "tokens", wanted, _JSON, everywhere=False)

    def case(self, project_no: str) -> Call:
        return Call("GET", f"cases/{quote(project_no, safe='')}", everywhere=False)

    def receipt(self, no: str) -> Call:
        return Call("GET", f"receipts/{quote(no, safe='')}", everywhere=False)

    def proof(
        self, call: Call, path_with_query: str, identity: Identity, signature: str, timestamp_ms: int, nonce: str
    ) -> Mapping[str, str]:
        text = signing.string_to_sign(signature, call.method, path_with_query, timestamp_ms, nonce, call.body)
        return {
            "X-App-Key": identity.app_key,
            "X-Timestamp": str(timestamp_ms),
            "X-Nonce": nonce,
            "X-Signature-Method": signature,
            "X-Signature": signing.sign(signature, identity.app_secret, text),
        }

    def judged_by_status(self, status: int, headers: Mapping[str, str], call: Call, now_ms: int) -> Outcome | None:
        if status == 413:
            return TooLarge()
        if status in (429, 503):
            return Busy(retry_after(headers.get("Retry-After"), now_ms, headers.get("Date")))
        if status == 304 and "If-None-Match" in call.headers:
            return NotModified()
        if 300 <= status < 400:
            return NotReached("redirected: something between here and the centre answered in its place")
        return None

    def judged(self, status: int, headers: Mapping[str, str], body: bytes) -> Judged:
        answer = object_of(body)
        code = None if answer is None else answer.get("code")
        if answer is None or not isinstance(code, str):
            return Judged(NotReached(f"not an answer of the centre's (HTTP {status})", http=status >= 400))
        msg = answer.get("msg")
        outcome = _outcome(status, code, msg if isinstance(msg, str) else "", answer.get("data"), headers.get("ETag"))
        return Judged(outcome, milliseconds_of(answer.get("serverTime")))

    def verdicts(self, data: Mapping[str, Any], sent: Sequence[str]) -> Mapping[str, Verdict]:
        results = data.get("results")
        wanted = set(sent)
        verdicts: dict[str, Verdict] = {}
        contradicted: set[str] = set()
        for result in results if isinstance(results, list) else ():
            if not isinstance(result, dict):
                continue
            key = result["ratingId"] if "ratingId" in result else result.get("invitationId")
            if not isinstance(key, str) or key not in wanted or (verdict := _verdict(result)) is None:
                continue
            # Named twice: the first stands where both say the same, else neither is believed and it goes again.
            if type(verdicts.setdefault(key, verdict)) is not type(verdict):
                contradicted.add(key)
        return {key: verdict for key, verdict in verdicts.items() if key not in contradicted}


def _outcome(status: int, code: str, msg: str, data: object, etag: str | None) -> Outcome:
    if code == "0":
        if status != 200:
            return NotReached(f"HTTP {status} with a success inside", http=True)
        if data is None:
            data = {}
        return Answered(data, status, etag) if isinstance(data, dict) else NotReached("an answer without an object")
    if status in (401, 403) and code in _IDENTITY_CODES:
        return IdentityRefused(code)
    if status == 403 and code == "EPOCH_FENCED":
        return Fenced()
    return Refused(status, code, msg)


def _verdict(result: Mapping[str, Any]) -> Verdict | None:
    """None for an outcome this version does not know: not delivered, tried again."""
    match result.get("outcome"):
        case "accepted":
            return Delivered(_receipt(result))
        case "duplicate":
            return Delivered(_receipt(result), duplicate=True)
        case "case_missing":
            return Later(*_reason(result))
        case "invalid":
            return Parked(*_reason(result))
        case "sequence_taken":
            return Renumber()
    return None


def _receipt(result: Mapping[str, Any]) -> str | None:
    receipt = result.get("receiptNo")
    return receipt if isinstance(receipt, str) else None


def _reason(result: Mapping[str, Any]) -> tuple[str, str]:
    """Code and message, as much as is kept of them."""
    code, msg = result.get("code"), result.get("msg")
    return (
        code[:_LONGEST_CODE] if isinstance(code, str) else "",
        msg[:_LONGEST_MESSAGE] if isinstance(msg, str) else "",
    )


def _written(body: Mapping[str, object]) -> bytes:
    return scrubbed(json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)).encode()


def _if_newer(etag: str | None) -> dict[str, str]:
    return {} if etag is None else {"If-None-Match": etag}
