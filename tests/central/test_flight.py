"""Deadlines: whoever's time is over is cut, nobody else, and nothing is left behind."""

from __future__ import annotations

from typing import Any

from kiosk_app.central.flight import Flight, Watch


def test_the_earlier_one_is_not_waited_out_behind_the_later(kit: Any) -> None:
    watch = Watch()
    late, soon, over = Flight(watch, 600.0), Flight(watch, 0.05), Flight(watch, 0.01)
    with late:
        with over:
            pass
        with soon:
            kit.until(lambda: soon.was_cut)
        assert not late.was_cut
        assert not over.was_cut


def test_the_watch_ends_when_there_is_nothing_to_watch_and_begins_again(kit: Any) -> None:
    watch = Watch()
    for _ in range(2):
        with Flight(watch, 0.05) as flight:
            assert watch._looks_at is not None
            kit.until(lambda: flight.was_cut)
        kit.until(lambda: watch._looks_at is None)
