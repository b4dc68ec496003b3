"""The way in for the program's own commands while the terminal runs: a Unix socket in the state directory.

The outbox has one connection in one process, so a command asks that process instead of opening the file beside it.
One request a connection: {"name", "args"}, then the end of the stream → {"answer"} or {"error"}. Only who may enter
the directory can ask. Each connection has a thread, so that who connects and says nothing holds up nobody.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

SOCKET = "control.sock"
ANSWER_SECONDS = 20.0
"""How long either side waits for the other, all in all: longer than a worn card stalls."""

REQUEST_BYTES = 1 << 20
MOST_AT_ONCE = 32
"""A technician's shell loop, not a crowd; who comes on top waits in the socket's queue."""

FAREWELL_SECONDS = 1.0
"""How long `stop` waits for an answer that is being made; SIGTERM promises five seconds in all."""

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
    """Serves requests in threads; `handle(name, args)` answers, one call at a time, with what JSON can say or raises
    ControlError."""

    def __init__(self, state_dir: Path, handle: Handle) -> None:
        self._path = state_dir / SOCKET
        self._handle = handle
        self._handling = threading.Lock()
        self._places = threading.Semaphore(MOST_AT_ONCE)
        self._stopping = threading.Event()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._open_lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="control", daemon=True)
        # The outbox's lock is ours already: a socket that lies here is of a terminal that is gone.
        self._path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        try:
            with _address(state_dir) as address:
                self._listener.bind(address)
            self._path.chmod(0o600)
            self._listener.listen(MOST_AT_ONCE)
        except OSError:
            self._listener.close()
            raise

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and take the socket away, whoever still hangs on it; twice does no harm."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            # Ends a waiting accept() too, and needs no path that somebody may have removed.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._places.release()
        if self._thread.is_alive():
            self._thread.join()
        self._listener.close()
        with self._open_lock:
            still_open = dict(self._open)
        for connection in still_open.values():
            with contextlib.suppress(OSError):
                # Ends the waiting for a request; an answer on its way still goes out.
                connection.shutdown(socket.SHUT_RD)
        give_up = time.monotonic() + FAREWELL_SECONDS
        for thread in still_open:
            thread.join(max(0.0, give_up - time.monotonic()))
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._places.acquire()
            try:
                connection, _ = self._listener.accept()
            except OSError as error:
                self._places.release()
                if not self._stopping.wait(1.0):  # too many open files do not go away by asking at once
                    log.warning("control connection failed", extra={"error": type(error).__name__})
                continue
            thread = threading.Thread(target=self._attend, args=(connection,), name="control-answer", daemon=True)
            with self._open_lock:
                self._open[thread] = connection
            thread.start()

    def _attend(self, connection: socket.socket) -> None:
        try:
            # A client that is gone, or never says anything, needs no answer.
            with connection, contextlib.suppress(OSError):
                request = _everything(connection, REQUEST_BYTES)
                if request and not self._stopping.is_set():
                    connection.settimeout(ANSWER_SECONDS)
                    connection.sendall(self._reply(request))
        finally:
            with self._open_lock:
                del self._open[threading.current_thread()]
            self._places.release()

    def _reply(self, request: bytes) -> bytes:
        try:
            name, args = _read(request)
            with self._handling:
                return json.dumps({"answer": self._handle(name, args)}).encode()
        except ControlError as error:
            return json.dumps({"error": str(error)}).encode()
        except Exception as error:  # noqa: BLE001  # whatever it is, who asked is told in a line
            log.error("control request failed", extra={"error": type(error).__name__})
            return json.dumps({"error": f"the terminal could not answer ({type(error).__name__})"}).encode()


def _read(request: bytes) -> tuple[str, Mapping[str, Any]]:
    """Name and arguments of a request; ControlError for anything else."""
    try:
        told = json.loads(request)
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict):
        name, args = told.get("name"), told.get("args", {})
        if isinstance(name, str) and isinstance(args, dict):
            return name, args
    raise ControlError('the terminal did not understand; it expects {"name": …, "args": {…}}, use its commands')


def _everything(connection: socket.socket, most: int | None = None) -> bytes:
    """What comes until the other side ends its stream; OSError where that takes too long or is more than `most`."""
    give_up = time.monotonic() + ANSWER_SECONDS
    parts: list[bytes] = []
    size = 0
    while True:
        connection.settimeout(max(0.001, give_up - time.monotonic()))
        part = connection.recv(1 << 16)
        if not part:
            return b"".join(parts)
        size += len(part)
        if most is not None and size > most:
            raise OSError("too long")
        parts.append(part)


def ask(state_dir: Path, name: str, args: Mapping[str, Any]) -> Any:
    """The running terminal's answer; NobodyThere where none runs, ControlError with a line where it refuses."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(ANSWER_SECONDS)
        try:
            with _address(state_dir) as address:
                connection.connect(address)
            connection.sendall(json.dumps({"name": name, "args": dict(args)}).encode())
            connection.shutdown(socket.SHUT_WR)
            said = _everything(connection)
        except TimeoutError as error:
            raise ControlError("the terminal runs but does not answer; see its log") from error
        except PermissionError as error:
            raise ControlError(f"{state_dir}: permission denied; use the terminal's user or root") from error
        except OSError as error:
            raise NobodyThere(str(state_dir)) from error
    try:
        reply = json.loads(said)
    except ValueError as error:
        # It ended before it had answered whole.
        raise NobodyThere(str(state_dir)) from error
    if "error" in reply:
        raise ControlError(reply["error"])
    return reply["answer"]
