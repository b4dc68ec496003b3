"""Canonical JSON and the chain of ratings: pure, the same bytes on every terminal and at the centre.

Keys sorted by code point, no white space; in strings only `\\"`, `\\\\`, `\\b \\t \\n \\f \\r` and other controls
below U+0020 (as `\\u00xx`, lower case) are escaped; lone surrogates become U+FFFD; integers only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

START_OF_CHAIN = "0" * 64

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: object) -> bytes:
    """JSON value → its one canonical UTF-8 form. TypeError for floats, non-text keys and what JSON has not."""
    _check(value)
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        # Rare: surrogates. They go before the sorting, since U+FFFD sorts elsewhere.
        return _encode(_mend(value)).encode()


def chain(previous: str, record_without_chain: Mapping[str, object]) -> str:
    """SHA-256, lower-case hex, of the previous link (64 hex characters in ASCII) and the canonical record."""
    return sha256(previous.encode("ascii") + canonical(record_without_chain)).hexdigest()


def linked(previous: str, record: Mapping[str, object]) -> tuple[bytes, str]:
    """A record without `chain` → its canonical form with `chain`, and the link. Encodes once: it is on the hot path."""
    before = canonical({key: value for key, value in record.items() if key < "chain"})
    after = canonical({key: value for key, value in record.items() if key > "chain"})
    comma = b"," if len(before) > 2 else b""
    more = b"," if len(after) > 2 else b""
    both = comma if more else b""
    link = sha256(previous.encode("ascii") + before[:-1] + both + after[1:]).hexdigest()
    return b'%b%b"chain":"%b"%b%b' % (before[:-1], comma, link.encode(), more, after[1:]), link


_PLAIN = frozenset({str, int, bool, type(None)})


def _check(value: object) -> None:
    if type(value) in _PLAIN or isinstance(value, str | int):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"keys must be text, not {type(key).__name__}")
            if type(inner) not in _PLAIN:
                _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            if type(inner) not in _PLAIN:
                _check(inner)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical form (integers only, no floats)")


def _mend(value: object) -> object:
    if isinstance(value, str):
        # Two halves of a pair that meet are the character they mean; only a lone half is replaced.
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, Mapping):
        mended = {_mend(key): _mend(inner) for key, inner in value.items()}
        if len(mended) != len(value):
            raise TypeError("two keys are the same once their lone surrogates are replaced")
        return mended
    if isinstance(value, list | tuple):
        return [_mend(inner) for inner in value]
    return value
