"""Coming over a host application: from the mapping to the first frame on the glass, against an empty QML window's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from figures import median, ratio_line

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "flow"))
sys.path.insert(0, str(Path(__file__).parents[1] / "embedded"))

from hosted import Cage, Glass  # found by the lines above

HERE = Path(__file__).parent
ROUNDS = 40


class Child:
    """A process that answers each order with a figure."""

    def __init__(self, *command: str, environment: Mapping[str, str]) -> None:
        self._child = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
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


def rounds(environment: Mapping[str, str]) -> tuple[list[list[float]], list[list[float]]]:
    """Ours and the bare one in turns, over the sample host."""
    host = Child(str(HERE.parent / "embedded" / "sample_host.py"), "", "", environment=environment)
    ours, bare = (Child(str(HERE / "mapping_child.py"), side, environment=environment) for side in ("ours", "bare"))
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


def compared(glass: Glass, where: str) -> None:
    """Prints what it took there."""
    try:
        ours, bare = rounds(glass.environment)
    finally:
        glass.close()
    (wanted, mapped), (_, yardstick) = (
        [median([figures[place] for figures in side]) for place in (0, 1)] for side in (ours, bare)
    )
    print(ratio_line(f"{where}: mapped over a host's window, to the first frame", mapped, yardstick, 1.5, "ms"))
    print(f"the same from the moment five faces are wanted: {wanted:.1f} ms")


def main() -> None:
    """On an X server without a window manager, and in a Wayland session with cage."""
    compared(Glass(), "X")
    with tempfile.TemporaryDirectory(prefix="hcp-bench-") as folder:
        compared(Cage(Path(folder)), "Wayland")


if __name__ == "__main__":
    main()
