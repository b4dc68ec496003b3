"""A centre of the tests' own that says anything, over TCP or TLS, and keeps what it was told."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def ratings(self) -> list[dict[str, Any]]:
        """What a POST /ratings carries."""
        plain = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return list(json.loads(plain)["ratings"])

    @property
    def ids(self) -> list[str]:
        """Their ids."""
        return [one["ratingId"] for one in self.ratings]


Answer = bytes | Callable[[socket.socket], None]


def envelope(data: object = None, code: str = "0", msg: str = "", server_time: str | None = None) -> bytes:
    """The JSON of an answer."""
    told = {"code": code, "msg": msg, "requestId": "r", "data": {} if data is None else data}
    return json.dumps(told | ({"serverTime": server_time} if server_time else {})).encode()


def http(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """The bytes of an answer."""
    told = {"Content-Length": str(len(body)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body


def results(outcomes: Mapping[str, str], **more: object) -> bytes:
    """A success that says so of each id."""
    said = [{"ratingId": key, "outcome": outcome, **more} for key, outcome in outcomes.items()]
    return http(200, envelope({"results": said}))


def accepting(request: Request) -> Answer:
    """Takes every rating."""
    if not request.path.endswith("/ratings"):
        return http(200, envelope())
    return results(dict.fromkeys(request.ids, "accepted"), receiptNo="N", code="0")


class ScriptedCentre:
    """`with ScriptedCentre(say) as centre:` — `say(request)` gives bytes, or a function that has the socket."""

    def __init__(
        self,
        say: Callable[[Request], Answer] = accepting,
        context: ssl.SSLContext | None = None,
        *,
        prefix: str = "v1",
    ) -> None:
        self.say = say
        self._context, self._prefix = context, prefix
        self.seen: list[Request] = []
        self.connections = 0
        self.handshakes = 0
        self.ended = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """Its address."""
        return self.behind(self.port)

    def behind(self, port: int) -> str:
        """Its address with the port of a line before it."""
        return f"{'https' if self._context else 'http'}://127.0.0.1:{port}/{self._prefix}"

    def __enter__(self) -> ScriptedCentre:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(sock, self.connections), daemon=True).start()

    def _talk(self, plain: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError, ValueError, EOFError), plain:
            sock = self._context.wrap_socket(plain, server_side=True) if self._context else plain
            self.handshakes += self._context is not None
            with sock, sock.makefile("rb") as lines:
                while (request := _read(lines, number)) is not None:
                    self.seen.append(request)
                    answer = self.say(request)
                    if callable(answer):
                        answer(sock)
                        return
                    sock.sendall(answer)


def _read(lines: Any, number: int) -> Request | None:
    first = lines.readline()
    if not first.endswith(b"\r\n"):
        return None
    method, path, _ = first.decode().split(" ")
    headers = {}
    while (line := lines.readline()) != b"\r\n":
        if not line.endswith(b"\r\n"):
            raise EOFError
        name, _, value = line.decode().strip().partition(":")
        headers[name.lower()] = value.strip()
    assert "chunked" not in headers.get("transfer-encoding", ""), "the contract's bodies have their length"
    length = int(headers.get("content-length", "0"))
    body = lines.read(length)
    if len(body) < length:
        raise EOFError  # it was cut off: nobody has been told anything
    return Request(method, path, headers, body, number)
