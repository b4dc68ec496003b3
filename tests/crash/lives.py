"""Worker processes and what comes of them."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .promises import Promises

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("worker.py")
PATIENCE = 120  # seconds for one life; it takes one or two
# What the worker says of its mode: journal_mode and synchronous (1 NORMAL, 2 FULL).
MODES = {"wal-full": "mode wal 2", "wal-normal": "mode wal 1", "delete-full": "mode delete 2", "hasty": "mode wal 2"}


@dataclass(slots=True)
class Result:
    """What came of a campaign: how many states were judged, in how many of them something promised was not so."""

    way: str
    mode: str
    states: int = 0
    lost: int = 0
    promises: int = 0  # that had been made by then, all states together: where none were, nothing was tried
    refused: int = 0  # deeds that the worker was refused, where faults are injected
    examples: list[str] = field(default_factory=list)

    def judged(self, where: str, faults: Sequence[str], promises: int) -> bool:
        """Count one state and the promises it had to keep → whether all was well."""
        self.states += 1
        self.promises += promises
        if faults:
            self.lost += 1
            self.examples.append(f"{where}: {faults[0]}" + (f" (and {len(faults) - 1} more)" if faults[1:] else ""))
        return not faults


def arguments(path: Path, seed: int, mode: str, **options: int) -> list[str]:
    """The command line of a worker."""
    more = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    return [sys.executable, str(WORKER), str(path), "--seed", str(seed), "--mode", mode, *more]


def environment() -> dict[str, str]:
    """Ours, with the sources of this tree and no compiled files written on the way."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def live(command: Sequence[str], promises: Promises, mode: str, deaths: Sequence[int] = (0,)) -> int:
    """A whole life, heard → how often the outbox refused. Its end must be one of `deaths` (as Popen tells them)."""
    process = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, env=environment(), timeout=PATIENCE, check=False
    )
    hear(process.stdout, promises, mode)
    if process.returncode not in deaths:
        # A traceback is on stderr. The outbox may refuse, by OutboxError; anything else is a fault of its own.
        promises.contradictions.append(f"the worker fell over ({process.returncode})")
    return process.stdout.splitlines().count("refused")


def hear(said: str, promises: Promises, mode: str) -> None:
    """All whole lines. A worker in another mode than it was told would prove nothing."""
    for line in said.splitlines(keepends=True):
        if line.endswith("\n"):
            check_mode(line, mode)
            promises.hear(line)


def check_mode(line: str, mode: str) -> None:
    """AssertionError where a line tells of another mode."""
    assert not line.startswith("mode") or line.strip() == MODES[mode], f"{mode} was wanted, the worker is in {line}"


class Running:
    """A worker that lives until it is stopped or killed, and is heard meanwhile."""

    def __init__(self, command: Sequence[str], promises: Promises, mode: str) -> None:
        self.heard = 0
        self._ended = False
        self._promises, self._mode = promises, mode
        self._rest = b""
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment())
        assert self._process.stdout is not None
        self._pipe = self._process.stdout.fileno()

    def until(self, lines: int) -> None:
        """Hear so many lines more, or to the end."""
        wanted = self.heard + lines
        while self.heard < wanted and self._hear(PATIENCE):
            pass

    def stop(self) -> None:
        """Stop it wherever it is, and hear what it has said by then."""
        self._process.send_signal(signal.SIGSTOP)
        if self._process.returncode is None:
            # Also returns at its end, should it have ended by itself.
            os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        while self._hear(0):
            pass

    def go_on(self) -> None:
        """After a stop."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it, if it has not ended, and hear what it still said."""
        if not self._ended:
            self._process.send_signal(signal.SIGKILL)
            self.wait()

    def wait(self) -> None:
        """Hear it to its end."""
        self._ended = True
        while self._hear(PATIENCE):
            pass
        if self._process.wait(PATIENCE) not in {0, -signal.SIGKILL}:
            self._promises.contradictions.append(f"the worker fell over ({self._process.returncode})")
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _hear(self, patience: float) -> bool:
        """Some more words; False where there are none (yet)."""
        if not select.select([self._pipe], [], [], patience)[0]:
            return False
        more = os.read(self._pipe, 65536)
        *lines, self._rest = (self._rest + more).split(b"\n")
        hear("".join(line.decode() + "\n" for line in lines), self._promises, self._mode)
        self.heard += len(lines)
        return bool(more)
