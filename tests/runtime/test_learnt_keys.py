"""What was learnt of pads' keys, as a note: whole, by port and profile, and harmless where it is damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.runtime.learnt_keys import learnt_of, with_learnt

NAMES = st.text(max_size=8)
KEYS = st.dictionaries(NAMES, st.integers(1, 5), max_size=6)


@given(st.lists(st.tuples(NAMES, NAMES, KEYS), max_size=8))
def test_the_newest_of_each_port_is_what_is_known(told: list[tuple[str, str, dict[str, int]]]) -> None:
    note: object = None
    newest: dict[str, tuple[str, dict[str, int]]] = {}
    for port, profile, keys in told:
        note = with_learnt(note, port, profile, keys)
        newest[port] = (profile, keys)
    for port, (profile, keys) in newest.items():
        assert learnt_of(note, port, profile) == keys
        assert learnt_of(note, port, profile + "x") == {}
    assert (note is None) == (not any(keys for _, keys in newest.values()))


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [],
        "pads",
        {"p": None},
        {"p": {"profile": "ascii5"}},
        {"p": {"profile": "ascii5", "keys": []}},
        {"p": {"profile": "ascii5", "keys": {"1": 6}}},
        {"p": {"profile": "ascii5", "keys": {"1": "5"}}},
        {"p": {"profile": "xid", "keys": {"1": 5}}},
    ],
)
def test_a_damaged_note_teaches_nothing(damaged: object) -> None:
    assert learnt_of(damaged, "p", "ascii5") == {}
    assert learnt_of(with_learnt(damaged, "p", "ascii5", {"1": 5}), "p", "ascii5") == {"1": 5}
