"""What each outcome of a request is to the queue."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kiosk_app.central.courier import CentreCourier
from offline_queue import envelope as queue

ONE = queue.Envelope("r-1", b'{"ratingId":"r-1"}', 1, 1)
TWO = queue.Envelope("r-2", b'{"ratingId":"r-2"}', 2, 1)


def test_verdicts_only_for_what_was_sent_and_named(kit: Any, new_centre: Any, new_client: Any) -> None:
    results = [{"ratingId": "r-2", "outcome": "accepted", "receiptNo": "N"}, {"ratingId": "x", "outcome": "accepted"}]
    centre = new_centre(lambda seen: kit.ok({"results": results}))
    courier: queue.Courier = CentreCourier(new_client(centre.url))
    assert courier.carry([ONE, TWO]) == queue.Answered({"r-2": queue.Delivered("N")})
    assert centre.seen[0].body == b'{"ratings":[{"ratingId":"r-1"},{"ratingId":"r-2"}]}'


def test_fates(kit: Any, new_centre: Any, new_client: Any) -> None:
    results = [
        {"invitationId": "i-1", "outcome": "duplicate"},
        {"invitationId": "i-2", "outcome": "invalid", "code": "C"},
    ]
    centre = new_centre(lambda seen: kit.ok({"results": results}))
    fates = [queue.FateEnvelope(one, json.dumps({"invitationId": one}).encode()) for one in ("i-1", "i-2")]
    verdicts: dict[str, queue.Verdict] = {"i-1": queue.Delivered(None, duplicate=True), "i-2": queue.Parked("C")}
    assert CentreCourier(new_client(centre.url)).carry_fates(fates) == queue.Answered(verdicts)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, "BAD_BATCH", queue.BadBatch("why")),
        (413, "X", queue.TooLarge()),
        (429, "X", queue.Busy(None)),
        (401, "REVOKED", queue.IdentityRefused("REVOKED")),
        (403, "EPOCH_FENCED", queue.Fenced()),
        (500, "OOPS", queue.Unreachable("OOPS (HTTP 500)", http=True)),
        (200, "DB_DOWN", queue.Unreachable("DB_DOWN (HTTP 200)", http=True)),
        (401, "CLOCK_SKEW", queue.Unreachable("CLOCK_SKEW: the centre does not accept our clock")),
        (302, "0", None),
        (502, None, queue.Unreachable("not an answer of the centre's (HTTP 502)", http=True)),
    ],
)
def test_outcomes(kit: Any, new_centre: Any, new_client: Any, status: int, code: str | None, outcome: Any) -> None:
    body = b"<html>" if code is None else kit.envelope(code=code, msg="why")
    said = CentreCourier(new_client(new_centre(lambda seen: kit.http(status, body)).url)).carry([ONE])
    if outcome is None:
        assert isinstance(said, queue.Unreachable)
        assert not said.http
    else:
        assert said == outcome


def test_busy_says_for_how_long(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre(lambda seen: kit.http(503, b"", Retry_After="30"))
    assert CentreCourier(new_client(centre.url)).carry([ONE]) == queue.Busy(30.0)


@pytest.mark.parametrize(
    ("data", "epoch"), [({"epoch": 4}, 4), ({}, None), ({"epoch": True}, None), ({"epoch": "4"}, None)]
)
def test_a_new_epoch(kit: Any, new_centre: Any, new_client: Any, data: Any, epoch: int | None) -> None:
    centre = new_centre(lambda seen: kit.ok(data))
    assert CentreCourier(new_client(centre.url)).new_epoch(3, "restored") == epoch
    assert json.loads(centre.seen[0].body) == {"deviceId": "CQ-YB-0031-07", "epoch": 3, "reason": "restored"}


def test_no_new_epoch_without_an_answer(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre(lambda seen: kit.http(500, b""))
    assert CentreCourier(new_client(centre.url)).new_epoch(3, "restored") is None
    assert CentreCourier(new_client(centre.url, identity=None)).new_epoch(3, "restored") is None
