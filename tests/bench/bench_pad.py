"""Press on the pty → the engine's `post` called in the reader's thread, against a bare blocking pyserial read loop.

Interleaved rounds in one process, quiet and with another Python thread that never rests.
"""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import serial
from figures import p, ratio_line

import device_drivers as drivers
from device_drivers.profile import SHIPPED
from kiosk_app.core.scene import Cue
from kiosk_app.runtime.pad import Pads, PadWish

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
    """The terminal's pads on a simulated one; each press of an asking of its own."""

    def __init__(self, folder: Path) -> None:
        self.moments: Moments = queue.SimpleQueue()
        # The presses come faster than any hand's: without the dead time, and all else as shipped.
        profile = folder / "ascii5.toml"
        shipped = (SHIPPED / "ascii5.toml").read_text(encoding="utf-8")
        profile.write_text(re.sub(r"(?m)^debounce = [0-9.]+", "debounce = 0.0", shipped), encoding="utf-8")
        self.pad = drivers.SimulatedPad(drivers.load(str(profile)), folder / "pad")
        self.pad.plug()
        self.pads = Pads([PadWish(str(profile), self.pad.path, {})], post=self._post)
        self.pads.start()
        self.until("ready")

    def _post(self, event: object) -> None:
        self.moments.put(time.perf_counter())

    def until(self, state: str) -> None:
        """Wait for a state."""
        while self.pads.status()["state"] != state:
            time.sleep(0.0005)

    def press(self, number: int) -> float:
        """Milliseconds to the callback."""
        self.pads.show(Cue.ASK, number)
        time.sleep(0.002)
        begun = time.perf_counter()
        self.pad.press(str(1 + number % 5))
        return (self.moments.get(timeout=10) - begun) * 1000


class Babbling:
    """A pad that sends what means nothing, as fast as the line takes it or at a line's rate."""

    def __init__(self, folder: Path, rate: int) -> None:
        self._ours, theirs = os.openpty()
        tty.setraw(theirs)
        link = folder / f"babble{rate}"
        link.symlink_to(os.ttyname(theirs))
        self.pads = Pads([PadWish("ascii5", str(link), {})], post=lambda event: None)
        self._rate = rate

    def share(self, seconds: float) -> float:
        """Per cent of one processor that the pad's thread took."""
        child = subprocess.Popen(
            [sys.executable, "-c", BABBLE, str(self._ours), str(self._rate)], pass_fds=(self._ours,)
        )
        self.pads.start()
        time.sleep(1.0)  # past the burst
        before = time.process_time()
        time.sleep(seconds)
        taken = time.process_time() - before
        self.pads.stop()
        child.kill()
        child.wait()
        return taken / seconds * 100


# In a process of its own, whose work does not count: RATE bytes a second, 0 as many as are taken.
BABBLE = """
import os, sys, time
line, rate = int(sys.argv[1]), int(sys.argv[2])
while True:
    os.write(line, b"\\xa5" * max(1, rate // 1000))
    if rate:
        time.sleep(max(1, rate // 1000) / rate)
"""


def compare(what: str, rounds: int, ours: Callable[[int], float], bare: Callable[[int], float], first: int) -> None:
    """Interleaved; p50 and p95."""
    taken = [(ours(first + number), bare(first + number)) for number in range(rounds + WARM_UP)][WARM_UP:]
    mine, yardstick = [pair[0] for pair in taken], [pair[1] for pair in taken]
    for percent in (50, 95):
        print(ratio_line(f"{what}, p{percent}", p(percent, mine) * 1000, p(percent, yardstick) * 1000, LIMIT, "µs"))


def main() -> None:
    """Quiet, busy, replugged."""
    with TemporaryDirectory() as folder:
        ours, bare = Ours(Path(folder)), Bare(Path(folder) / "bare")
        compare("press → post", ROUNDS, ours.press, bare.press, 1)
        resting = threading.Event()

        def busy() -> None:
            while not resting.is_set():
                sum(range(1000))

        threading.Thread(target=busy, daemon=True).start()
        compare("press → post beside a busy thread", BUSY_ROUNDS, ours.press, bare.press, 10_000)
        resting.set()

        back, lost = [], 0
        for replug in range(1, REPLUGS + 1):
            ours.pad.unplug()
            ours.until("lost")
            begun = time.perf_counter()
            ours.pad.plug()
            ours.until("ready")
            back.append((time.perf_counter() - begun) * 1000)
            try:
                ours.press(100_000 + replug)
            except queue.Empty:
                lost += 1
        print(f"plugged in → ready: p50 {p(50, back):.0f} ms, p95 {p(95, back):.0f} ms", end="; ")
        print(f"presses lost over {REPLUGS} replugs: {lost} {'ok' if not lost else 'OVER'}")
        ours.pads.stop()
        ours.pad.unplug()
        for rate, what in ((960, "9600 baud"), (11_520, "115200 baud"), (0, "a pty at its limit")):
            print(f"a pad that babbles at {what}: {Babbling(Path(folder), rate).share(3.0):.0f} % of a processor")


if __name__ == "__main__":
    main()
