"""A sample of the soak: an hour of it, with outages, crashes and a centre that misbehaves. All of it: `make soak`."""

from __future__ import annotations

from pathlib import Path

from hall_day import Day
from soak import live


def test_an_hour_of_a_hall_loses_and_doubles_nothing(folder: Path) -> None:
    report = live(Day(sessions=60, neighbour=6, kill=3, quarters=1, seed=389), folder)
    assert report.faults == []
    rated = report.fates()["rated"]
    assert report.ratings == rated
    # That it was an hour of that kind.
    assert len(report.told) == 70
    assert report.kills == 3
    assert rated > 30
    assert report.away > 0.2
    assert len(report.fates()) >= 3
