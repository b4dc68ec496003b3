"""Everything the centre holds, as one JSON document: for tests, and for who wants to look with other tools."""

from __future__ import annotations

import json
from typing import Any

from kiosk_app.practice.centre import audit, boxes
from kiosk_app.practice.centre.desk import Desk

LATEST_HEARTBEATS = 200


def state(desk: Desk) -> dict[str, Any]:
    """Devices, ratings in the order of their arrival, reports, heartbeats, refusals and findings."""
    store = desk.store
    return {
        "devices": [
            {
                "deviceId": row["device_id"],
                "epoch": row["epoch"],
                "hardwareId": row["hardware_id"],
                "model": row["model"],
                "appVersion": row["app_version"],
                "enrolledAt": row["enrolled_at"],
                "keys": {
                    key["app_key"]: key["state"]
                    for key in store.rows("SELECT * FROM keys WHERE device_id = ?", row["device_id"])
                },
            }
            for row in store.rows("SELECT * FROM devices ORDER BY device_id")
        ],
        "ratings": ratings(desk),
        "refused": [
            {
                "ratingId": row["rating_id"],
                "deviceId": row["device_id"],
                "outcome": row["outcome"],
                "code": row["code"],
                "msg": row["msg"],
                "at": row["at"],
                "times": row["times"],
            }
            for row in store.rows("SELECT * FROM refused ORDER BY at")
        ],
        "invitations": _reports(desk, "invitation"),
        "settlements": _reports(desk, "settlement"),
        "dutyCalls": _reports(desk, "duty-call"),
        "heartbeats": [
            {**json.loads(row["body"]), "deviceId": row["device_id"], "receivedAt": row["at"]}
            for row in reversed(store.rows("SELECT * FROM heartbeats ORDER BY number DESC LIMIT ?", LATEST_HEARTBEATS))
        ],
        "findings": [finding.as_json() for finding in audit.findings(store)],
        "configuration": desk.configuration(),
        "faults": {**desk.faults.probabilities, "slowSeconds": desk.faults.slow_seconds},
        "clockOffsetSeconds": desk.clock_offset_seconds,
    }


def ratings(desk: Desk, latest: int | None = None) -> list[dict[str, Any]]:
    """The received ratings, oldest first; only the `latest` so many where that is given."""
    secrets = desk.secrets()
    rows = desk.store.rows("SELECT * FROM ratings ORDER BY rowid DESC LIMIT ?", -1 if latest is None else latest)
    return [_rating(row, secrets) for row in reversed(rows)]


def _rating(row: Any, secrets: dict[str, str]) -> dict[str, Any]:
    rating = json.loads(row["body"])
    content, why_not = boxes.opened(rating["sealed"], secrets) if rating["sealed"] else (None, "")
    return {
        "rating": rating,
        "outcome": "accepted" if row["duplicate_of"] is None else "duplicate",
        "duplicateOf": row["duplicate_of"],
        "receiptNo": row["receipt_no"],
        "receivedAt": row["received_at"],
        "tries": row["tries"],
        "opened": content,
        "unopenedBecause": why_not,
    }


def _reports(desk: Desk, kind: str) -> list[dict[str, Any]]:
    return [
        {**json.loads(row["body"]), "deviceId": row["device_id"], "receivedAt": row["at"]}
        for row in desk.store.rows("SELECT * FROM reports WHERE kind = ? ORDER BY rowid", kind)
    ]
