"""The demonstration counter against a small counter interface over real HTTP."""

from __future__ import annotations

import json
import queue
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kiosk_app.practice.counter_demo import DemonstrationCounter

PATIENCE = 20.0


class Terminal(ThreadingHTTPServer):
    """A counter interface that answers from a script: (method, path start) → answers, the last one for ever."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, script: dict[tuple[str, str], list[tuple[int, Any]]], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.script = script
        self.calls: list[tuple[str, str, Any]] = []
        self.held = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Terminal

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        assert self.headers["Authorization"] == "Bearer secret"
        self.server.calls.append((self.command, self.path, json.loads(body) if body else None))
        for (method, start), answers in self.server.script.items():
            if method == self.command and self.path.startswith(start):
                status, content = answers.pop(0) if len(answers) > 1 else answers[0]
        if content == "hold":
            self.server.held.set()
            self.rfile.read(1)  # until the other side hangs up
            return
        sent = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_PUT = do_POST = _answer


@pytest.fixture
def said() -> queue.Queue[str]:
    return queue.Queue()


@pytest.fixture
def happy() -> dict[tuple[str, str], list[tuple[int, Any]]]:
    return {
        ("PUT", "/v1/staff"): [(204, None)],
        ("POST", "/v1/invitations"): [(201, {"invitationId": "i1", "state": "offered"})],
        ("GET", "/v1/invitations/i1"): [(200, {"state": "offered"}), (200, {"state": "rated"})],
    }


@pytest.fixture
def running() -> Iterator[list[Any]]:
    parts: list[Any] = []
    yield parts
    for part in parts:
        if isinstance(part, DemonstrationCounter):
            part.stop()
        else:
            part.shutdown()
            part.server_close()


def _begun(parts: list[Any], url: str, said: queue.Queue[str]) -> None:
    counter = DemonstrationCounter(url, "secret", say=said.put, every=0.01, first_after=0.0)
    parts.insert(0, counter)
    counter.start()


def _next(said: queue.Queue[str]) -> str:
    return said.get(timeout=PATIENCE)


def test_signs_in_invites_and_hears_the_outcome_again_and_again(
    said: queue.Queue[str], happy: dict[Any, Any], running: list[Any]
) -> None:
    terminal = Terminal(happy)
    running.append(terminal)
    _begun(running, terminal.url, said)
    assert "signed in" in _next(said)
    assert "please rate" in _next(said)
    assert _next(said).endswith(": rated")
    assert "please rate" in _next(said)
    cases = [body["projectNo"] for method, _, body in terminal.calls if method == "POST"]
    assert len(set(cases)) == len(cases)


def test_signs_in_again_where_nobody_is_and_says_a_refusal_once(
    said: queue.Queue[str], happy: dict[Any, Any], running: list[Any]
) -> None:
    happy[("POST", "/v1/invitations")] = [
        (409, {"code": "NO_STAFF", "msg": "nobody"}),
        (409, {"code": "BUSY", "msg": "one is open"}),
        (409, {"code": "BUSY", "msg": "one is open"}),
        (201, {"invitationId": "i1"}),
    ]
    terminal = Terminal(happy)
    running.append(terminal)
    _begun(running, terminal.url, said)
    assert "signed in" in _next(said)
    assert "signed in" in _next(said)
    assert "BUSY" in _next(said)
    assert "please rate" in _next(said)


def test_survives_a_terminal_that_is_down(said: queue.Queue[str], happy: dict[Any, Any], running: list[Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    _begun(running, f"http://127.0.0.1:{port}", said)
    assert "waiting for the terminal" in _next(said)
    running.append(Terminal(happy, port))
    assert "signed in" in _next(said)


def test_stops_in_the_middle_of_a_long_poll(said: queue.Queue[str], happy: dict[Any, Any], running: list[Any]) -> None:
    happy[("GET", "/v1/invitations/i1")] = [(200, "hold")]
    terminal = Terminal(happy)
    running.append(terminal)
    counter = DemonstrationCounter(terminal.url, "secret", say=said.put, first_after=0.0)
    counter.start()
    assert terminal.held.wait(PATIENCE)
    counter.stop()
    assert "please rate" in list(said.queue)[-1]
