"""At the end every pad is dark and disarmed, whatever it is and whatever the line is doing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import device_drivers as drivers
from device_drivers.exchange import Exchange
from device_drivers.messages import Cue

if TYPE_CHECKING:
    from conftest import Bench, Wire

Supervise = Callable[..., drivers.PadSupervisor]
Eventually = Callable[[Callable[[], bool], str], None]


# A keyboard takes no commands.
@pytest.mark.parametrize("name", [name for name in drivers.shipped() if name != "hid-digits"])
def test_every_pad_is_told_its_off_before_the_port_closes(
    tmp_path: Path, supervise: Supervise, eventually: Eventually, name: str
) -> None:
    profile = drivers.load(name)
    off = b"".join(profile.commands[each] for each in profile.cues[drivers.Cue.OFF])
    ask = b"".join(profile.commands[each] for each in profile.cues[drivers.Cue.ASK])
    with drivers.SimulatedPad(profile, tmp_path / "pad") as box:
        pad = supervise(box.path, name)
        pad.show(Cue.ASK, 1)
        eventually(lambda: pad.status().state == "ready", "ready")
        eventually(lambda: _sent(box, ask), "armed")
        before = len(box.received())
        pad.stop()
        assert not pad.alive()
        eventually(lambda: box.received()[before:].endswith(off), f"told to go dark: {box.received()[before:]!r}")


def _sent(box: drivers.SimulatedPad, data: bytes) -> bool:
    return data in box.received()


def test_a_pad_that_is_dark_is_not_told_again(bench: Bench, wire: Wire) -> None:
    bench.pad.show(Cue.OFF)
    bench.pad.stop()
    os.set_blocking(wire.ours, False)
    with pytest.raises(BlockingIOError):
        os.read(wire.ours, 100)


def test_no_press_counts_any_more(bench: Bench, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is pressed while the end is being told is no rating of anybody's."""
    go_dark = Exchange._go_dark

    def pressed_meanwhile(exchange: Exchange) -> None:
        go_dark(exchange)
        exchange._hear(b"5", exchange._clock())

    monkeypatch.setattr(Exchange, "_go_dark", pressed_meanwhile)
    bench.pad.show(Cue.ASK, 1)
    wire.expect(b"A")
    bench.pad.stop()
    wire.expect(b"X")
    assert bench.presses.empty()
    assert bench.pad.status().counts.unarmed == 1


def test_a_port_that_goes_meanwhile_does_not_hold_up_the_end(
    bench: Bench, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_dark = Exchange._go_dark

    def unplugged(exchange: Exchange) -> None:
        wire.unplug()
        go_dark(exchange)

    monkeypatch.setattr(Exchange, "_go_dark", unplugged)
    bench.pad.show(Cue.ASK, 1)
    wire.expect(b"A")
    bench.pad.stop()
    assert not bench.pad.alive()
    assert bench.pad.status().reason == "stopped"


def test_a_line_that_takes_nothing_does_not_either(bench: Bench, wire: Wire) -> None:
    bench.pad.show(Cue.ASK, 1)
    wire.expect(b"A")
    os.set_blocking(wire.theirs, False)
    for size in (1000, 1):
        try:
            while True:
                os.write(wire.theirs, b"?" * size)
        except BlockingIOError:
            continue
    bench.pad.stop()
    assert not bench.pad.alive()
