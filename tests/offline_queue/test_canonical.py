"""The same bytes on every terminal: the vectors, and what holds for any JSON without floats."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_queue import START_OF_CHAIN, canonical, chain
from offline_queue.canonical import linked

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))

whole_text = st.text()  # Hypothesis' default leaves surrogates out
any_text = st.text(st.characters(exclude_categories=()))  # and here they are
scalars = st.none() | st.booleans() | st.integers()


def values(text: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    return st.recursive(scalars | text, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20)


def test_vectors() -> None:
    assert canonical(VECTORS["rating"]).hex() == VECTORS["canonical_utf8_hex"]
    assert chain(START_OF_CHAIN, VECTORS["rating"]) == VECTORS["chain"]


@given(values(whole_text))
def test_reads_back_as_it_was_and_is_its_own_canonical_form(value: object) -> None:
    raw = canonical(value)
    assert json.loads(raw) == value
    assert canonical(json.loads(raw)) == raw


@given(values(any_text))
def test_surrogates_never_reach_the_wire(value: object) -> None:
    try:
        raw = canonical(value)
    except TypeError as error:
        assert "two keys" in str(error)  # noqa: PT017 - most examples do not raise
        return
    raw.decode("utf-8")
    assert canonical(json.loads(raw)) == raw


@given(st.dictionaries(whole_text, st.integers(), min_size=2))
def test_keys_are_sorted_by_code_point(value: dict[str, int]) -> None:
    keys = [key for key, _ in json.loads(canonical(value), object_pairs_hook=list)]
    assert keys == sorted(value, key=lambda key: [ord(letter) for letter in key])


def test_code_points_not_utf16_units() -> None:
    # U+FB01 comes before U+1F600 by code point, after it by UTF-16 units.
    assert canonical({"😀": 1, "ﬁ": 2}) == '{"ﬁ":2,"😀":1}'.encode()


def test_only_the_named_escapes() -> None:
    told = "".join(chr(code) for code in range(0x21)) + '"\\/\x7f\u2028'
    assert canonical(told) == (
        b'"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f'
        b"\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f"
        b' \\"\\\\/\x7f\xe2\x80\xa8"'
    )


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("\ud83d.", "\ufffd."),
        ("\ud800\ud800", "\ufffd\ufffd"),
        ("\ud83d\ude00", "😀"),  # two halves that meet are not lone
    ],
)
def test_lone_surrogates_are_replaced(told: str, kept: str) -> None:
    assert canonical({"k": [told]}) == json.dumps({"k": [kept]}, ensure_ascii=False, separators=(",", ":")).encode()


def test_replaced_keys_are_sorted_after_the_replacement() -> None:
    assert canonical({"\ud800": 1, "\ue000": 2}) == '{"\ue000":2,"\ufffd":1}'.encode()
    with pytest.raises(TypeError, match="two keys"):
        canonical(dict([("\ud800", 1), ("\udfff", 2)]))  # noqa: C406 - ruff takes the two for one key


@pytest.mark.parametrize("value", [1.0, float("nan"), [0.5], {"a": {"b": 1.5}}, {1: 2}, {None: 1}, b"x", {1, 2}])
def test_what_has_no_canonical_form(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.dictionaries(whole_text, st.integers()))
def test_a_link_is_the_hash_of_the_one_before_and_the_record(previous: str, record: dict[str, int]) -> None:
    assert chain(previous, record) == sha256(previous.encode() + canonical(record)).hexdigest()


keys = st.sampled_from(["a", "chai", "chain ", "chains", "d", "Z", "\ud800", "评"]) | st.text().filter("chain".__ne__)


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.dictionaries(keys, values(whole_text)))
def test_encoding_once_is_the_same_as_encoding_twice(previous: str, record: dict[str, object]) -> None:
    link = chain(previous, record)
    assert linked(previous, record) == (canonical({**record, "chain": link}), link)


def test_the_vector_with_its_link() -> None:
    raw, link = linked(START_OF_CHAIN, VECTORS["rating"])
    assert link == VECTORS["chain"]
    assert json.loads(raw) == {**VECTORS["rating"], "chain": link}
