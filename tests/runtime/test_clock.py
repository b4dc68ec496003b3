"""The clock: anchored to running time, unmoved by the wall clock, honest about what it does not know."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.runtime.clock import SYNCED_SECONDS, Clock, boot_id, seconds_since_boot, wall_ms

NOW = 1_790_000_000_000
YEAR_MS = 365 * 86_400_000


class Times:
    """Clocks of the test's own, and what was put on the disk."""

    def __init__(self, mono: float = 1000.0, wall: int = NOW) -> None:
        self.mono, self.wall = mono, wall
        self.kept: list[dict[str, object]] = []

    def clock(self, kept: Any = None, boot: str = "boot-1") -> Clock:
        return Clock(mono=lambda: self.mono, wall=lambda: self.wall, boot=boot, kept=kept, keep=self.kept.append)


def test_without_an_anchor_the_wall_clock_is_all_there_is() -> None:
    moment = Times(wall=12_345).clock().moment(offline=True)
    assert (moment.instant_ms, moment.offset_ms, moment.trust, moment.offline) == (12_345, 0, "unknown", True)
    assert moment.boot_id == "boot-1"


def test_half_of_the_way_is_taken_for_the_answer() -> None:
    times = Times(mono=1002.0, wall=0)
    clock = times.clock()
    clock.learn(NOW, sent=1000.0, received=1002.0)
    moment = clock.moment()
    assert (moment.instant_ms, moment.offset_ms, moment.trust) == (NOW + 1000, NOW + 1000, "synced")


@given(
    jumps=st.lists(st.tuples(st.floats(0, 7200), st.integers(-60 * YEAR_MS, 60 * YEAR_MS)), max_size=20),
    wall=st.integers(0, 3 * NOW),
)
def test_no_setting_of_the_wall_clock_moves_the_time(jumps: list[tuple[float, int]], wall: int) -> None:
    times = Times(wall=wall)
    clock = times.clock()
    clock.learn(NOW, times.mono, times.mono)
    last = NOW
    for seconds, jump in jumps:
        times.mono += seconds
        times.wall += jump
        moment = clock.moment()
        assert abs(moment.instant_ms - NOW - (times.mono - 1000.0) * 1000) <= 1
        assert moment.instant_ms >= last
        assert moment.instant_ms == clock.now_ms()
        assert moment.instant_ms - moment.offset_ms == times.wall
        assert moment.trust == ("synced" if times.mono - 1000.0 < SYNCED_SECONDS else "drifting")
        last = moment.instant_ms


def test_an_old_anchor_drifts_and_a_new_one_mends_it() -> None:
    times = Times()
    clock = times.clock()
    clock.learn(NOW, times.mono, times.mono)
    times.mono += SYNCED_SECONDS
    assert clock.moment().trust == "drifting"
    clock.learn(NOW, times.mono, times.mono)
    assert clock.moment().trust == "synced"


@given(after=st.floats(0, 10 * 86_400), centre=st.integers(0, 3 * NOW))
def test_a_restart_in_the_same_boot_goes_on(after: float, centre: int) -> None:
    times = Times()
    first = times.clock()
    first.learn(centre, times.mono, times.mono)
    times.mono += after
    times.wall = 0
    again = times.clock(times.kept[-1])
    assert abs(again.now_ms() - first.now_ms()) <= 1
    assert again.moment().trust == first.moment().trust


def test_another_boot_knows_only_what_it_is_not_earlier_than() -> None:
    times = Times()
    times.clock().learn(NOW, times.mono, times.mono)
    times.mono, times.wall = 5.0, 86_400_000  # 1970-01-02, five seconds after the machine woke up
    clock = times.clock(times.kept[-1], boot="boot-2")
    moment = clock.moment()
    assert (moment.trust, moment.instant_ms, moment.offset_ms) == ("unknown", NOW + 5000, NOW + 5000 - 86_400_000)
    times.mono = 65.0
    assert clock.now_ms() == NOW + 65_000
    times.wall = NOW + YEAR_MS  # somebody has set the clock
    moment = clock.moment()
    assert (moment.trust, moment.instant_ms, moment.offset_ms) == ("unknown", NOW + YEAR_MS, 0)
    clock.learn(NOW - 5000, times.mono, times.mono)
    assert clock.moment().trust == "synced"
    assert clock.now_ms() == NOW - 5000  # the centre knows better than what it once said


@given(wall=st.integers(0, 3 * NOW), known=st.integers(0, 3 * NOW), ran=st.floats(0, 10**7))
def test_no_clock_in_1970_goes_behind_what_is_known(wall: int, known: int, ran: float) -> None:
    times = Times(mono=ran, wall=wall)
    moment = times.clock({"boot": "earlier", "monoMs": 1, "centreMs": known}).moment()
    assert moment.instant_ms >= max(wall, known)
    assert moment.instant_ms - moment.offset_ms == wall


@pytest.mark.parametrize(
    "kept",
    [
        None,
        {},
        {"boot": "boot-1"},
        {"boot": "boot-1", "monoMs": "1", "centreMs": 1},
        {"boot": "boot-1", "monoMs": 1},
        {"boot": "", "monoMs": 1, "centreMs": 1},
        {"boot": ["boot-1"], "monoMs": 1, "centreMs": None},
    ],
)
def test_a_damaged_note_is_no_anchor(kept: Any) -> None:
    assert Times().clock(kept).moment().trust == "unknown"
    assert Times().clock(kept, boot="").moment().trust == "unknown"


def test_the_disk_is_spared() -> None:
    times = Times()
    clock = times.clock()
    for second in range(0, 3600, 10):
        clock.learn(NOW + second * 1000 + second % 400, 1000.0 + second, 1000.0 + second)
    assert len(times.kept) == 1
    clock.learn(NOW + 3_700_000, 4700.0, 4700.0)
    assert len(times.kept) == 2, "one an hour, so that a restart knows a fresh anchor"
    clock.learn(NOW + 3_710_501, 4710.0, 4710.0)
    assert len(times.kept) == 3, "and one when it is off"
    assert times.kept[-1] == {"boot": "boot-1", "monoMs": 4_710_000, "centreMs": NOW + 3_710_501}


def test_the_machine_has_these_clocks() -> None:
    assert 0 < seconds_since_boot() <= seconds_since_boot()
    assert wall_ms() > 1_600_000_000_000
    assert Clock().boot == boot_id() != ""
