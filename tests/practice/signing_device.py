"""A device written for these tests alone: enrols, signs, makes ratings with a true chain."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import time
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

import requests

BEIJING = timezone(timedelta(hours=8))


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Device:
    """One enrolled device talking to the centre at `url`."""

    def __init__(self, url: str, code: str = "PRAC-TICE", *, signature_method: str = "HMAC-SHA256") -> None:
        self.url = url
        self.signature_method = signature_method
        self.web = requests.Session()
        body = {"enrolmentCode": code, "hardwareId": "hw", "model": "test", "appVersion": "0"}
        answer = self.web.post(url + "/enrolments", json=body, timeout=10).json()
        assert answer["code"] == "0", answer
        self.identity = answer["data"]
        self.id, self.epoch = self.identity["deviceId"], self.identity["epoch"]
        self.seq, self.chain = 0, "0" * 64

    def headers(self, method: str, path: str, body: bytes, **changed: str) -> dict[str, str]:
        timestamp = changed.pop("timestamp", str(int(time.time() * 1000)))
        nonce = changed.pop("nonce", str(uuid.uuid4()))
        algorithm = {"HMAC-SHA256": "sha256", "HMAC-SM3": "sm3"}[self.signature_method]
        digest = hashlib.new(algorithm, body).hexdigest()
        text = "\n".join((method, path, timestamp, nonce, digest)).encode()
        key = base64.b64decode(self.identity["appSecret"])
        return {
            "X-App-Key": self.identity["appKey"],
            "X-Timestamp": timestamp,
            "X-Nonce": nonce,
            "X-Signature-Method": self.signature_method,
            "X-Signature": hmac.new(key, text, algorithm).hexdigest(),
            **changed,
        }

    def call(
        self, method: str, path: str, body: Any = None, *, packed: bool = False, **changed: str
    ) -> requests.Response:
        sent = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        extra = {"Content-Encoding": "gzip"} if packed else {}
        sent = gzip.compress(sent) if packed else sent
        signed_path = urlsplit(self.url + path)
        target = signed_path.path + (f"?{signed_path.query}" if signed_path.query else "")
        headers = self.headers(method, target, sent, **changed) | extra
        return self.web.request(
            method, self.url + path, data=sent or None, headers=headers, timeout=10, allow_redirects=False
        )

    def rating(self, **changed: Any) -> dict[str, Any]:
        """The next rating of this device; `changed` members are in the chain."""
        self.seq += 1
        now = datetime.now(BEIJING)
        rating = {
            "ratingId": str(uuid.uuid4()), "deviceId": self.id, "epoch": self.epoch, "deviceSeq": self.seq,
            "projectNo": f"CASE-{uuid.uuid4().hex[:12]}", "target": None, "serviceNumber": 1, "assessNumber": 1,
            "taskCode": None, "taskName": None, "taskType": None, "proStatus": "3",
            "areaCode": None, "deptCode": None, "orgName": None, "hallCode": "YB01", "winNo": "07", "staffNo": "0731",
            "satisfaction": 1, "pf": "4", "evalDetail": ["108"], "detailComplete": True,
            "writingEvaluation": "", "textSealed": False,
            "assessTime": now.strftime("%Y-%m-%d %H:%M:%S"), "assessedAt": now.isoformat(timespec="milliseconds"),
            "clock": {"offsetMs": -3, "trust": "synced", "bootId": "b", "monotonicMs": 5},
            "anonymityFlag": "1", "sealed": None, "dutyCalled": False, "input": "touch", "capturedOffline": False,
            "formVersion": "2020-05", "configVersion": "practice.1", "appVersion": "0", **changed,
        }  # fmt: skip
        self.chain = hashlib.sha256(self.chain.encode() + canonical(rating)).hexdigest()
        return {**rating, "chain": self.chain}

    def send(self, *ratings: Any, packed: bool = False) -> list[dict[str, Any]]:
        """The results for these ratings, in the order sent."""
        answer = self.call("POST", "/ratings", {"ratings": list(ratings)}, packed=packed).json()
        assert answer["code"] == "0", answer
        results = {result["ratingId"]: result for result in answer["data"]["results"]}
        return [results[rating["ratingId"]] for rating in ratings]

    def heartbeat(self, **changed: Any) -> dict[str, Any]:
        body = {
            "deviceId": self.id, "epoch": self.epoch, "at": datetime.now(BEIJING).isoformat(), "appVersion": "0",
            "uptimeSeconds": 1.5, "unsent": 0, "parked": 0, "oldestUnsentSeconds": None, "lastSeq": self.seq,
            "lastChain": self.chain, "pad": {"state": "ready", "profile": "ascii5"},
            "clock": {"offsetMs": 0, "trust": "synced", "bootId": "b", "monotonicMs": 5},
            "diskFreeMiB": 1, "memoryMiB": 1, "configVersion": "practice.1", "problems": [], **changed,
        }  # fmt: skip
        answer: dict[str, Any] = self.call("POST", "/heartbeats", body).json()
        return answer
