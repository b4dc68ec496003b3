"""`config show`: values are written as they would stand in kiosk.toml."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.commands.config import as_toml

TEXT = st.text(st.characters(codec="utf-8"))
PLAIN = TEXT | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False)


@given(PLAIN | st.lists(PLAIN) | st.dictionaries(TEXT, PLAIN | st.lists(TEXT)))
def test_whatever_it_is_toml_reads_it_back(value: Any) -> None:
    assert tomllib.loads(f"key = {as_toml(value)}") == {"key": value}


def test_what_toml_has_no_word_for_is_said() -> None:
    assert as_toml(None) == "(the centre's)"
    assert as_toml(("a", "b")) == '["a", "b"]'
