"""A command as somebody types it, who reads its lines and types more while it goes on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("HCP_KIOSK_")}


class Typed:
    """A command under way: its lines, and what is typed to it."""

    def __init__(self, *arguments: str | Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "kiosk_app", *map(str, arguments)],
            cwd=ROOT,
            env=CLEAN,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.seen: list[str] = []
        # A command that says nothing more ends its test, not the run.
        self.patience = threading.Timer(40, self._process.kill)
        self.patience.start()

    def until(self, words: str) -> str:
        """The next line with these words."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.seen.append(line)
            if words in line:
                return line
        pytest.fail(f"never {words!r}: {self.seen} {self._process.communicate()}")

    def type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self, last: str | None = None) -> tuple[int, str, str]:
        """Type a last line, if any, and no more: exit code, what is left of stdout, stderr."""
        out, err = self._process.communicate(None if last is None else last + "\n", timeout=60)
        return self._process.returncode, out, err


@pytest.fixture
def typed() -> Iterator[Callable[..., Typed]]:
    with contextlib.ExitStack() as stack:

        def make(*arguments: str | Path) -> Typed:
            command = Typed(*arguments)
            stack.callback(command._process.wait)
            stack.callback(command._process.kill)
            stack.callback(command.patience.cancel)
            for pipe in (command._process.stdin, command._process.stdout, command._process.stderr):
                assert pipe is not None
                stack.callback(pipe.close)
            return command

        yield make
