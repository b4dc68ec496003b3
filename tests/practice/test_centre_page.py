"""The page: both languages, everything escaped, nothing from elsewhere."""

from __future__ import annotations

import uuid

import requests
from signing_device import Device

from kiosk_app.practice.centre import PracticeCentre

HOSTILE = "<script>alert('1')</script>\"><img src=x onerror=y>&amp;\u202e"


def test_hostile_strings_are_only_shown(centre: PracticeCentre) -> None:
    body = {"enrolmentCode": "PRAC-TICE", "hardwareId": HOSTILE, "model": HOSTILE, "appVersion": HOSTILE}
    requests.post(centre.url + "/enrolments", json=body, timeout=10)
    device = Device(centre.url)
    device.send(
        device.rating(writingEvaluation=HOSTILE, projectNo=HOSTILE[:50], hallCode=HOSTILE, winNo=HOSTILE),
        device.rating(pf=HOSTILE),
    )
    device.heartbeat(problems=[HOSTILE], pad={"state": HOSTILE, "profile": None})
    device.heartbeat(unsent=HOSTILE)
    answer = requests.get(centre.page_url, timeout=10)
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "http://" not in answer.text
    assert "https://" not in answer.text


def test_both_languages(centre: PracticeCentre) -> None:
    chinese, english = (requests.get(centre.page_url + query, timeout=10).text for query in ("?lang=zh-CN", "?lang=en"))
    assert "练习用评价中心" in chinese
    assert "Practice centre" in english
    accepted = requests.get(centre.page_url, headers={"Accept-Language": "en-GB"}, timeout=10).text
    assert '<html lang="en">' in accepted


def test_what_is_wrong_is_shown(centre: PracticeCentre, device: Device) -> None:
    device.rating()
    device.send(device.rating())
    assert "number 1 is missing" in requests.get(centre.page_url + "?lang=en", timeout=10).text


def test_calls_for_the_duty_manager_are_shown(centre: PracticeCentre, device: Device) -> None:
    call = {"dutyCallId": str(uuid.uuid4()), "ratingId": str(uuid.uuid4()), "hallCode": "YB01", "winNo": HOSTILE}
    device.call("POST", "/duty-calls", {**call, "at": "2026-11-23T10:00:05.000+08:00"})
    text = requests.get(centre.page_url + "?lang=en", timeout=10).text
    section = text.partition("Calls for the duty manager")[2].partition("<h2>")[0]
    assert device.id in section
    assert call["ratingId"] in section
    assert "<script" not in section
