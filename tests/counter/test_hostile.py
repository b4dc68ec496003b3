"""Raw sockets: what is no HTTP, what never ends, and crowds. The interface must answer or hang up, and go on."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest
from caller import Counter

from kiosk_app.core.model import Fate


@pytest.fixture
def raw(counter: Counter) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", counter.port), timeout=20) as one:
        yield one


def everything(one: socket.socket) -> bytes:
    """All that comes until the other side hangs up, reset or not."""
    received = b""
    try:
        while chunk := one.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def head(counter: Counter, method: str, path: str, *more: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {counter.token}", *more, "", ""]
    return "\r\n".join(lines).encode()


GARBAGE = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),  # TLS to a plain port
    b"GET\r\n\r\n",
    b"\x00" * 100 + b"\r\n\r\n",
    b"GET / FTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",  # no Host
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
    b"GET /" + b"y" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
]


@pytest.mark.parametrize("sent", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_gets_the_contracts_refusal(counter: Counter, raw: socket.socket, sent: bytes) -> None:
    raw.sendall(sent)
    top, _, body = everything(raw).partition(b"\r\n\r\n")
    assert top.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["code"] == "BAD_REQUEST"
    assert counter.call("GET", "/v1/status").status_code == 200


@pytest.mark.parametrize("sent", [b"", b"GET /v1/st", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Y: "])
def test_a_head_that_never_ends(short: None, counter: Counter, raw: socket.socket, sent: bytes) -> None:
    raw.sendall(sent)
    assert b'"BAD_REQUEST"' in everything(raw)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadlines of the interface, short."""
    from kiosk_app.counter import connection, reading

    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.6)
    monkeypatch.setattr(connection, "LINGER_SECONDS", 0.05)
    monkeypatch.setattr(reading, "BODY_SECONDS", 0.2)


def test_half_a_body_then_silence(short: None, counter: Counter, raw: socket.socket) -> None:
    raw.sendall(head(counter, "POST", "/v1/invitations", "Content-Length: 100") + b'{"projectNo": ')
    answer = everything(raw)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"BAD_REQUEST"' in answer


def test_a_body_that_drips_after_its_refusal(short: None, counter: Counter, raw: socket.socket) -> None:
    raw.sendall(b"PUT /v1/staff HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{")
    answer = everything(raw)
    assert answer.startswith(b"HTTP/1.1 401 ")


def test_a_chunked_body_that_breaks(counter: Counter, raw: socket.socket) -> None:
    raw.sendall(head(counter, "POST", "/v1/invitations", "Transfer-Encoding: chunked") + b'5\r\n{"pro\r\nnonsense\r\n')
    assert b'"BAD_REQUEST"' in everything(raw)


def test_chunked_and_too_large(counter: Counter, raw: socket.socket) -> None:
    raw.sendall(head(counter, "POST", "/v1/invitations", "Transfer-Encoding: chunked"))
    for _ in range(70):
        raw.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
    raw.sendall(b"0\r\n\r\n")
    answer = everything(raw)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"TOO_LARGE"' in answer


def test_who_asks_before_sending_is_told_before_sending(counter: Counter, raw: socket.socket) -> None:
    raw.sendall(head(counter, "PUT", "/v1/staff", "Content-Length: 99999999", "Expect: 100-continue"))
    assert everything(raw).startswith(b"HTTP/1.1 413 ")


def test_two_requests_in_one_packet(counter: Counter, raw: socket.socket) -> None:
    raw.sendall(head(counter, "GET", "/v1/health") + head(counter, "GET", "/v1/status", "Connection: close"))
    assert everything(raw).count(b"HTTP/1.1 200 ") == 2


def test_three_hundred_long_polls_hear_it_and_none_is_in_the_way(counter: Counter) -> None:
    invitation_id = counter.invited(projectNo="A1")
    polls = [socket.create_connection(("127.0.0.1", counter.port), timeout=20) for _ in range(300)]
    try:
        for one in polls:
            one.sendall(head(counter, "GET", f"/v1/invitations/{invitation_id}?wait=60", "Connection: close"))
        counter.until(lambda: counter.board.waiting(invitation_id) == 300, 20)
        assert counter.call("GET", "/v1/status").status_code == 200
        for one in polls[:50]:
            one.close()  # gone callers are noticed at once
        counter.until(lambda: counter.board.waiting(invitation_id) == 250)
        counter.engine.tell(Fate.RATED)
        for one in polls[50:]:
            assert b'"state":"rated"' in everything(one)
    finally:
        for one in polls:
            one.close()


def test_more_connections_than_there_are_places(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk_app.counter import connection

    monkeypatch.setattr(connection, "MOST_CONNECTIONS", 5)
    crowd = [socket.create_connection(("127.0.0.1", counter.port), timeout=20) for _ in range(5)]
    with socket.create_connection(("127.0.0.1", counter.port), timeout=20) as one:
        assert b'"OUT_OF_SERVICE"' in everything(one)
    for place in crowd:
        place.close()
    counter.until(lambda: counter.call("GET", "/v1/status").status_code == 200)
