"""Every JSON and TOML block of CENTRE.md and COUNTER.md is tried on the code that it speaks of."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import json
import tomllib
from base64 import b64decode
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kiosk_app.central import signing
from kiosk_app.central.courier import CentreCourier
from kiosk_app.central.dialects.reference import Reference
from kiosk_app.central.identity import identity_of
from kiosk_app.central.outcome import Answered
from kiosk_app.central.satisfaction import LEVEL_OF
from kiosk_app.central.sealing import APPLICANT_MEMBERS, seal
from kiosk_app.central.wire_configuration import parse_configuration
from kiosk_app.central.wire_duty import duty_call_body
from kiosk_app.central.wire_form import parse_form
from kiosk_app.central.wire_lookup import parse_case, parse_receipt
from kiosk_app.central.wire_rating import clock_record, ending_item, rating_record
from kiosk_app.central.wire_token import Token, parse_token
from kiosk_app.central.wording import milliseconds_of
from kiosk_app.core.case import Progress, ReceiptRecord
from kiosk_app.core.messages import CallDuty, Reply
from kiosk_app.core.model import Case, Ending, Fate, Input, Invitation, Level, Moment, Rating, Role, SealingKey
from kiosk_app.counter import answers, bodies
from kiosk_app.practice.centre import rating as examiner
from kiosk_app.practice.centre import reports
from kiosk_app.runtime.pad import Pads
from kiosk_app.settings import Pad, Settings, load_file
from offline_queue.canonical import START_OF_CHAIN, linked
from offline_queue.envelope import Delivered
from offline_queue.report import LastError, Status

DOCUMENTS = ("centre", "counter")
GIVEN_AT_RELEASE = {"deviceId", "epoch", "deviceSeq", "chain"}
ROOF = "kiosk_app/*.py"

Use = Callable[[Any, Any, Any], None]
USES: dict[tuple[str, str], Use] = {}


def use(document: str, name: str) -> Callable[[Use], Use]:
    """Marks what tries the block `name`; it gets the block's data, both documents, and the program's source."""

    def mark(function: Use) -> Use:
        USES[document, name] = function
        return function

    return mark


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_is_named_and_tried(document: str, contracts: Any) -> None:
    names = [name for name, _ in getattr(contracts, document).blocks("json")]
    assert sorted(names) == sorted(name for where, name in USES if where == document)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_it_stands_by_itself(document: str, contracts: Any) -> None:
    """Every block is JSON or TOML, so that none is left untried; and no other text has to be read."""
    text = getattr(contracts, document).text
    assert text.count("```") == 2 * (len(getattr(contracts, document).blocks("(?:json|toml)")))
    assert "shared/" not in text
    assert ".md" not in text


# -- the centre ------------------------------------------------------------------------------------------------------


@use("centre", "answer")
def an_answer(data: Any, contracts: Any, source: Any) -> None:
    judged = Reference().judged(200, {}, contracts.centre.raw("answer"))
    assert judged.outcome == Answered({})
    assert judged.server_time_ms == milliseconds_of(data["serverTime"])


@use("centre", "enrolment-request")
def enrolment_request(data: Any, contracts: Any, source: Any) -> None:
    assert list(data) == source.keys("kiosk_app/central/identity.py", "enrol")
    assert examiner.schema_faults(reports.ENROLMENT, data) == []
    assert json.loads(Reference().enrolment(data).body) == data


@use("centre", "enrolment-data")
def enrolment_data(data: Any, contracts: Any, source: Any) -> None:
    identity = identity_of(data, url=None)
    assert (identity.device_id, identity.app_key, identity.epoch) == (data["deviceId"], data["appKey"], data["epoch"])
    assert identity.app_secret == bytes(range(32))
    assert len(data) == len(dataclasses.fields(identity)) - 1  # the url is not the centre's


@use("centre", "epoch-request")
def epoch_request(data: Any, contracts: Any, source: Any) -> None:
    call = Reference().epoch(data["deviceId"], data["epoch"], data["reason"])
    assert json.loads(call.body) == data
    assert examiner.schema_faults(reports.EPOCH, data) == []


@use("centre", "epoch-data")
def epoch_data(data: Any, contracts: Any, source: Any) -> None:
    client = SimpleNamespace(identity=SimpleNamespace(device_id="D"), epochs=lambda *said: Answered(data))
    assert CentreCourier(cast(Any, client)).new_epoch(3, "restored") == 4


@use("centre", "configuration")
def configuration(data: Any, contracts: Any, source: Any) -> None:
    parsed = parse_configuration(data)
    assert (parsed.version, parsed.role, parsed.languages) == ("2026-11-20.2", Role.COUNTER, ("zh-CN", "en"))
    assert dataclasses.astuple(parsed.timeouts) == (60, 45, 4)
    assert parsed.undo_seconds == 3
    assert dataclasses.astuple(parsed.binding) == tuple(data["binding"].values())
    assert (parsed.form_version, parsed.form_url) == ("2020-05", "form/2020-05")
    assert parsed.sealing_key == SealingKey("2026-a", "X25519-SEALED-BOX", bytes(range(1, 33)))
    assert None not in dataclasses.astuple(parsed)


@use("centre", "form")
def form(data: Any, contracts: Any, source: Any) -> None:
    parsed = parse_form(data)
    assert parsed.version == parse_configuration(contracts.centre.json("configuration")).form_version
    used = [item for item in data["items"] if item["usingStatus"] == "true"]
    assert [one.code for one in parsed.indicators] == [item["normCode"] for item in used]
    assert [one.more for one in parsed.indicators] == [item["expandNorm"] == "true" for item in used]
    assert parsed.expected_for == {Level.DISSATISFIED, Level.VERY_DISSATISFIED}
    assert parsed.text_limit == data["textLimit"]


@use("centre", "rating")
def a_rating(data: Any, contracts: Any, source: Any) -> None:
    invited = contracts.counter.json("invitation")
    del invited["applicant"]
    clock = data["clock"]
    when = milliseconds_of(data["assessedAt"])
    assert when is not None
    rating = Rating(
        rating_id=data["ratingId"],
        invitation=bodies.invitation_from(invited),
        level=LEVEL_OF[data["satisfaction"]],
        input=Input.TOUCH,
        tapped=Moment(clock["monotonicMs"] / 1000, when, clock["offsetMs"], clock["trust"], clock["bootId"]),
        staff_no=bodies.clerk_from(contracts.counter.json("staff")).staff_no,
        configuration=parse_configuration(contracts.centre.json("configuration")),
        form_version=parse_form(contracts.centre.json("form")).version,
        indicators=tuple(data["evalDetail"]),
        complete=True,
    )
    said = {name: value for name, value in data.items() if name not in GIVEN_AT_RELEASE}
    assert said == rating_record(rating, sealed=None, app_version=data["appVersion"])
    record, chain = linked(START_OF_CHAIN, {name: value for name, value in data.items() if name != "chain"})
    assert chain == data["chain"]
    assert json.loads(record) == data
    form = contracts.centre.json("form")
    assert examiner.faults_of(data, device_id=data["deviceId"], epoch=data["epoch"], form=form) == []


@use("centre", "box")
def box(data: Any, contracts: Any, source: Any) -> None:
    key = parse_configuration(contracts.centre.json("configuration")).sealing_key
    assert key is not None
    sealed = seal(key, {"mobile": "1"})
    assert list(sealed) == list(data)
    assert {**sealed, "box": data["box"]} == data
    paragraph = contracts.centre.section("Ratings").partition("**The box.**")[2].partition("\n\n")[0]
    assert all(f"`{name}`" in paragraph for name in (*APPLICANT_MEMBERS, "writingEvaluation"))


@use("centre", "vectors")
def vectors(data: Any, contracts: Any, source: Any) -> None:
    record, chain = linked(START_OF_CHAIN, data["record"])
    assert chain == data["chain"]
    body = b'{"ratings":[' + record + b"]}"
    for signature in signing.SIGNATURES:
        expected = data[signature]
        text = signing.string_to_sign(
            signature, data["method"], data["pathWithQuery"], data["timestamp"], data["nonce"], body
        )
        assert text.splitlines()[-1] == expected["digest"]
        assert signing.sign(signature, b64decode(data["appSecret"]), text) == expected["signature"]
    assert hashlib.sha256(body).hexdigest() == data["HMAC-SHA256"]["digest"]


@use("centre", "verdicts")
def verdicts(data: Any, contracts: Any, source: Any) -> None:
    (result,) = data["results"]
    given = Reference().verdicts(data, [result["ratingId"]])
    assert given == {result["ratingId"]: Delivered(result["receiptNo"])}


@use("centre", "invitation")
def an_ending(data: Any, contracts: Any, source: Any) -> None:
    offered, ended = milliseconds_of(data["offeredAt"]), milliseconds_of(data["endedAt"])
    assert offered is not None
    assert ended is not None
    invitation = Invitation(data["invitationId"], Case(data["projectNo"], data["serviceNumber"]))
    ending = Ending(invitation, Fate.LAPSED, Moment(0, offered), Moment(60, ended))
    assert ending_item(ending) == data
    assert examiner.schema_faults(reports.INVITATION, data) == []


@use("centre", "heartbeat")
def heartbeat(data: Any, contracts: Any, source: Any) -> None:
    assert list(data) == source.keys(ROOF, "heartbeat")
    assert list(data["clock"]) == list(clock_record(Moment(0, 0)))
    assert list(data["pad"]) == list(Pads((), post=lambda event: None).status())
    assert examiner.schema_faults(reports.HEARTBEAT, data) == []


@use("centre", "heartbeat-data")
def heartbeat_data(data: Any, contracts: Any, source: Any) -> None:
    feed = "kiosk_app/central/feed.py"
    asked = [call for name in ("_send_heartbeat", "_ours") for call in source.calls(feed, "get", name)]
    read = {ast.unparse(call) for call in asked if ast.unparse(call.func) == "data.get"}
    assert read == {f"data.get({name!r})" for name in data}


CENTRE = "kiosk_app/practice/centre"


@use("centre", "case-data")
def case_data(data: Any, contracts: Any, source: Any) -> None:
    assert set(data) == source.every_key(f"{CENTRE}/desk.py", "case") - {"missing", "serviceNumber"}
    assert set(data["steps"][0]) == source.every_key(f"{CENTRE}/desk.py", "_step")
    case = parse_case(data)
    assert (case.project_no, case.applicant, case.steps[0].service_number) == (data["projectNo"], "张*", 1)
    assert None not in dataclasses.astuple(case)


@use("centre", "receipt-data")
def receipt_data(data: Any, contracts: Any, source: Any) -> None:
    assert set(data) == source.every_key(f"{CENTRE}/endpoints.py", "_receipt")
    assert parse_receipt(data) == ReceiptRecord(data["receiptNo"], Progress.RECEIVED, date(2026, 11, 30))


@use("centre", "token-request")
def token_request(data: Any, contracts: Any, source: Any) -> None:
    assert examiner.schema_faults(reports.TOKEN, data) == []
    assert examiner.schema_faults(reports.TOKEN, {"projectNo": "P-1", "serviceNumber": 1}) == []
    assert json.loads(Reference().token(None, None).body) == data


@use("centre", "token-data")
def token_data(data: Any, contracts: Any, source: Any) -> None:
    request = contracts.centre.json("token-request")
    assert {*data, *request} == source.every_key(f"{CENTRE}/endpoints.py", "_tokens")
    assert parse_token(data) == Token(data["token"], milliseconds_of(data["expiresAt"]) or 0)


@use("centre", "duty-call")
def duty_call(data: Any, contracts: Any, source: Any) -> None:
    assert examiner.schema_faults(reports.DUTY_CALL, data) == []
    assert len(data) == len(reports.DUTY_CALL.schema)
    at = Moment(0, milliseconds_of(data["at"]) or 0)
    call = CallDuty(data["dutyCallId"], data["ratingId"], data["hallCode"], data["winNo"], at)
    assert duty_call_body(call) == data
    assert json.loads(Reference().duty_call(data).body) == data


@use("centre", "settlement")
def settlement(data: Any, contracts: Any, source: Any) -> None:
    assert examiner.schema_faults(reports.SETTLEMENT, data) == []
    assert len(data) == len(reports.SETTLEMENT.schema)


# -- the counter -----------------------------------------------------------------------------------------------------


@use("counter", "staff")
def staff(data: Any, contracts: Any, source: Any) -> None:
    clerk = bodies.clerk_from(bodies.read_object(contracts.counter.raw("staff")))
    assert dataclasses.astuple(clerk) == tuple(data.values())
    for name in data:
        rest = {other: value for other, value in data.items() if other != name}
        if name in ("staffNo", "name"):
            with pytest.raises(bodies.BodyError):
                bodies.clerk_from(rest)
        else:
            bodies.clerk_from(rest)


@use("counter", "invitation")
def invitation(data: Any, contracts: Any, source: Any) -> None:
    taken = bodies.invitation_from(bodies.read_object(contracts.counter.raw("invitation")))
    assert taken.invitation_id == data["invitationId"]
    assert dataclasses.astuple(taken.case) == (data["projectNo"], data["serviceNumber"], data["assessNumber"])
    item = (taken.task_code, taken.task_name, taken.task_type, taken.pro_status)
    assert item == (data["taskCode"], data["taskName"], data["taskType"], data["proStatus"])
    assert taken.timeout_seconds == data["timeoutSeconds"]
    assert taken.applicant == data["applicant"]
    assert tuple(data["applicant"]) == APPLICANT_MEMBERS


@use("counter", "standing")
def standing(data: Any, contracts: Any, source: Any) -> None:
    assert json.loads(bytes(answers.standing(data["invitationId"], Fate.OFFERED).body)) == data


@use("counter", "status")
def status(data: Any, contracts: Any, source: Any) -> None:
    assert list(data) == source.keys(ROOF, "status")
    assert list(data["pad"]) == list(Pads((), post=lambda event: None).status())
    for name, values in contracts.counter.table("Calls", 2):
        words = values.replace("`", "").split(", ")
        value = data
        for member in name.split("."):
            value = value[member]
        assert value in words


@use("counter", "health")
def health(data: Any, contracts: Any, source: Any) -> None:
    assert list(data) == source.keys("kiosk_app/counter/routes.py", "health")


@use("counter", "refusal")
def refusal(data: Any, contracts: Any, source: Any) -> None:
    assert json.loads(bytes(answers.refusal_of(Reply.BUSY).response().body)) == data


@use("counter", "queue-status")
def queue_status(data: Any, contracts: Any, source: Any) -> None:
    error = LastError(**data["lastError"])
    status = Status(
        unsent=data["unsent"],
        held=data["held"],
        parked=data["parked"],
        delivered=data["delivered"],
        oldest_unsent_seconds=data["oldestUnsentSeconds"],
        last_seq=data["lastSeq"],
        last_error=error,
    )
    assert list(status.as_json().items()) == list(data.items())


@pytest.mark.parametrize(("document", "name"), USES)
def test_a_block_is_what_the_code_speaks(document: str, name: str, contracts: Any, source: Any) -> None:
    USES[document, name](getattr(contracts, document).json(name), contracts, source)


# -- the settings ----------------------------------------------------------------------------------------------------


def test_the_settings_are_the_defaults(contracts: Any, tmp_path: Path) -> None:
    ((_, text),) = contracts.counter.blocks("toml")
    (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
    said = load_file(tmp_path / "kiosk.toml")  # as a whole it can be used
    document = tomllib.loads(text)
    port = document["pad"]["port"]
    assert said._replace(origins={}, pads=()) == Settings()._replace(origins={})
    assert said.pads == (Pad(port=port),)
    ours = {"ui": {"motion", "panel_inches", "volume_hours"}}  # how one machine's screen suits it is its own matter
    for section in ("device", "central", "counter", "ui", "log"):
        known = set(getattr(Settings(), section)._fields) - ours.get(section, set())
        assert set(document.pop(section)) == known, section
    assert set(document.pop("pad")) == set(Pad._fields) - {"texts"}  # ours: what a display shows
    assert not document, "a section that is not described"
