"""Every misbehaviour, as a client sees it, and what was stored all the same."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest
import requests
from signing_device import Device

from kiosk_app.practice.centre import PracticeCentre


def _stored(centre: PracticeCentre) -> int:
    return len(centre.state()["ratings"])


@pytest.mark.parametrize(("fault", "stored"), [("drop-before", 0), ("drop-after-commit", 1), ("truncated", 1)])
def test_no_answer(centre: PracticeCentre, device: Device, fault: str, stored: int) -> None:
    rating = device.rating()
    centre.set_faults({f"{fault}@ratings": 1})
    with pytest.raises(requests.RequestException):
        device.send(rating)
    assert _stored(centre) == stored
    centre.set_faults({})
    assert device.send(rating)[0]["outcome"] == ("duplicate" if stored else "accepted")


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [("5xx", {500, 502, 504}), ("429", {429}), ("503", {503}), ("captive-portal", {200}), ("redirect", {302})],
)
def test_another_answer(centre: PracticeCentre, device: Device, fault: str, statuses: set[int]) -> None:
    centre.set_faults({fault: 1})
    answer = device.call("POST", "/ratings", {"ratings": [device.rating()]})
    assert answer.status_code in statuses
    assert _stored(centre) == 0
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()
    if fault == "429":
        assert answer.headers["Retry-After"] == "2"
    if fault == "503":
        assert parsedate_to_datetime(answer.headers["Retry-After"]).tzinfo is not None
    if fault == "redirect":
        assert answer.headers["Location"]


def test_slow_is_committed_at_once_and_answered_late(centre: PracticeCentre, device: Device) -> None:
    rating = device.rating()
    centre.set_faults({"slow": 1})
    sent = {"ratings": [rating]}
    answer = device.call("POST", "/ratings", sent)
    assert answer.elapsed.total_seconds() >= 0.2  # the fixture's slow_seconds, a floor and no deadline
    assert answer.json()["data"]["results"][0]["outcome"] == "accepted"


@pytest.mark.parametrize(("fault", "outcome"), [("case-missing", "case_missing"), ("invalid", "invalid")])
def test_faults_of_single_ratings(centre: PracticeCentre, device: Device, fault: str, outcome: str) -> None:
    rating = device.rating()
    centre.set_faults({fault: 1})
    assert device.send(rating)[0]["outcome"] == outcome
    assert _stored(centre) == 0
    centre.set_faults({})
    assert device.send(rating)[0]["outcome"] == "accepted"
    assert centre.state()["refused"] == []


def test_faults_are_changed_over_http(centre: PracticeCentre) -> None:
    where = centre.origin + "/practice/faults"
    assert requests.post(where, json={"5xx": 1, "slowSeconds": 3}, timeout=10).json() == {"faults": {"5xx": 1.0}}
    wrong = requests.post(where, json={"6xx": 1}, timeout=10)
    assert wrong.status_code == 400
    assert "5xx" in wrong.json()["msg"]
    assert centre.state()["faults"] == {"5xx": 1.0, "slowSeconds": 3.0}
    assert requests.post(where, data="{}", timeout=10).status_code == 415
    assert requests.get(centre.page_url, headers={"Host": "evil.example"}, timeout=10).status_code == 403
