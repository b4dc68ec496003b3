"""Each shipped profile through the real supervisor on a real pseudo-terminal, with its simulator behind it."""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import device_drivers as drivers
from device_drivers.behaviour import Heard
from device_drivers.messages import Cue

if TYPE_CHECKING:
    from conftest import Bench

NAMES = [name for name in drivers.shipped() if name != "hid-digits"]  # is no serial device


class Counter:
    """A pad, its terminal's side, and what the pad was told."""

    def __init__(self, name: str, folder: Path, bench: type[Bench]) -> None:
        profile = drivers.load(name)
        # The presses come faster than any hand's: without the dead time, and all else as shipped.
        self.profile = replace(profile, manners=replace(profile.manners, debounce=0.0))
        self.told: list[Heard] = []
        self.box = drivers.SimulatedPad(self.profile, folder / "pad", on_command=self.told.append)
        self.box.plug()
        self.bench = bench(str(folder / "pad"), self.profile)
        self.bench.pad.start()

    def names(self) -> list[str]:
        """The commands that the pad was told, without the questions whether it is there."""
        return [heard.name.split(" ")[0] for heard in self.told if heard.name not in ("probe", "poll")]

    def shows(self, cue: Cue, arming: int | None = None) -> None:
        """Wish a cue and wait until the pad has been told all of it."""
        before = len(self.names())
        commands = self.commands(cue)
        self.bench.pad.show(cue, arming)
        self.bench.until(lambda: len(self.names()) >= before + commands, f"{cue}: {self.told}")

    def commands(self, cue: Cue) -> int:
        """How many commands draw a cue on a pad that is disarmed."""
        return sum(name != "disarm" for name in self.profile.cues[cue])

    def close(self) -> None:
        """End both sides."""
        self.bench.pad.stop()
        self.box.unplug()


@pytest.fixture(params=NAMES)
def counter(request: pytest.FixtureRequest, tmp_path: Path, bench_class: type[Bench]) -> Iterator[Counter]:
    """One profile's counter, ready."""
    made = Counter(request.param, tmp_path, bench_class)
    made.bench.until_state("ready")
    made.bench.until(lambda: len(made.names()) >= made.commands(Cue.OFF) + len(made.profile.opening), "drawn")
    yield made
    made.close()


def test_ask_press_thanks_and_again_after_a_replug(counter: Counter) -> None:
    bench = counter.bench
    for arming, (key, level) in enumerate(counter.profile.keys.items(), 1):
        counter.shows(Cue.WELCOME)
        counter.shows(Cue.ASK, arming)
        counter.box.press(key)
        press = bench.press()
        assert (press.key, press.level, press.arming) == (key, level, arming)
        surplus = bench.pad.status().counts.surplus
        counter.box.press(next(other for other in counter.profile.keys if other != key))
        bench.until(lambda surplus=surplus: bench.pad.status().counts.surplus > surplus, "the second press counted")
        counter.shows(Cue.THANKS)
    assert bench.presses.empty()
    assert "" not in counter.names()  # nothing was said that the pad does not understand

    counter.shows(Cue.ASK, 100)
    counter.box.unplug()
    bench.until_state("lost", "searching")
    counter.told.clear()
    counter.box.plug()
    bench.until_state("ready")
    drawn = [name.split(" ")[0] for name in counter.profile.opening + counter.profile.cues[Cue.ASK]]
    bench.until(lambda: len(counter.names()) >= len(drawn), f"drawn again: {counter.told}")
    assert counter.names() == drawn
    counter.box.press(next(iter(counter.profile.keys)))
    assert bench.press().arming == 100


def test_keys_without_a_level_and_keys_nobody_asked_for_are_counted(counter: Counter) -> None:
    bench = counter.bench
    key = next(iter(counter.profile.keys))
    counter.box.press(key)
    bench.until(lambda: bench.pad.status().counts.unarmed == 1, "counted")
    counter.shows(Cue.ASK, 1)
    unrated = [each for each in counter.profile.framing.codes if each not in counter.profile.keys]
    for each in unrated:
        counter.box.press(each)
    bench.until(lambda: bench.pad.status().counts.unrated == len(unrated), "counted")
    assert bench.presses.empty()


def test_a_display_shows_what_the_profile_says_and_what_overrides_it(tmp_path: Path, bench_class: type[Bench]) -> None:
    made = Counter("pinpad-8x", tmp_path, bench_class)
    made.bench.until_state("ready")
    made.bench.pad.show(Cue.ASK, 1)
    made.bench.until(lambda: made.told[-1].words == "text line 2: 1-5键,5非常满意", str(made.told))
    assert made.told[-2].words == "text line 1: 请您评价本次服务"
    made.bench.pad.stop()
    profile = made.profile.with_texts({"ask": ["", "请打分"]})
    again = bench_class(str(tmp_path / "pad"), profile)
    again.pad.start()
    again.pad.show(Cue.ASK, 1)
    again.until(lambda: made.told[-1].words == "text line 2: 请打分", str(made.told))
    assert made.told[-2].words == "text line 1: empty"
    again.pad.stop()
    made.box.unplug()


def test_a_probe_that_is_not_answered_but_keys_that_work(tmp_path: Path, bench_class: type[Bench]) -> None:
    for name in ("ascii5", "pinpad-8x", "xid"):
        made = Counter(name, tmp_path, bench_class)
        made.box.answer_probes(False)
        made.bench.until_state("degraded", "probing", "ready")
        made.box.press("5")
        made.bench.until_state("ready")
        made.close()


def test_every_simulator_can_be_typed_at(tmp_path: Path) -> None:
    for name in NAMES:
        profile, out = drivers.load(name), io.StringIO()
        drivers.simulate(profile, tmp_path / "pad", io.StringIO("5\nq\n"), out, threading.Event())
        assert out.getvalue().splitlines()[1].endswith("(level 5)"), name


def test_heard_is_told_in_order(tmp_path: Path) -> None:
    import serial

    told: queue.SimpleQueue[Heard] = queue.SimpleQueue()
    with (
        drivers.SimulatedPad(drivers.load("srbox"), tmp_path / "pad", on_command=told.put) as pad,
        serial.Serial(pad.path, timeout=10) as host,
    ):
        pad.press("1")  # nothing goes out before the start
        host.write(b"\x64")
        assert told.get(timeout=10).words == "d (reset)"
        host.write(b"\xa0")
        assert told.get(timeout=10).name == "probe"
        assert host.read(3)[-1:] in (b"\x00", b"\x01")
        host.write(b"\x5f\x40\x20")
        assert [told.get(timeout=10).words for _ in range(3)] == [
            "lamps on: 1, 2, 3, 4, 5",
            "all lamps off",
            "20 (stop)",
        ]
