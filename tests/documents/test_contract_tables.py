"""Every table of CENTRE.md and COUNTER.md is what the code does, both ways."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import json
import re
from typing import Any, cast, get_args

import pytest

from device_drivers import PortState
from kiosk_app import commands
from kiosk_app.central import line, signing
from kiosk_app.central.dialects.reference import Reference
from kiosk_app.central.faults import RefusedWhole
from kiosk_app.central.identity import Identity
from kiosk_app.central.outcome import Outcome
from kiosk_app.central.wire_configuration import parse_configuration
from kiosk_app.core.messages import Reply
from kiosk_app.core.model import Fate, Role
from kiosk_app.counter import answers, bodies
from kiosk_app.practice.centre import endpoints
from kiosk_app.settings.keys import SECTIONS
from offline_queue.envelope import Verdict
from offline_queue.policy import Pace

# -- the centre ------------------------------------------------------------------------------------------------------


def test_the_calls_are_those_of_the_dialect(contracts: Any) -> None:
    speak = Reference()
    made = [
        speak.time(),
        speak.enrolment({}),
        speak.epoch("", 1, ""),
        speak.configuration(None),
        speak.form("form/{version}", None),
        speak.ratings([]),
        speak.invitations([]),
        speak.heartbeat({}),
        speak.duty_call({}),
        speak.token(None, None),
        dataclasses.replace(speak.case("1"), url="cases/{projectNo}"),
        dataclasses.replace(speak.receipt("1"), url="receipts/{no}"),
    ]
    written = {(call, signed) for call, signed, _ in contracts.centre.table("Calls")}
    assert written == {(f"{call.method} /{call.url}", "yes" if call.signed else "no") for call in made}


def test_the_practice_centre_has_those_calls_and_the_ones_not_made(contracts: Any) -> None:
    section = contracts.centre.section("Calls")
    named = set(re.findall(r"`((?:GET|POST) /[^`]+)`", section))
    offered = {
        f"{method} {route.path}"
        for route in endpoints.routes(cast(Any, None))
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert {re.sub(r"{.*?}", "{}", call) for call in named} == {re.sub(r"{.*?}", "{}", call) for call in offered}


def test_the_headers_are_those_of_the_proof(contracts: Any) -> None:
    identity = Identity("D", "K", b"s", 1)
    table = dict(contracts.centre.table("The signature"))
    for signature in signing.SIGNATURES:
        proof = Reference().proof(Reference().heartbeat({}), "/v1/heartbeats", identity, signature, 0, "n")
        assert list(proof) == list(table)
        assert signature in table["X-Signature-Method"]


def test_every_answer_of_the_table_is_judged_so(contracts: Any) -> None:
    rows = contracts.centre.table("Answers")
    assert {kind for _, _, kind, _ in rows} == {kind.__name__ for kind in get_args(Outcome)}
    speak = Reference()
    refused = [code for _, code, kind, _ in rows if kind == "IdentityRefused"]
    either = [(status, code, "IdentityRefused") for status in ("401", "403") for code in refused]
    for status, code, kind in [*((status, code, kind) for status, code, kind, _ in rows), *either]:
        # Only who asks whether there is anything newer is told that there is not.
        call = speak.configuration('"e"') if status == "304" else speak.heartbeat({})
        outcome = speak.judged_by_status(int(status), {}, call, 0)
        if outcome is None:
            body = json.dumps({"code": code}) if code != "–" else "<html>"
            outcome = speak.judged(int(status), {}, body.encode()).outcome
        assert type(outcome).__name__ == kind, (status, code)


def test_the_pace_is_the_table_s(contracts: Any) -> None:
    for name, value, _ in contracts.centre.table("Answers", 1):
        kept = getattr(Pace(), name)
        said = [float(part) for part in value.split("–")]
        assert said == ([*kept] if isinstance(kept, tuple) else [kept]), name
    # The rest is the sender's own affair; a new number must be put on one side or the other.
    inner = {"suspects", "doubt", "tick", "error_again"}
    told = {name for name, _, _ in contracts.centre.table("Answers", 1)}
    assert {field.name for field in dataclasses.fields(Pace)} == told | inner


def test_the_members_of_a_configuration_are_needed_or_not(contracts: Any) -> None:
    data = contracts.centre.json("configuration")
    rows = contracts.centre.table("Configuration")
    assert [name for name, _, _ in rows] == list(data)
    for name, optional, _ in rows:
        absent = {other: value for other, value in data.items() if other != name}
        if optional == "yes":
            assert parse_configuration(absent) == parse_configuration({**data, name: None})
        else:
            for lacking in (absent, {**data, name: None}):
                with pytest.raises(RefusedWhole, match=name):
                    parse_configuration(lacking)


def test_the_fields_of_a_rating_are_the_table_s(contracts: Any) -> None:
    rating = contracts.centre.json("rating")  # which is `rating_record`'s and the four of the release
    rows = contracts.centre.table("Ratings")
    assert [name for name, _, _ in rows] == list(rating)
    types = {"int": int, "bool": bool, "list": list, "object": dict}
    for name, kind, _ in rows:
        words = kind.split(" or ")
        value = rating[name]
        assert (value is None and "null" in words) or type(value) is types.get(words[0], str), name


def test_every_outcome_of_a_verdict_is_taken_so(contracts: Any, source: Any) -> None:
    rows = {outcome: kind for outcome, kind, _ in contracts.centre.table("Verdicts")}
    none_given = rows.popitem()
    assert none_given[1] == "–"
    for key in ("ratingId", "invitationId"):
        for outcome, kind in rows.items():
            (verdict,) = Reference().verdicts({"results": [{key: "i", "outcome": outcome}]}, ["i"]).values()
            assert type(verdict).__name__ == kind
    assert set(rows.values()) == {kind.__name__ for kind in get_args(Verdict)}
    reference = source.function("kiosk_app/central/dialects/reference.py", "_verdict")
    cases = [node.value for node in ast.walk(reference) if isinstance(node, ast.MatchValue)]
    assert set(rows) == {case.value for case in cases if isinstance(case, ast.Constant)}
    assert Reference().verdicts({"results": [{"ratingId": "i", "outcome": "new"}]}, ["i"]) == {}


def test_the_fates_told_are_the_final_ones(contracts: Any) -> None:
    sentence = contracts.centre.section("Invitations").rpartition("`state` is one of")[2]
    assert re.findall(r"`(\w+)`", sentence) == [fate.value for fate in Fate if fate.final]


# -- the counter -----------------------------------------------------------------------------------------------------


def test_the_counter_s_calls_are_the_routes(contracts: Any, source: Any) -> None:
    routes = "kiosk_app/counter/routes.py"
    served = {
        f"{method.value} {call.args[0].value}"
        for call in source.calls(routes, "_route", "routes")
        for method in call.args[1].keys
    }
    pages = {call.args[0].value for call in source.calls(routes, "_page", "routes")}
    assert "/" in pages
    assert {call for call, _, _ in contracts.counter.table("Calls")} == {*served, "GET /"}


def test_the_members_of_an_invitation_are_all_optional(contracts: Any) -> None:
    data = contracts.counter.json("invitation")
    rows = contracts.counter.table("Calls", 1)
    assert [name for name, _, _ in rows] == list(data)
    assert {needed for _, needed, _ in rows} == {"no"}
    bodies.invitation_from({})
    bodies.invitation_from(dict.fromkeys(data))


def test_the_words_of_the_status_are_the_program_s(contracts: Any, source: Any) -> None:
    branches = ast.walk(source.function("kiosk_app/*.py", "_word"))
    returned = [node.value for node in branches if isinstance(node, ast.Return) and node.value is not None]
    state = {constant.value for value in returned for constant in ast.walk(value) if isinstance(constant, ast.Constant)}
    said = {name: values.replace("`", "").split(", ") for name, values in contracts.counter.table("Calls", 2)}
    assert set(said.pop("state")) == state
    assert said.pop("role") == [role.value for role in Role]
    assert said.pop("pad.state") == [state.value for state in PortState]
    assert said.pop("central.state") == [line.UNKNOWN, line.ONLINE, line.OFFLINE, line.REFUSED, line.FENCED]
    assert not said


def test_every_refusal_stands_in_the_table(contracts: Any, source: Any) -> None:
    refused = source.calls("kiosk_app/counter/answers.py", "Refusal")
    written = {(str(call.args[0].value), call.args[1].value) for call in refused}
    rows = contracts.counter.table("Refusals")
    assert {(status, code) for status, code, _ in rows} == written
    assert len(rows) == len(written)


def test_every_reply_that_refuses_is_in_the_table(contracts: Any) -> None:
    rows = [(status, code) for status, code, _ in contracts.counter.table("Refusals")]
    served = (Reply.DONE, Reply.OFFERED, Reply.PRESENT)
    refusals = [answers.refusal_of(reply) for reply in Reply if reply not in served]
    places = [rows.index((str(refusal.status), refusal.code)) for refusal in refusals[:-1]]
    # The members of Reply stand in the order in which the session refuses.
    assert places == sorted(places)
    assert (str(refusals[-1].status), refusals[-1].code) == ("404", "NOT_FOUND")


def test_the_states_are_the_fates(contracts: Any) -> None:
    rows = [(state, final) for state, final, _ in contracts.counter.table("States of an invitation")]
    assert rows == [(fate.value, "yes" if fate.final else "no") for fate in Fate]


def test_the_numbers_are_the_constants(contracts: Any) -> None:
    for name, seconds, _ in contracts.counter.table("Numbers"):
        module, _, constant = name.rpartition(".")
        assert getattr(importlib.import_module(module), constant) == float(seconds), name


def test_local_overrides_what_the_centre_decides(contracts: Any) -> None:
    rows = dict(contracts.counter.table("Configuration"))
    assert list(rows) == list(SECTIONS["local"])
    for member in rows.values():
        value = contracts.centre.json("configuration")
        for name in member.split("."):
            value = value[name]


def test_limits_on_bodies_are_as_written(contracts: Any) -> None:
    text = " ".join(contracts.counter.text.split())
    assert f"at most {bodies.BODY_BYTES >> 10} KiB, a sign-in {bodies.STAFF_BODY_BYTES >> 20} MiB" in text
    assert f"in base64, {bodies.PHOTO_BYTES >> 20} MiB at most" in text
    assert f"the case, {bodies.PROJECT_NO_LENGTH} characters at most" in text


def test_the_exit_codes_are_the_program_s(contracts: Any) -> None:
    rows = contracts.counter.table("Around it")
    assert [int(code) for code, _ in rows] == [commands.DONE, commands.FAILED, commands.UNUSABLE, commands.PROBLEMS]
