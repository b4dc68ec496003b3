"""The hall's notices as a configuration names them → the pictures to fetch and show. Pure.

A notice that cannot be shown is left out and said; for the sake of a picture no configuration is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHORTEST_SECONDS, LONGEST_SECONDS = 1.0, 3600.0
"""A picture that changes several times a second can harm who looks at it; one an hour long hides the others."""
USUAL_SECONDS = 8.0
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Notice:
    """One picture: where it is, what it must be, how long it stands."""

    id: str
    url: str
    sha256: str
    seconds: float = USUAL_SECONDS


def parse_notices(said: Sequence[Mapping[str, object]]) -> tuple[tuple[Notice, ...], tuple[str, ...]]:
    """(those that can be shown, in their order; why others cannot, a phrase each)."""
    notices: list[Notice] = []
    remarks: list[str] = []
    for number, one in enumerate(said, 1):
        name, url, digest = _name(one.get("id"), number), one.get("url"), one.get("sha256")
        if one.get("kind") == "video":
            remarks.append(f"{name} is a film: this version shows pictures only")
        elif one.get("kind") != "image":
            remarks.append(f"{name} is of a kind that this version does not know")
        elif not isinstance(url, str) or not url:
            remarks.append(f"{name} has no url")
        elif not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            remarks.append(f"{name} has no sha256 of 64 digits")
        else:
            notices.append(Notice(name, url, digest.lower(), _seconds(one.get("seconds"))))
    return tuple(notices), tuple(remarks)


def _name(value: object, number: int) -> str:
    """What the technician's board calls it."""
    return value[:40] if isinstance(value, str) and value and value.isprintable() else f"number {number}"


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return USUAL_SECONDS
    return float(min(max(value, SHORTEST_SECONDS), LONGEST_SECONDS))
