"""The notices of a configuration: which can be shown, and why others cannot."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.central.wire_notices import LONGEST_SECONDS, SHORTEST_SECONDS, Notice, parse_notices

DIGEST = "0123456789abcdef" * 4
GOOD = {"id": "n1", "kind": "image", "url": "media/n1.png", "sha256": DIGEST, "seconds": 8}


def test_in_their_order() -> None:
    second = {**GOOD, "id": "n2", "sha256": DIGEST.upper(), "seconds": 2.5, "more": None}
    assert parse_notices([GOOD, second]) == (
        (Notice("n1", "media/n1.png", DIGEST, 8.0), Notice("n2", "media/n1.png", DIGEST, 2.5)),
        (),
    )


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        ({"kind": "video"}, "n1 is a film: this version shows pictures only"),
        ({"kind": "hologram"}, "n1 is of a kind that this version does not know"),
        ({"kind": None}, "n1 is of a kind that this version does not know"),
        ({"url": ""}, "n1 has no url"),
        ({"url": 7}, "n1 has no url"),
        ({"sha256": "0"}, "n1 has no sha256 of 64 digits"),
        ({"sha256": None}, "n1 has no sha256 of 64 digits"),
        ({"id": None, "url": None}, "number 1 has no url"),
        ({"id": "a\nb", "url": None}, "number 1 has no url"),
        ({"id": "x" * 99, "url": None}, f"{'x' * 40} has no url"),
    ],
)
def test_what_cannot_be_shown_is_said_and_the_rest_stays(change: dict[str, object], remark: str) -> None:
    notices, remarks = parse_notices([{**GOOD, **change}, GOOD])
    assert [one.id for one in notices] == ["n1"]
    assert remarks == (remark,)


@pytest.mark.parametrize(
    ("said", "taken"),
    [(8, 8), (0, 1), (-3, 1), (0.01, 1), (1e9, 3600), (None, 8), ("8", 8), (True, 8), (math.nan, 8), (math.inf, 8)],
)
def test_how_long_one_stands(said: object, taken: float) -> None:
    ((notice,), _) = parse_notices([{**GOOD, "seconds": said}])
    assert notice.seconds == taken


_ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.none(), max_size=2)


@given(st.lists(st.dictionaries(st.sampled_from([*GOOD]), _ANY | st.just("image") | st.just(DIGEST)), max_size=4))
def test_whatever_the_centre_says_each_is_shown_or_said(said: list[dict[str, object]]) -> None:
    notices, remarks = parse_notices(said)
    assert len(notices) + len(remarks) == len(said)
    assert all(SHORTEST_SECONDS <= one.seconds <= LONGEST_SECONDS for one in notices)
    assert all(remark.isprintable() for remark in remarks)
