"""Coming over a host application: from the mapping to the first frame on the glass, against an empty QML window's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from figures import median, ratio_line

HERE = Path(__file__).parent
ROUNDS = 40


class Child:
    """A process that answers each order with a figure."""

    def __init__(self, *command: str, display: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": display},
        )
        self.read()

    def read(self) -> str:
        """The next line."""
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise SystemExit("a window ended")
        return line

    def ask(self, order: str) -> list[float]:
        """The figures it answers with."""
        assert self._child.stdin is not None
        self._child.stdin.write(order + "\n")
        self._child.stdin.flush()
        return [float(word) for word in self.read().split()]

    def end(self) -> None:
        """However it stands."""
        self._child.kill()
        self._child.wait()


def rounds(display: str) -> tuple[list[list[float]], list[list[float]]]:
    """Ours and the bare one in turns, over the sample host."""
    host = Child(str(HERE.parent / "embedded" / "sample_host.py"), "", "", display=display)
    ours, bare = (Child(str(HERE / "mapping_child.py"), side, display=display) for side in ("ours", "bare"))
    taken: tuple[list[list[float]], list[list[float]]] = ([], [])
    try:
        for _ in range(ROUNDS):
            for side, figures in zip((ours, bare), taken, strict=True):
                time.sleep(0.3)  # as after a transaction: nobody is busy with the window that went
                figures.append(side.ask("come"))
                time.sleep(0.3)
                side.ask("go")
    finally:
        for child in (ours, bare, host):
            child.end()
    return taken


def main() -> None:
    """On a screen of its own."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1080x1920x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            ours, bare = rounds(f":{told.readline().strip()}")
    finally:
        server.terminate()
        server.wait()
    (wanted, mapped), (_, yardstick) = (
        [median([figures[place] for figures in side]) for place in (0, 1)] for side in (ours, bare)
    )
    print(ratio_line("mapped over a host's window, to the first frame", mapped, yardstick, 1.5, "ms"))
    print(f"the same from the moment five faces are wanted: {wanted:.1f} ms")


if __name__ == "__main__":
    main()
