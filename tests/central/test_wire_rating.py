"""Records out: every field of the contract's table, in its words."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.central.satisfaction import LEVEL_OF, NUMBER_OF
from kiosk_app.central.wire_rating import ending_item, rating_record
from kiosk_app.central.wording import beijing_time, milliseconds_of, rfc3339, scrubbed
from kiosk_app.core.case import Target
from kiosk_app.core.model import Case, Ending, Fate, Invitation, Level, Moment, Role
from offline_queue.canonical import canonical

FIELDS = [
    "ratingId",
    "projectNo",
    "target",
    "serviceNumber",
    "assessNumber",
    "taskCode",
    "taskName",
    "taskType",
    "proStatus",
    "areaCode",
    "deptCode",
    "orgName",
    "hallCode",
    "winNo",
    "staffNo",
    "satisfaction",
    "pf",
    "evalDetail",
    "detailComplete",
    "writingEvaluation",
    "textSealed",
    "assessTime",
    "assessedAt",
    "clock",
    "anonymityFlag",
    "sealed",
    "dutyCalled",
    "input",
    "capturedOffline",
    "formVersion",
    "configVersion",
    "appVersion",
]


def test_a_target_is_named_and_has_no_case(kit: Any) -> None:
    target = Target("window", "07", "户政综合窗口")
    rating = kit.a_rating()
    rating = replace(rating, invitation=Invitation("i1", Case(None, 1), target=target, own=True))
    record = rating_record(rating, sealed=None, app_version="0.1")
    assert (record["projectNo"], record["target"]) == (None, {"kind": "window", "code": "07"})
    assert record["winNo"] == rating.configuration.binding.win_no


def test_every_field_and_no_other(kit: Any) -> None:
    record = rating_record(kit.a_rating(text="慢"), sealed=None, app_version="0.1")
    assert list(record) == FIELDS
    assert record | {} == {
        "ratingId": "0f5c1f9e-6b1c-4a57-9b0e-2d2f0f1d7a01",
        "projectNo": "P-1",
        "target": None,
        "serviceNumber": 1,
        "assessNumber": 1,
        "taskCode": "T",
        "taskName": "名",
        "taskType": "01",
        "proStatus": "3",
        "areaCode": "500112000000",
        "deptCode": "11500112000000000Y",
        "orgName": "分局",
        "hallCode": "YB01",
        "winNo": "07",
        "staffNo": "S-7",
        "satisfaction": 1,
        "pf": "4",
        "evalDetail": ["108"],
        "detailComplete": True,
        "writingEvaluation": "慢",
        "textSealed": False,
        "assessTime": "2026-11-23 10:00:00",
        "assessedAt": "2026-11-23T10:00:00.123+08:00",
        "clock": {"offsetMs": -250, "trust": "synced", "bootId": "boot-1", "monotonicMs": 12346},
        "anonymityFlag": "1",
        "sealed": None,
        "dutyCalled": False,
        "input": "button",
        "capturedOffline": False,
        "formVersion": "2020-05",
        "configVersion": "c1",
        "appVersion": "0.1",
    }
    assert json.loads(canonical(record)) == record


@pytest.mark.parametrize(
    ("text", "box", "plain", "boxed"), [("x", {"keyId": "k"}, "", True), ("", {"keyId": "k"}, "", False)]
)
def test_text_in_the_box_is_not_plain(kit: Any, text: str, box: dict[str, str], plain: str, boxed: bool) -> None:
    record = rating_record(kit.a_rating(text=text), sealed=box, app_version="0.1")
    assert (record["writingEvaluation"], record["textSealed"], record["sealed"]) == (plain, boxed, box)


@pytest.mark.parametrize(("role", "channel"), [(Role.COUNTER, "4"), (Role.HALL, "5"), (Role.EMBEDDED, "5")])
def test_channel(kit: Any, role: Role, channel: str) -> None:
    rating = kit.a_rating(configuration=kit.a_configuration(role))
    assert rating_record(rating, sealed=None, app_version="")["pf"] == channel


def test_levels_are_five_to_one() -> None:
    assert [NUMBER_OF[level] for level in Level] == [5, 4, 3, 2, 1]
    assert {LEVEL_OF[number] for number in range(1, 6)} == set(Level)


def test_lone_surrogates_can_be_stored(kit: Any) -> None:
    record = rating_record(kit.a_rating(text="a\ud800b", staff_no="\udfff"), sealed=None, app_version="")
    assert (record["writingEvaluation"], record["staffNo"]) == ("a\ufffdb", "\ufffd")


@given(st.text(st.characters(exclude_categories=[])))
def test_scrubbed_is_what_canonical_json_would_make_of_it(text: str) -> None:
    assert canonical(scrubbed(text)) == canonical(text)


@given(st.integers(0, 10**13))
def test_instants_survive_the_wire(instant_ms: int) -> None:
    assert milliseconds_of(rfc3339(instant_ms)) == instant_ms
    assert rfc3339(instant_ms).replace("T", " ").startswith(beijing_time(instant_ms))


@pytest.mark.parametrize("text", [None, 5, "", "soon", "2026-11-23T10:00:00", "2026-13-01T00:00:00Z"])
def test_what_is_no_instant(text: object) -> None:
    assert milliseconds_of(text) is None


def test_ending() -> None:
    invitation = Invitation("i-1", Case(None, 2))
    ending = Ending(invitation, Fate.LAPSED, Moment(1, 1795399200000), Moment(2, 1795399260001))
    assert ending_item(ending) == {
        "invitationId": "i-1",
        "projectNo": None,
        "serviceNumber": 2,
        "state": "lapsed",
        "offeredAt": "2026-11-23T10:00:00.000+08:00",
        "endedAt": "2026-11-23T10:01:00.001+08:00",
    }


def test_an_open_invitation_has_no_ending() -> None:
    with pytest.raises(ValueError, match="not ended"):
        ending_item(Ending(Invitation("i-1", Case(None, 2)), Fate.SEEN, Moment(1, 1), Moment(2, 2)))
