"""The product's own commands as child processes: started, watched, and ended in order."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

END_SECONDS = 6.0  # a terminal may take five to end cleanly


class ChildFailed(Exception):
    """A child did not do what it was started for; the message is one line."""


class Children:
    """Runs commands of `program` with `environ`; `on_end(name, code)` is called, on a thread, when one ends by itself.

    What they write to stderr, and those without a reader to stdout, goes to `logs`/NAME.log.
    """

    def __init__(
        self,
        program: Sequence[str],
        logs: Path,
        environ: Mapping[str, str],
        on_end: Callable[[str, int], None],
    ) -> None:
        setpriv = shutil.which("setpriv")
        # Who is killed without a chance to tidy up must not leave a family behind.
        self._prefix = [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
        self._program = list(program)
        self._logs = logs
        self._environ = dict(environ)
        self._on_end = on_end
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._watchers: list[threading.Thread] = []
        self._ending = False

    def log_of(self, name: str) -> Path:
        """Where a child's words go."""
        return self._logs / f"{name}.log"

    def start(
        self, name: str, *arguments: str, environ: Mapping[str, str] | None = None, first_line: bool = False
    ) -> str:
        """Starts a command that goes on; with `first_line` waits for its first line on stdout and returns it."""
        with self.log_of(name).open("a", encoding="utf-8") as log:
            child = subprocess.Popen(  # noqa: S603  our own command, no shell
                [*self._prefix, *self._program, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if first_line else log,
                stderr=log,
                text=True,
                encoding="utf-8",
                env={**self._environ, **(environ or {})},
                start_new_session=True,  # Ctrl-C is ours; they are ended in order
            )
        elder = self._running.pop(name, None)
        if elder is not None:
            _close_pipes(elder)
        self._running[name] = child
        line = ""
        if child.stdout is not None:
            line = child.stdout.readline().strip()
        watcher = threading.Thread(target=self._watch, args=(name, child), name=f"watch-{name}", daemon=True)
        self._watchers.append(watcher)
        watcher.start()
        if first_line and not line:
            raise ChildFailed(f"{name} did not start: {self.last_words(name)}")
        return line

    def run(self, name: str, *arguments: str, seconds: float = 60.0) -> str:
        """Runs a command to its end and returns its stdout; raises ChildFailed with its last words."""
        with self.log_of(name).open("a", encoding="utf-8") as log:
            try:
                done = subprocess.run(  # noqa: S603  our own command, no shell
                    [*self._prefix, *self._program, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    encoding="utf-8",
                    env=self._environ,
                    timeout=seconds,
                    check=False,
                    start_new_session=True,
                )
            except subprocess.TimeoutExpired as error:
                raise ChildFailed(f"{name} took more than {seconds:g} s") from error
        if done.returncode != 0:
            raise ChildFailed(f"{name} failed: {self.last_words(name)}")
        return done.stdout

    def tell(self, name: str, line: str) -> bool:
        """Writes a line to a child's stdin; False if it is not there to read it."""
        child = self._running.get(name)
        if child is None or child.stdin is None:
            return False
        try:
            child.stdin.write(line + "\n")
            child.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def last_words(self, name: str) -> str:
        """The last line in a child's log."""
        lines = self.log_of(name).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "it said nothing"

    def end(self) -> None:
        """Ends all of them, the last started first; kills who does not listen."""
        self._ending = True
        for child in reversed(self._running.values()):
            child.terminate()
            try:
                child.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        for watcher in self._watchers:
            watcher.join()
        for child in self._running.values():
            _close_pipes(child)

    def _watch(self, name: str, child: subprocess.Popen[str]) -> None:
        code = child.wait()
        if not self._ending:
            self._on_end(name, code)


def _close_pipes(child: subprocess.Popen[str]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what was still unsent to a child that is gone
                pipe.close()
