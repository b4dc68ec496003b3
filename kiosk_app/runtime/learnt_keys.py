"""What was learnt at the glass of pads' keys, as the outbox keeps it (pure): {port: {"profile", "keys": {key: 1..5}}}.

By port and profile, so that another pad at the same place does not inherit what its predecessor's keys meant.
"""

from __future__ import annotations

from collections.abc import Mapping

NOTE = "pads"
"""The name of the note in the outbox."""

Keys = Mapping[str, int]


def learnt_of(note: object, port: str, profile: str) -> dict[str, int]:
    """The keys learnt of this pad; {} where none were, or the note is damaged."""
    found = note.get(port) if isinstance(note, Mapping) else None
    if not isinstance(found, Mapping) or found.get("profile") != profile:
        return {}
    keys = found.get("keys")
    if not isinstance(keys, Mapping):
        return {}
    fits = all(isinstance(key, str) and level in (1, 2, 3, 4, 5) for key, level in keys.items())
    return dict(keys) if fits else {}


def with_learnt(note: object, port: str, profile: str, keys: Keys) -> dict[str, object] | None:
    """The note with this pad's keys in it, {} for none of them; None where nothing is left to keep."""
    kept = {name: told for name, told in note.items() if name != port} if isinstance(note, Mapping) else {}
    if keys:
        kept[port] = {"profile": profile, "keys": dict(keys)}
    return kept or None
