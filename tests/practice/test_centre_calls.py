"""The contract over real HTTP: identity, wishes, facts, look-ups."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import time
import uuid
from typing import Any

import pytest
import requests
from nacl.public import PublicKey, SealedBox
from signing_device import Device

from kiosk_app.practice.centre import PracticeCentre


def practice(centre: PracticeCentre, name: str, body: Any) -> Any:
    return requests.post(f"{centre.origin}/practice/{name}", json=body, timeout=10).json()


def test_time_needs_no_signature(centre: PracticeCentre) -> None:
    answer = requests.get(centre.url + "/time", timeout=10).json()
    assert answer["code"] == "0"
    assert answer["data"] == {}
    assert answer["serverTime"].endswith("+08:00")


def test_a_one_time_code_works_once_and_a_replacement_fences_its_elder(centre: PracticeCentre) -> None:
    elder = Device(centre.url, centre.enrolment_code())
    kept = elder.rating()
    code = centre.enrolment_code(elder.id)
    heir = Device(centre.url, code)
    assert (heir.id, heir.epoch) == (elder.id, elder.epoch + 1)
    fenced = elder.call("POST", "/ratings", {"ratings": [kept]})
    assert (fenced.status_code, fenced.json()["code"]) == (403, "EPOCH_FENCED")
    assert heir.send(kept)[0]["outcome"] == "accepted"  # the fenced epoch's record, from the successor's key
    body = {"enrolmentCode": code, "hardwareId": "h", "model": "m", "appVersion": "0"}
    again = requests.post(centre.url + "/enrolments", json=body, timeout=10)
    assert again.json()["code"] == "BAD_CODE"
    unknown = requests.post(centre.url + "/enrolments", json=body | {"enrolmentCode": "NO"}, timeout=10)
    assert unknown.json()["code"] == "BAD_CODE"
    bad = requests.post(centre.url + "/enrolments", json={"model": 1}, timeout=10).json()
    assert bad["code"] == "BAD_REQUEST"
    assert all(name in bad["msg"] for name in ("enrolmentCode", "hardwareId", "model", "appVersion"))


@pytest.mark.parametrize("method", ["HMAC-SHA256", "HMAC-SM3"])
def test_both_signatures_are_taken(centre: PracticeCentre, method: str) -> None:
    device = Device(centre.url, signature_method=method)
    assert device.send(device.rating())[0]["outcome"] == "accepted"


def test_wrong_identity_is_refused_with_the_contracts_codes(centre: PracticeCentre, device: Device) -> None:
    def refused(**changed: str) -> tuple[int, str]:
        answer = device.call("GET", "/device/config", **changed)
        return answer.status_code, answer.json()["code"]

    assert refused(**{"X-Signature": "0" * 64}) == (401, "BAD_SIGNATURE")
    assert refused(**{"X-Signature-Method": "MD5"}) == (401, "BAD_SIGNATURE")
    assert refused(**{"X-App-Key": "nobody"}) == (401, "UNKNOWN_DEVICE")
    assert refused(nonce="not-a-uuid") == (401, "BAD_SIGNATURE")
    assert refused(timestamp="soon") == (401, "BAD_SIGNATURE")
    assert refused(timestamp=str(int((time.time() - 301) * 1000))) == (401, "CLOCK_SKEW")
    assert requests.get(centre.url + "/device/config", timeout=10).json()["code"] == "BAD_SIGNATURE"
    nonce = str(uuid.uuid4())
    assert refused(nonce=nonce) == (200, "0")
    assert refused(nonce=nonce) == (401, "BAD_SIGNATURE")
    practice(centre, "clock", {"offsetSeconds": 4000})
    assert refused() == (401, "CLOCK_SKEW")
    practice(centre, "clock", {"offsetSeconds": 0})
    practice(centre, "devices", {"deviceId": device.id, "state": "revoked"})
    assert refused() == (403, "REVOKED")


def test_configuration_and_form_with_etag(centre: PracticeCentre, device: Device) -> None:
    first = device.call("GET", "/device/config")
    assert first.json()["data"]["binding"]["winName"] == "户政综合窗口"
    tag = first.headers["ETag"]
    second = device.call("GET", "/device/config", **{"If-None-Match": tag})
    assert (second.status_code, second.content) == (304, b"")
    assert device.heartbeat()["data"]["refresh"] == []
    assert practice(centre, "config", {"undoSeconds": 0.5})["configVersion"] == "practice.2"
    assert device.heartbeat()["data"]["refresh"] == ["config"]
    third = device.call("GET", "/device/config", **{"If-None-Match": tag})
    assert third.json()["data"]["undoSeconds"] == 0.5
    assert len(device.call("GET", "/form/2020-05").json()["data"]["items"]) == 40
    assert device.call("GET", "/form/none").status_code == 404
    assert requests.put(centre.origin + "/practice/config", json={"useless": 1}, timeout=10).status_code == 200
    assert device.call("GET", "/device/config").json()["data"] == {"useless": 1}
    assert device.heartbeat()["code"] == "0"


def test_sealing_can_be_switched_off(centre: PracticeCentre) -> None:
    assert Device(centre.url).identity["sealingKey"]["algorithm"] == "X25519-SEALED-BOX"
    practice(centre, "config", {"sealingKey": None})
    assert Device(centre.url).identity["sealingKey"] is None


def test_ratings_are_idempotent_and_a_case_is_rated_once(centre: PracticeCentre, device: Device) -> None:
    rating = device.rating()
    (first,) = device.send(rating, packed=True)
    assert first["outcome"] == "accepted"
    assert first["receiptNo"].startswith("YB01-")
    (again,) = device.send(rating)
    assert (again["outcome"], again["receiptNo"]) == ("duplicate", first["receiptNo"])
    (second,) = device.send(device.rating(projectNo=rating["projectNo"]))
    assert second["outcome"] == "duplicate"
    (appended,) = device.send(device.rating(projectNo=rating["projectNo"], assessNumber=2))
    assert appended["outcome"] == "accepted"
    nowhere = [device.rating(projectNo=None), device.rating(projectNo=None)]
    assert [result["outcome"] for result in device.send(*nowhere)] == ["accepted", "accepted"]
    kinds = {finding["kind"] for finding in centre.state()["findings"]}
    assert kinds == {"duplicate"}
    beat = device.heartbeat()["data"]
    assert (beat["lastSeq"], beat["lastChain"]) == (device.seq, device.chain)


def test_a_number_belongs_to_one_rating_and_a_new_epoch_begins_afresh(centre: PracticeCentre, device: Device) -> None:
    elder = device.rating()
    device.send(elder)
    device.seq, device.chain = 0, "0" * 64  # an old copy of the disk
    copied = device.rating()
    assert device.send(copied)[0]["outcome"] == "sequence_taken"
    ask = {"deviceId": device.id, "epoch": 1, "reason": "restored"}
    assert device.call("POST", "/epochs", ask).json()["data"] == {"epoch": 2}
    assert device.call("POST", "/epochs", ask).json()["data"] == {"epoch": 2}
    assert device.call("POST", "/epochs", ask | {"epoch": 9}).status_code == 400
    device.epoch, device.seq, device.chain = 2, 0, "0" * 64
    anew = device.rating(**{name: value for name, value in copied.items() if name not in _RENUMBERED})
    known = device.rating(**{name: value for name, value in elder.items() if name not in _RENUMBERED})
    assert [result["outcome"] for result in device.send(anew, known)] == ["accepted", "duplicate"]
    findings = centre.state()["findings"]
    assert [finding["kind"] for finding in findings] == ["epoch"]  # no gap: the known rating used its new number too
    assert device.heartbeat()["data"]["lastSeq"] == 2


_RENUMBERED = ("epoch", "deviceSeq", "chain")


def test_gaps_chain_breaks_and_altered_ratings_are_found(centre: PracticeCentre, device: Device) -> None:
    first, _lost, third, waiting, fifth = (device.rating() for _ in range(5))
    device.send(first, third)
    practice(centre, "cases", {"projectNo": waiting["projectNo"], "missing": True})
    assert device.send(waiting)[0]["outcome"] == "case_missing"
    assert device.call("GET", f"/cases/{waiting['projectNo']}").json()["code"] == "NO_SUCH_CASE"
    device.send(fifth, device.rating(projectNo=None) | {"chain": "0" * 64})
    found = {(finding["kind"], finding["detail"]) for finding in centre.state()["findings"]}
    assert ("gap", "epoch 1: number 2 is missing") in found
    assert ("waiting", "epoch 1: number 4: this case has not arrived yet") in found
    assert {detail.split(" (")[0] for kind, detail in found if kind == "chain"} == {
        "epoch 1: the chain breaks at number 6"
    }
    practice(centre, "cases", {"projectNo": waiting["projectNo"]})
    assert device.send(waiting)[0]["outcome"] == "accepted"
    assert device.send({**waiting, "satisfaction": 2})[0]["outcome"] == "duplicate"
    kinds = [finding["kind"] for finding in centre.state()["findings"]]
    assert sorted(kinds) == ["altered", "chain", "gap"]


def test_a_bad_rating_is_refused_alone_with_all_its_faults(centre: PracticeCentre, device: Device) -> None:
    bad, good = device.rating(satisfaction=0, pf="9"), device.rating()
    refused, taken = device.send(bad, good)
    assert (refused["outcome"], taken["outcome"]) == ("invalid", "accepted")
    assert "satisfaction" in refused["msg"]
    assert "pf" in refused["msg"]
    assert centre.state()["refused"][0]["ratingId"] == bad["ratingId"]
    other = Device(centre.url)
    stolen = other.rating(ratingId=good["ratingId"])
    assert other.send(stolen)[0]["outcome"] == "invalid"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "BAD_BATCH"),
        (b"[]", 400, "BAD_BATCH"),
        (b'{"ratings": []}', 400, "BAD_BATCH"),
        (b'{"ratings": [1]}', 400, "BAD_BATCH"),
        (b'{"ratings": [{"ratingId": ""}]}', 400, "BAD_BATCH"),
        (b'{"ratings": NaN}', 400, "BAD_BATCH"),
        (b'{"ratings": [], "ratings": []}', 400, "BAD_BATCH"),
        (b"\xff", 400, "BAD_BATCH"),
        (b"[" * 100_000, 400, "BAD_BATCH"),
        (json.dumps({"ratings": [{"ratingId": "x"}] * 201}).encode(), 413, "TOO_LARGE"),
        (b" " * (8 * 1024 * 1024 + 1), 413, "TOO_LARGE"),
    ],
)
def test_a_malformed_batch_is_refused_as_a_whole(device: Device, body: bytes, status: int, code: str) -> None:
    answer = device.call("POST", "/ratings", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_gzip_that_is_none_or_a_bomb(device: Device) -> None:
    headers = {"Content-Encoding": "gzip"}
    cut = gzip.compress(b'{"ratings": []}')[:-3]
    for body, status in ((b"plain", 400), (cut, 400), (gzip.compress(b" " * 9_000_000), 413)):
        assert device.call("POST", "/ratings", body, **headers).status_code == status
    assert device.call("POST", "/ratings", b"{}", **{"Content-Encoding": "br"}).json()["code"] == "BAD_BATCH"


def test_chunked_bodies_are_refused(centre: PracticeCentre) -> None:
    answer = requests.post(centre.url + "/enrolments", data=iter([b"{}"]), timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (411, "LENGTH_REQUIRED")


def test_invitations_settlements_and_duty_calls(centre: PracticeCentre, device: Device) -> None:
    at = "2026-11-23T10:00:00+08:00"
    invitation = {"invitationId": str(uuid.uuid4()), "projectNo": None, "serviceNumber": 1, "state": "lapsed"}
    invitation |= {"offeredAt": at, "endedAt": at}
    bad = invitation | {"invitationId": str(uuid.uuid4()), "state": "lost"}
    for expected in ("accepted", "duplicate"):
        answer = device.call("POST", "/invitations", {"invitations": [invitation, bad]}).json()
        outcomes = {result["invitationId"]: result["outcome"] for result in answer["data"]["results"]}
        assert outcomes == {invitation["invitationId"]: expected, bad["invitationId"]: "invalid"}
    settlement = {"settlementId": str(uuid.uuid4()), "ratingId": str(uuid.uuid4()), "managerNo": "1"}
    settlement |= {"outcome": "ruled", "note": "", "at": at}
    answer = device.call("POST", "/settlements", {"settlements": [settlement]}).json()
    assert answer["data"]["results"][0]["outcome"] == "accepted"
    call = {"dutyCallId": str(uuid.uuid4()), "ratingId": str(uuid.uuid4()), "hallCode": "YB01", "winNo": "07", "at": at}
    assert device.call("POST", "/duty-calls", call).json()["data"] == {}
    state = centre.state()
    assert [len(state[kind]) for kind in ("invitations", "settlements", "dutyCalls")] == [1, 1, 1]


def test_cases_receipts_and_tokens(centre: PracticeCentre, device: Device) -> None:
    practice(centre, "cases", {"projectNo": "A/1 ?", "taskName": "x", "steps": [{"serviceNumber": 1}]})
    case = device.call("GET", "/cases/A%2F1%20%3F").json()["data"]
    assert case["steps"] == [{"serviceNumber": 1, "proStatus": "3", "rated": False, "canAppend": False}]
    (result,) = device.send(device.rating(projectNo="A/1 ?"))
    case = device.call("GET", "/cases/A%2F1%20%3F").json()["data"]
    assert (case["steps"][0]["rated"], case["steps"][0]["canAppend"]) == (True, True)
    assert device.call("GET", "/cases/none").json()["code"] == "NO_SUCH_CASE"
    receipt = device.call("GET", f"/receipts/{result['receiptNo']}").json()["data"]
    assert receipt["state"] == "received"
    assert receipt["dueDate"] is not None
    practice(centre, "receipts", {"no": result["receiptNo"], "state": "answered", "answer": "对不起"})
    assert device.call("GET", f"/receipts/{result['ratingId']}").json()["data"]["answer"] == "对不起"
    assert device.call("GET", "/receipts/none").json()["code"] == "NO_SUCH_RECEIPT"
    practice(centre, "cases", {"projectNo": "B", "steps": [{"serviceNumber": 1, "rated": True}]})
    assert device.send(device.rating(projectNo="B"))[0]["outcome"] == "duplicate"
    token = device.call("POST", "/tokens", {"projectNo": None, "serviceNumber": None}).json()["data"]
    assert token["token"]
    assert token["expiresAt"].endswith("+08:00")


def test_a_heartbeat_with_small_faults_is_answered_and_noted(centre: PracticeCentre, device: Device) -> None:
    assert device.heartbeat(unsent="many")["code"] == "0"
    assert centre.state()["findings"][0]["kind"] == "heartbeat"
    assert device.heartbeat(epoch=None)["code"] == "BAD_REQUEST"
    assert device.heartbeat(deviceId="other")["code"] == "BAD_REQUEST"


def test_boxes_are_opened_for_training(centre: PracticeCentre, device: Device) -> None:
    key = device.identity["sealingKey"]
    content = {"userName": "张三", "writingEvaluation": "太久"}
    box = SealedBox(PublicKey(base64.b64decode(key["publicKey"]))).encrypt(json.dumps(content).encode())
    sealed = {"keyId": key["keyId"], "algorithm": key["algorithm"], "box": base64.b64encode(box).decode()}
    damaged = sealed | {"box": base64.b64encode(box[:-1] + bytes([box[-1] ^ 1])).decode()}
    strange = sealed | {"keyId": "other"}
    device.send(*(device.rating(sealed=each, textSealed=True) for each in (sealed, damaged, strange)))
    opened = centre.state()["ratings"]
    assert [entry["opened"] for entry in opened] == [content, None, None]
    assert "damaged" in opened[1]["unopenedBecause"]
    assert "太久" in requests.get(centre.page_url, timeout=10).text


def test_unknown_paths_and_methods_are_answered_in_the_envelope(centre: PracticeCentre) -> None:
    assert requests.get(centre.url + "/nothing", timeout=10).json()["code"] == "NOT_FOUND"
    assert requests.get(centre.url + "/ratings", timeout=10).json()["code"] == "METHOD"


def test_a_device_carries_another_s_ratings_and_each_chain_is_whole(centre: PracticeCentre) -> None:
    elder, courier = Device(centre.url), Device(centre.url)
    first, second, third = elder.rating(), elder.rating(), elder.rating()
    assert elder.send(first)[0]["outcome"] == "accepted"
    assert [told["outcome"] for told in courier.send(second, third, courier.rating())] == ["accepted"] * 3
    assert elder.send(second)[0]["outcome"] == "duplicate"  # from both sides
    found = centre.state()
    assert [one["rating"]["deviceId"] for one in found["ratings"]] == [elder.id] * 3 + [courier.id]
    assert [(one["kind"], one["deviceId"], one["detail"]) for one in found["findings"]] == [
        ("carried", elder.id, f"2 came by way of {courier.id}")
    ]
    kept = centre.desk.store.rows("SELECT device_id FROM ratings ORDER BY rowid")
    assert [row["device_id"] for row in kept] == [elder.id] * 3 + [courier.id]
    stranger = {**courier.rating(), "deviceId": "NOBODY-1"}
    (told,) = courier.send(stranger)
    assert (told["outcome"], "known here" in told["msg"]) == ("invalid", True)
    (told,) = courier.send({**elder.rating(), "epoch": elder.epoch + 1})
    assert (told["outcome"], "not yet in" in told["msg"]) == ("invalid", True)


def test_the_same_rating_under_another_identity_of_the_same_disk_is_a_duplicate(centre: PracticeCentre) -> None:
    before, after = Device(centre.url), Device(centre.url)
    rating = before.rating()
    assert before.send(rating)[0]["outcome"] == "accepted"
    again = after.rating(
        **{name: rating[name] for name in rating if name not in ("deviceId", "epoch", "deviceSeq", "chain")}
    )
    assert after.send(again)[0]["outcome"] == "duplicate"
    (told,) = after.send({**again, "satisfaction": 5})
    assert told["outcome"] == "invalid"
    assert [one["rating"]["deviceId"] for one in centre.state()["ratings"]] == [before.id]


def test_the_sample_notices_are_what_the_configuration_says(device: Device) -> None:
    notices = device.call("GET", "/device/config").json()["data"]["notices"]
    assert len(notices) == 3
    for notice in notices:
        got = device.call("GET", f"/{notice['url']}")
        assert got.content.startswith(b"\x89PNG")
        assert hashlib.sha256(got.content).hexdigest() == notice["sha256"]
        assert len(got.content) < 50_000
    assert device.call("GET", "/media/none.png").json()["code"] == "NOT_FOUND"
    assert device.call("GET", "/media/..%2Fdefaults.py").status_code == 404
    assert requests.get(f"{device.url}/{notices[0]['url']}", timeout=10).status_code == 401
