"""The dialects by name. One file each; another province is another file and another line here."""

from __future__ import annotations

from kiosk_app.central.call import Dialect
from kiosk_app.central.dialects.reference import Reference

_DIALECTS: dict[str, type[Dialect]] = {Reference.name: Reference}
DIALECTS: tuple[str, ...] = tuple(_DIALECTS)


def dialect_of(name: str) -> Dialect:
    """The dialect of that name; ValueError naming the known ones."""
    kind = _DIALECTS.get(name)
    if kind is None:
        raise ValueError(f"unknown dialect {name!r}: use one of {', '.join(DIALECTS)}")
    return kind()
