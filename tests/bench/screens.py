"""A screen child as the benchmarks see it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


class ScreenChild:
    """`full CONFIG` or `bare PAD`; `ask(order)` gives its figure."""

    def __init__(self, *words: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("screen_child.py")), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read("ready")

    def ask(self, order: str) -> float:
        """The figure it answers with."""
        assert self._child.stdin is not None
        self._child.stdin.write(order + "\n")
        self._child.stdin.flush()
        return float(self._read(order))

    def _read(self, what: str) -> str:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise SystemExit(f"the screen ended at {what}")
        return line

    def quit(self) -> None:
        """End it."""
        assert self._child.stdin is not None
        self._child.stdin.write("quit\n")
        self._child.stdin.close()
        self._child.wait(20)
