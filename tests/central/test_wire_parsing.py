"""Configuration and form in: the contract's example, and everything that refuses them as a whole."""

from __future__ import annotations

import contextlib
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.central.answer import object_of
from kiosk_app.central.faults import RefusedWhole
from kiosk_app.central.satisfaction import LEVEL_OF
from kiosk_app.central.wire_configuration import parse_configuration, parse_sealing_key
from kiosk_app.central.wire_form import parse_form
from kiosk_app.core.case import Target
from kiosk_app.core.model import Level, Results, Role

SHIPPED = Path(__file__).parents[2] / "assets/form/2020-05.json"
OPTIONAL = [
    "sealingKey",
    "consent",
    "dutyCall",
    "answerWithinWorkingDays",
    "ratingPage",
    "targets",
    "notices",
    "published",
]


def test_the_contracts_example(kit: Any) -> None:
    read = parse_configuration(kit.configuration_data())
    assert (read.version, read.role, read.languages) == ("2026-11-20.2", Role.COUNTER, ("zh-CN", "en"))
    assert (read.binding.hall_name, read.binding.win_no) == ("渝北区政务服务中心", "07")
    assert (read.timeouts.invitation, read.timeouts.detail, read.timeouts.thanks) == (60, 45, 4)
    assert (read.undo_seconds, read.heartbeat_seconds, read.form_url) == (3, 300, "form/2020-05")
    assert read.sealing_key is not None
    assert (read.sealing_key.key_id, read.sealing_key.public_key) == ("2026-a", bytes(range(1, 33)))
    assert (read.duty_call, read.answer_within_working_days) == (True, 5)
    assert read.targets == (Target("window", "07", "户政综合窗口"),)
    assert read.notices[0]["seconds"] == 8
    counts = {5: 912, 4: 201, 3: 40, 2: 6, 1: 3}
    assert read.published == Results("2026-10", "渝北区政务服务中心", {LEVEL_OF[one]: n for one, n in counts.items()})


def test_a_target_that_cannot_be_read_is_left_out_and_none_stands_twice(kit: Any) -> None:
    said = [{"kind": "window"}, {"kind": "hall", "code": "YB01"}, {"kind": "hall", "code": "YB01", "name": "again"}, {}]
    read = parse_configuration(kit.configuration_data(targets=said))
    assert read.targets == (Target("hall", "YB01", "YB01"),)


@pytest.mark.parametrize("how", ["null", "absent"])
def test_from_the_sealing_key_on_all_may_be_missing(kit: Any, how: str) -> None:
    data = kit.configuration_data(**dict.fromkeys(OPTIONAL))
    if how == "absent":
        data = {name: value for name, value in data.items() if name not in OPTIONAL}
    read = parse_configuration(data)
    assert (read.sealing_key, read.consent, read.duty_call, read.targets) == (None, None, False, ())


@pytest.mark.parametrize(
    "changes",
    [
        {"counts": None},
        {"counts": {"5": -1}},
        {"counts": {"5": 1.5}},
        {"counts": {"5": True}},
        {"counts": {"5": "9"}},
        {"counts": {"5": 10**9}},
        {"period": ""},
        {"period": 202610},
        {"unit": None},
    ],
)
def test_results_that_cannot_be_read_are_left_out(kit: Any, changes: dict[str, object]) -> None:
    published = {"period": "2026-10", "unit": "大厅", "counts": {"5": 1}, **changes}
    assert parse_configuration(kit.configuration_data(published=published)).published is None


def test_a_level_that_nobody_chose_may_be_left_out(kit: Any) -> None:
    said = {"period": "2026-10", "unit": "", "counts": {"5": 1, "9": 7}}
    read = parse_configuration(kit.configuration_data(published=said)).published
    assert read is not None
    assert sorted(read.counts.values()) == [0, 0, 0, 0, 1]


def test_fractions_unknown_members_and_languages(kit: Any) -> None:
    data = kit.configuration_data(
        timeouts={"invitation": 0.5, "detail": 1.25, "thanks": 0.1, "more": 1},
        undoSeconds=0,
        languages=["ug-CN", "zh-CN", "ug-CN"],
        binding={"hallCode": None},
        newer={"x": [1.5]},
    )
    read = parse_configuration(data)
    assert (read.timeouts.invitation, read.timeouts.detail, read.undo_seconds) == (0.5, 1.25, 0)
    assert read.languages == ("ug-CN", "zh-CN")
    assert read.binding.hall_code is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"configVersion": ""}, "configVersion: expected a text"),
        ({"role": "admin"}, "role: expected one of counter, hall, embedded"),
        ({"role": ["counter"]}, "role: expected"),
        ({"binding": None}, "binding: expected an object"),
        ({"binding": {"hallCode": 1}}, "binding.hallCode: expected a text"),
        ({"languages": []}, "languages: expected a list of at least 1"),
        ({"languages": ["zh-CN", 5]}, "languages.1: expected a text"),
        ({"timeouts": {"invitation": 0, "detail": 1, "thanks": 1}}, "timeouts.invitation: expected seconds above 0"),
        ({"timeouts": {"invitation": True, "detail": 1, "thanks": 1}}, "timeouts.invitation: expected seconds"),
        ({"timeouts": {"invitation": math.nan, "detail": 1, "thanks": 1}}, "timeouts.invitation: expected seconds"),
        ({"timeouts": {"invitation": 1, "detail": 1}}, "timeouts.thanks: is missing"),
        ({"undoSeconds": -1}, "undoSeconds: expected seconds from 0"),
        ({"undoSeconds": math.inf}, "undoSeconds: expected seconds"),
        ({"heartbeatSeconds": 0.5}, "heartbeatSeconds: expected seconds from 1"),
        ({"heartbeatSeconds": 1e30}, "heartbeatSeconds: expected seconds"),
        ({"form": {"version": "1"}}, "form.url: is missing"),
        ({"dutyCall": 1}, "dutyCall: expected true or false"),
        ({"answerWithinWorkingDays": True}, "answerWithinWorkingDays: expected a whole number"),
        ({"targets": ["window"]}, "targets.0: expected an object"),
        ({"targets": {}}, "targets: expected a list"),
        ({"notices": ["x"]}, "notices.0: expected an object"),
        ({"published": 5}, "published: expected an object"),
        ({"consent": {"version": "1", "text": {}}}, "consent.text: expected texts by language"),
        ({"ratingPage": 5}, "ratingPage: expected a text"),
        ({"sealingKey": {"keyId": "k", "algorithm": "SM2", "publicKey": "AA=="}}, "algorithm: SM2 is not supported"),
        ({"sealingKey": {"keyId": "k", "algorithm": "ROT13", "publicKey": "AA=="}}, "unknown sealing algorithm"),
        (
            {"sealingKey": {"keyId": "k", "algorithm": "X25519-SEALED-BOX", "publicKey": "AA=="}},
            "sealingKey.publicKey: expected 32 bytes",
        ),
        (
            {"sealingKey": {"keyId": "k", "algorithm": "X25519-SEALED-BOX", "publicKey": "§"}},
            "sealingKey.publicKey: expected base64",
        ),
    ],
)
def test_refused_whole(kit: Any, changes: dict[str, object], fault: str) -> None:
    with pytest.raises(RefusedWhole) as refused:
        parse_configuration(kit.configuration_data(**changes))
    assert any(fault in one for one in refused.value.faults), refused.value.faults


def test_all_faults_at_once(kit: Any) -> None:
    with pytest.raises(RefusedWhole) as refused:
        parse_configuration(kit.configuration_data(role="x", undoSeconds="3", languages=[1, 2], form=None))
    assert len(refused.value.faults) == 5
    assert str(refused.value).startswith("configuration refused: ")


@pytest.mark.parametrize("data", [None, [], "x", 5, {}])
def test_what_is_no_configuration(data: object) -> None:
    with pytest.raises(RefusedWhole):
        parse_configuration(data)


def test_sealing_key_alone() -> None:
    assert parse_sealing_key(None) is None
    with pytest.raises(RefusedWhole, match="sealing key refused"):
        parse_sealing_key({"keyId": "k"})


def test_the_shipped_form_parses() -> None:
    form = parse_form(object_of(SHIPPED.read_bytes()))
    assert form.version == "2020-05"
    assert form.expected_for == {Level.DISSATISFIED, Level.VERY_DISSATISFIED}
    assert all(form.indicators_of(level) for level in Level)


def test_form(kit: Any) -> None:
    form = parse_form(kit.form_data())
    assert [one.code for one in form.indicators] == ["108"]  # 109 is not in use
    assert form.indicators[0].names == {"zh-CN": "慢"}
    assert list(form.level_names) == list(Level)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"version": None}, "version"),
        ({"levels": []}, "levels: expected the five levels"),
        ({"levels": 5}, "levels: expected a list"),
        ({"levels": [{"satisfaction": 5, "name": {"zh-CN": "x"}}] * 5}, "the five levels 5 to 1, each once"),
        ({"levels": [{"satisfaction": 6, "name": {"zh-CN": "x"}}]}, "levels.0.satisfaction"),
        ({"levels": [{"satisfaction": True, "name": {"zh-CN": ""}}]}, "levels.0.name: expected texts"),
        ({"items": None}, "items: expected a list"),
        ({"items": [{"starLevel": "7"}]}, 'items.0.starLevel: expected "1" to "5"'),
        ({"textLimit": 1.5}, "textLimit: expected a whole number"),
        ({"detailRequiredAtOrBelow": 9}, "detailRequiredAtOrBelow"),
    ],
)
def test_form_refused_whole(kit: Any, changes: dict[str, object], fault: str) -> None:
    with pytest.raises(RefusedWhole) as refused:
        parse_form(kit.form_data(**changes))
    assert any(fault in one for one in refused.value.faults), refused.value.faults


def test_a_code_used_twice(kit: Any) -> None:
    data = kit.form_data()
    with pytest.raises(RefusedWhole, match="used twice"):
        parse_form({**data, "items": data["items"][:1] * 2})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(["configuration", "form"]), st.data())
def test_whatever_one_member_is_it_parses_or_is_refused(kit: Any, which: str, data: st.DataObject) -> None:
    whole = kit.configuration_data() if which == "configuration" else kit.form_data()
    name = data.draw(st.sampled_from(sorted(whole)))
    whole[name] = data.draw(JSON)
    with contextlib.suppress(RefusedWhole):
        (parse_configuration if which == "configuration" else parse_form)(whole)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'"x"',
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": Infinity}',
        b"\xff{}",
        b"[" * 100_000,
        b'{"a":',
    ],
)
def test_no_object(body: bytes) -> None:
    assert object_of(body) is None


def test_surrogates_of_the_centre_are_mended() -> None:
    assert object_of(b'{"\\ud800": ["\\uDfff", {"x": "\\ud83d\\ude00"}, 1]}') == {"\ufffd": ["\ufffd", {"x": "😀"}, 1]}


def test_plain_example_is_json() -> None:
    assert json.loads((Path(__file__).parent / "configuration.json").read_text("utf-8"))
