"""Canonical JSON and the chain, as the centre reads them: its own few lines, so that it can catch the terminal's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

CHAIN_START = "0" * 64
LARGEST_INTEGER = 2**53 - 1  # what every JSON reader agrees on, and SQLite can hold


class NotCanonical(ValueError):
    """The value has no canonical form: a float, a huge integer, a lone surrogate; the message says which."""


def canonical(value: Any) -> str:
    """The canonical JSON text of `value`; raises NotCanonical where there is none."""
    _refuse_what_has_no_form(value, "")
    # Python's own writer escapes exactly the contract's characters: \" \\ \b \t \n \f \r and \u00xx below U+0020.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def chain_of(previous: str, rating: Mapping[str, Any]) -> str:
    """The chain of `rating` after `previous` (64 hex characters)."""
    return link(previous, canonical({name: value for name, value in rating.items() if name != "chain"}))


def link(previous: str, canonical_without_chain: str) -> str:
    """SHA-256 of the previous chain in ASCII followed by the canonical text, as lower-case hex."""
    return hashlib.sha256(previous.encode("ascii") + canonical_without_chain.encode("utf-8")).hexdigest()


def has_lone_surrogate(text: str) -> bool:
    """Whether `text` holds half a surrogate pair, which no UTF-8 can say."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _refuse_what_has_no_form(value: Any, path: str) -> None:
    if isinstance(value, float):
        raise NotCanonical(f"{path or 'value'}: floats have no canonical form, integers only")
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise NotCanonical(f"{path or 'value'}: the integer is too large")
    if isinstance(value, str) and has_lone_surrogate(value):
        raise NotCanonical(f"{path or 'value'}: a lone surrogate; U+FFFD belongs there")
    if isinstance(value, Mapping):
        for name, member in value.items():
            _refuse_what_has_no_form(name, f"{path}.(name)".lstrip("."))
            _refuse_what_has_no_form(member, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            _refuse_what_has_no_form(member, f"{path}[{index}]")
