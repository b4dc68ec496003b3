"""Press on the pty → `on_press` called in the reader's thread, against a bare blocking pyserial read loop.

Interleaved rounds in one process, quiet and with another Python thread that never rests.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import serial
from figures import p, ratio_line

import device_drivers as drivers

ROUNDS = 1000
BUSY_ROUNDS = 200
WARM_UP = 20
REPLUGS = 100
LIMIT = 1.5

Moments = queue.SimpleQueue[float]


class Bare:
    """The yardstick on a simulated pad of its own: one thread, one blocking read, one callback."""

    def __init__(self, link: Path) -> None:
        self.moments: Moments = queue.SimpleQueue()
        self.pad = drivers.SimulatedPad(drivers.load("ascii5"), link)
        self.pad.plug()
        self._port = serial.Serial(self.pad.path)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            self._port.read(1)
            self.moments.put(time.perf_counter())

    def press(self, number: int) -> float:
        """Milliseconds to the callback."""
        time.sleep(0.002)  # as long as ours is given to be at rest again
        begun = time.perf_counter()
        self.pad.press(str(1 + number % 5))
        return (self.moments.get(timeout=10) - begun) * 1000


class Ours:
    """The supervisor on a simulated pad; each press of an asking of its own."""

    def __init__(self, link: Path) -> None:
        self.moments: Moments = queue.SimpleQueue()
        profile = drivers.load("ascii5")
        # The presses come faster than any hand's: without the dead time, and all else as shipped.
        profile = replace(profile, manners=replace(profile.manners, debounce=0.0))
        self.pad = drivers.SimulatedPad(profile, link)
        self.pad.plug()
        self.supervisor = drivers.PadSupervisor(profile, str(link), on_press=self._pressed, on_state=lambda _: None)
        self.supervisor.start()
        self.until_ready(1)

    def _pressed(self, press: drivers.Press) -> None:
        self.moments.put(time.perf_counter())

    def until_ready(self, opened: int) -> None:
        """Open for the so-manieth time, and ready."""
        while (status := self.supervisor.status()).state != "ready" or status.opened < opened:
            time.sleep(0.001)

    def press(self, number: int) -> float:
        """Milliseconds to the callback."""
        self.supervisor.show(drivers.Cue.ASK, number)
        time.sleep(0.002)
        begun = time.perf_counter()
        self.pad.press(str(1 + number % 5))
        return (self.moments.get(timeout=10) - begun) * 1000


def compare(what: str, rounds: int, ours: Callable[[int], float], bare: Callable[[int], float], first: int) -> None:
    """Interleaved; p50 and p95."""
    taken = [(ours(first + number), bare(first + number)) for number in range(rounds + WARM_UP)][WARM_UP:]
    mine, yardstick = [pair[0] for pair in taken], [pair[1] for pair in taken]
    for percent in (50, 95):
        print(ratio_line(f"{what}, p{percent}", p(percent, mine) * 1000, p(percent, yardstick) * 1000, LIMIT, "µs"))


def main() -> None:
    """Quiet, busy, replugged."""
    with TemporaryDirectory() as folder:
        ours, bare = Ours(Path(folder) / "pad"), Bare(Path(folder) / "bare")
        compare("press → on_press", ROUNDS, ours.press, bare.press, 1)
        resting = threading.Event()

        def busy() -> None:
            while not resting.is_set():
                sum(range(1000))

        threading.Thread(target=busy, daemon=True).start()
        compare("press → on_press beside a busy thread", BUSY_ROUNDS, ours.press, bare.press, 10_000)
        resting.set()

        back, lost = [], 0
        for replug in range(1, REPLUGS + 1):
            ours.pad.unplug()
            begun = time.perf_counter()
            ours.pad.plug()
            ours.until_ready(replug + 1)
            back.append((time.perf_counter() - begun) * 1000)
            try:
                ours.press(100_000 + replug)
            except queue.Empty:
                lost += 1
        print(f"plugged in → ready: p50 {p(50, back):.0f} ms, p95 {p(95, back):.0f} ms", end="; ")
        print(f"presses lost over {REPLUGS} replugs: {lost} {'ok' if not lost else 'OVER'}")
        ours.supervisor.stop()
        ours.pad.unplug()


if __name__ == "__main__":
    main()
