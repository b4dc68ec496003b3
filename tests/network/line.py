"""A TCP line that does what it is told: a proxy of the tests' own between a client and a port of this machine.

It knows nothing of what goes over it, so TLS passes too.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from types import TracebackType

_CHUNK = 65536


class FaultyLine:
    """`with FaultyLine(port) as line:` connect to `line.port`. What is set counts for what passes from then on.

    `delay`: seconds each way. `cut_up` / `cut_down`: bytes that still pass in that direction, then all is closed.
    `drip`: seconds a byte of the answer takes. `frozen`: nothing is read nor said any more, and nobody is told.
    """

    def __init__(self, port: int, *, delay: float = 0.0) -> None:
        self._target = port
        self.delay = delay
        self.cut_up: int | None = None
        self.cut_down: int | None = None
        self.drip = 0.0
        self.frozen = False
        self.connections = 0
        self._sockets: list[socket.socket] = []
        self._closed = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> FaultyLine:
        self._start(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closed.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Close all that is open."""
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        self._sockets.clear()

    def _start(self, work: object, *args: object) -> None:
        threading.Thread(target=work, args=args, daemon=True).start()  # type: ignore[arg-type] # all are callables

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                near.close()
                continue
            for sock in (near, far):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets += [near, far]
            for down, source, target in ((False, near, far), (True, far, near)):
                pipe: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
                self._start(self._read, source, pipe)
                self._start(self._write, target, pipe, down)

    def _read(self, source: socket.socket, pipe: queue.SimpleQueue[tuple[float, bytes]]) -> None:
        data = b"more"
        while data:
            while self.frozen and not self._closed.wait(0.01):
                pass
            try:
                data = source.recv(_CHUNK)
            except OSError:
                data = b""
            pipe.put((time.monotonic() + self.delay, data))

    def _write(self, target: socket.socket, pipe: queue.SimpleQueue[tuple[float, bytes]], down: bool) -> None:
        while True:
            due, data = pipe.get()
            time.sleep(max(0.0, due - time.monotonic()))  # the delay is what is wanted here
            while self.frozen and not self._closed.wait(0.01):
                pass
            left = self.cut_down if down else self.cut_up
            if left is not None:
                data = data[:left]
                setattr(self, "cut_down" if down else "cut_up", left - len(data))
            try:
                for part in [data] if not (down and self.drip) else [bytes([one]) for one in data]:
                    target.sendall(part)
                    if down and self.drip and self._closed.wait(self.drip):
                        return
                if not data:
                    target.shutdown(socket.SHUT_WR)
                    return
            except OSError:
                return
            if left is not None and left - len(data) <= 0:
                self.hang_up()
                return
