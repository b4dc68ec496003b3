"""What the hall's notice board shows, as values; apart from the resting scenes, since the first frame has none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Poster:
    """One of the hall's notices: a picture's file on the disk, and how long it stands in the carousel."""

    path: str
    seconds: float = 8.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many ratings of one level the centre has published. `level`: the value of a `Level`."""

    level: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Published:
    """A month's results as the centre published them, best level first. `period`: "2026-10"."""

    period: str
    unit: str
    tallies: tuple[Tally, ...]
