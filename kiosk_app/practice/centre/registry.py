"""Who may speak: enrolment codes, devices, their keys and epochs, and whether a request is truly theirs."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import voluptuous as vol

from kiosk_app.practice.centre import signatures
from kiosk_app.practice.centre.answers import Refusal, Wall, rfc3339
from kiosk_app.practice.centre.defaults import PRACTICE_CODE
from kiosk_app.practice.centre.ledger import RECEIPT_LETTERS
from kiosk_app.practice.centre.rating import identifier, schema_faults
from kiosk_app.practice.centre.reports import ENROLMENT, EPOCH
from kiosk_app.practice.centre.store import Store

SECRET_BYTES = 32
SIGNATURE_HEADERS = ("X-App-Key", "X-Timestamp", "X-Nonce", "X-Signature-Method", "X-Signature")


@dataclass(frozen=True, slots=True)
class Caller:
    """A device whose signature was right."""

    device_id: str
    epoch: int
    app_key: str


class Registry:
    """The devices of `store`. Nonces are remembered in memory for as long as their timestamps are believed."""

    def __init__(self, store: Store, now: Wall) -> None:
        self._store = store
        self._now = now
        self._nonces: dict[tuple[str, str], int] = {}

    def new_code(self, device_id: str | None = None, code: str | None = None) -> str:
        """A one-time enrolment code; with `device_id` it enrols a replacement for that device."""
        made = code or "-".join("".join(secrets.choice(RECEIPT_LETTERS) for _ in range(4)) for _ in range(2))
        with self._store.transaction() as db:
            db.execute("INSERT OR REPLACE INTO codes VALUES (?, ?, NULL)", (made, device_id))
        return made

    def enrol(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The identity for an enrolment request, without the sealing key. A replacement fences its elder."""
        refuse_faults(schema_faults(ENROLMENT, body))
        with self._store.transaction() as db:
            replaced = self._use_code(str(body["enrolmentCode"]).strip().upper())
            device_id = replaced or self._next_device_id()
            elder = db.execute("SELECT epoch FROM devices WHERE device_id = ?", (device_id,)).fetchone()
            epoch = 1 if elder is None else elder["epoch"] + 1
            app_key = "ak-" + secrets.token_hex(8)
            secret = base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")
            db.execute("UPDATE keys SET state = 'fenced' WHERE device_id = ? AND state = 'current'", (device_id,))
            db.execute("INSERT INTO keys VALUES (?, ?, ?, 'current')", (app_key, device_id, secret))
            db.execute(
                "INSERT OR REPLACE INTO devices VALUES (?, ?, ?, ?, ?, ?)",
                (device_id, epoch, body["hardwareId"], body["model"], body["appVersion"], rfc3339(self._now())),
            )
        return {"deviceId": device_id, "appKey": app_key, "appSecret": secret, "epoch": epoch}

    def _use_code(self, code: str) -> str | None:
        if code == PRACTICE_CODE:
            return None
        with self._store.transaction() as db:
            found = db.execute("SELECT device_id, used_at FROM codes WHERE code = ?", (code,)).fetchone()
            if found is None:
                raise Refusal(403, "BAD_CODE", "there is no such enrolment code")
            if found["used_at"] is not None:
                raise Refusal(403, "BAD_CODE", "this enrolment code was used before; ask for a new one")
            db.execute("UPDATE codes SET used_at = ? WHERE code = ?", (rfc3339(self._now()), code))
            return None if found["device_id"] is None else str(found["device_id"])

    def _next_device_id(self) -> str:
        taken = {row["device_id"] for row in self._store.rows("SELECT device_id FROM devices")}
        number = len(taken) + 1
        while f"CQ-YB-0031-{number:02d}" in taken:
            number += 1
        return f"CQ-YB-0031-{number:02d}"

    def new_epoch(self, caller: Caller, body: Mapping[str, Any]) -> int:
        """The epoch the device is in after asking to leave the one it names; asked again, the present one."""
        refuse_faults(schema_faults(EPOCH, body))
        if body["deviceId"] != caller.device_id:
            raise Refusal(400, "BAD_REQUEST", "deviceId: is not the device that signed the request")
        with self._store.transaction() as db:
            present = int(
                db.execute("SELECT epoch FROM devices WHERE device_id = ?", (caller.device_id,)).fetchone()[0]
            )
            if body["epoch"] > present:
                raise Refusal(400, "BAD_REQUEST", f"epoch: this device is in epoch {present}")
            if body["epoch"] == present:
                present += 1
                db.execute("UPDATE devices SET epoch = ? WHERE device_id = ?", (present, caller.device_id))
                detail = f"began epoch {present}: {str(body['reason'])[:100]}"
                self._store.note_trouble(rfc3339(self._now()), "epoch", caller.device_id, detail)
        return present

    def epoch_of(self, device_id: str) -> int | None:
        """The epoch a device is in, None for a stranger."""
        found = self._store.row("SELECT epoch FROM devices WHERE device_id = ?", device_id)
        return None if found is None else int(found["epoch"])

    def authenticate(self, method: str, path_with_query: str, headers: Mapping[str, str], body: bytes) -> Caller:
        """The device that signed this request; raises Refusal with the contract's code for whatever is wrong."""
        missing = [name for name in SIGNATURE_HEADERS if not headers.get(name)]
        if missing:
            raise Refusal(401, "BAD_SIGNATURE", f"missing: {', '.join(missing)}")
        app_key, timestamp, nonce, signature_method, given = (headers[name] for name in SIGNATURE_HEADERS)
        key = self._store.row("SELECT * FROM keys JOIN devices USING (device_id) WHERE app_key = ?", app_key)
        if key is None:
            raise Refusal(401, "UNKNOWN_DEVICE", "there is no such key")
        if key["state"] == "revoked":
            raise Refusal(403, "REVOKED", "this key was revoked")
        if signature_method not in signatures.METHODS:
            raise Refusal(401, "BAD_SIGNATURE", f"X-Signature-Method: one of {', '.join(signatures.METHODS)}")
        text = signatures.string_to_sign(method, path_with_query, timestamp, nonce, body, signature_method)
        if not signatures.matches(signatures.signature(key["secret"], text, signature_method), given):
            self._note("signature", key["device_id"], f"wrong signature of {method} {path_with_query}")
            raise Refusal(401, "BAD_SIGNATURE", "the signature does not match the request")
        self._refuse_wrong_time(timestamp)
        self._refuse_second_use(app_key, nonce, int(timestamp), key["device_id"])
        if key["state"] == "fenced":
            raise Refusal(403, "EPOCH_FENCED", "another device took this identity over")
        return Caller(key["device_id"], key["epoch"], app_key)

    def _refuse_wrong_time(self, timestamp: str) -> None:
        if not re.fullmatch(r"\d{1,15}", timestamp):
            raise Refusal(401, "BAD_SIGNATURE", "X-Timestamp: milliseconds since 1970")
        if abs(int(timestamp) - self._now() * 1000) > signatures.ALLOWED_SKEW_MS:
            raise Refusal(401, "CLOCK_SKEW", "the timestamp is off by more than 300 s; serverTime says what time it is")

    def _refuse_second_use(self, app_key: str, nonce: str, timestamp: int, device_id: str) -> None:
        try:
            identifier(nonce)
        except vol.Invalid as error:
            raise Refusal(401, "BAD_SIGNATURE", f"X-Nonce: {error}") from error
        oldest = self._now() * 1000 - signatures.ALLOWED_SKEW_MS
        if (app_key, nonce) in self._nonces:
            self._note("replay", device_id, "a nonce was used twice")
            raise Refusal(401, "BAD_SIGNATURE", "X-Nonce: was used before; every request has a new one")
        self._nonces[app_key, nonce] = timestamp
        if len(self._nonces) > 2000:  # swept now and then, not at every request
            self._nonces = {key: at for key, at in self._nonces.items() if at >= oldest}

    def _note(self, kind: str, device_id: str, detail: str) -> None:
        self._store.note_trouble(rfc3339(self._now()), kind, device_id, detail)


def refuse_faults(faults: list[str]) -> None:
    """Raises a 400 BAD_REQUEST that names all faults, if there are any."""
    if faults:
        raise Refusal(400, "BAD_REQUEST", "; ".join(faults))
