"""The way in for the program's own commands while the terminal runs: a Unix socket in the state directory.

The outbox has one connection in one process, so a command asks that process instead of opening the file beside it.
One request a connection: {"name", "args"} → {"answer"} or {"error"}. Only who may enter the directory can ask.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

SOCKET = "control.sock"
ANSWER_SECONDS = 20.0
REQUEST_BYTES = 1 << 20

Handle = Callable[[str, Mapping[str, Any]], Any]


class ControlError(Exception):
    """The terminal could not do what was asked; one line."""


class NobodyThere(Exception):
    """No terminal runs on this state directory."""


@contextlib.contextmanager
def _address(state_dir: Path) -> Iterator[str]:
    """The socket's path by way of the directory's descriptor: a Unix socket's own path ends at 107 bytes."""
    fd = os.open(state_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{fd}/{SOCKET}"
    finally:
        os.close(fd)


class Control:
    """Serves requests in a thread; `handle(name, args)` answers with what JSON can say or raises ControlError."""

    def __init__(self, state_dir: Path, handle: Handle) -> None:
        self._state_dir = state_dir
        self._handle = handle
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="control", daemon=True)
        # The outbox's lock is ours already: a socket that lies here is of a terminal that is gone.
        (state_dir / SOCKET).unlink(missing_ok=True)
        with _address(state_dir) as address:
            # A backlog for a technician's shell loop, not for a crowd.
            self._listener = Listener(address, family="AF_UNIX", backlog=16)
        (state_dir / SOCKET).chmod(0o600)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and take the socket away."""
        self._stopping = True
        with contextlib.suppress(OSError, NobodyThere, EOFError):
            _connect(self._state_dir).close()
        if self._thread.is_alive():
            self._thread.join()
        with contextlib.suppress(OSError):
            self._listener.close()
        (self._state_dir / SOCKET).unlink(missing_ok=True)

    def _run(self) -> None:
        while not self._stopping:
            try:
                connection = self._listener.accept()
            except OSError as error:
                if not self._stopping:
                    log.warning("control connection failed", extra={"error": type(error).__name__})
                continue
            with connection:
                try:
                    self._serve(connection)
                except (OSError, EOFError):
                    continue

    def _serve(self, connection: Connection[Any, Any]) -> None:
        if self._stopping or not connection.poll(ANSWER_SECONDS):
            return
        try:
            request = json.loads(connection.recv_bytes(REQUEST_BYTES))
            reply = {"answer": self._handle(request["name"], request.get("args") or {})}
        except ControlError as error:
            reply = {"error": str(error)}
        except Exception as error:  # noqa: BLE001  # a bad request must not end the control thread
            log.error("control request failed", extra={"error": type(error).__name__})
            reply = {"error": f"the terminal could not answer ({type(error).__name__})"}
        connection.send_bytes(json.dumps(reply).encode())


def _connect(state_dir: Path) -> Connection[Any, Any]:
    try:
        with _address(state_dir) as address:
            return Client(address, family="AF_UNIX")
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError) as error:
        raise NobodyThere(str(state_dir)) from error
    except PermissionError as error:
        raise ControlError(f"{state_dir}: permission denied; use the terminal's user or root") from error


def ask(state_dir: Path, name: str, args: Mapping[str, Any]) -> Any:
    """The running terminal's answer; NobodyThere where none runs, ControlError with a line where it refuses."""
    connection = _connect(state_dir)
    with connection:
        try:
            connection.send_bytes(json.dumps({"name": name, "args": dict(args)}).encode())
            if not connection.poll(ANSWER_SECONDS):
                raise ControlError("the terminal runs but does not answer; see its log")
            reply = json.loads(connection.recv_bytes())
        except (EOFError, OSError) as error:
            raise NobodyThere(str(state_dir)) from error
    if "error" in reply:
        raise ControlError(reply["error"])
    return reply["answer"]
