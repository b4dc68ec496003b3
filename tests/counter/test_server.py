"""Starting, refusing to start in one line, TLS, stopping; and what may be imported when."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from caller import Counter

from kiosk_app.counter import CounterError
from kiosk_app.counter.server import _listening_sockets


def test_importing_it_loads_no_server() -> None:
    code = (
        "import sys, kiosk_app.counter\n"
        "loaded = {'uvicorn', 'starlette', 'h11', 'anyio', 'voluptuous', 'asyncio'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize("listen", ["", "8787", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", ":8787"])
def test_a_bad_address(start_counter: Callable[..., Counter], listen: str) -> None:
    with pytest.raises(CounterError, match=r"counter\.listen"):
        start_counter(listen=listen)


def test_an_address_in_use(start_counter: Callable[..., Counter]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(CounterError, match="another program") as caught:
            start_counter(listen=f"127.0.0.1:{taken.getsockname()[1]}")
        assert "\n" not in str(caught.value)


def test_an_answer_does_not_wait_for_the_last_one_to_be_acknowledged() -> None:
    (listening,) = _listening_sockets("127.0.0.1", 0, "127.0.0.1:0")
    with listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_address_that_is_not_ours(start_counter: Callable[..., Counter], pair: tuple[str, str]) -> None:
    with pytest.raises(CounterError, match="does not have"):
        start_counter(listen="192.0.2.1:0", tls_cert=pair[0], tls_key=pair[1])


def test_beyond_loopback_needs_tls(start_counter: Callable[..., Counter]) -> None:
    for listen in ("0.0.0.0:0", "[::]:0", "192.0.2.1:8787", "window.example:0"):
        with pytest.raises(CounterError, match="tls_cert"):
            start_counter(listen=listen)
    with pytest.raises(CounterError, match="both or none"):
        start_counter(tls_cert="x.pem")


def test_unusable_certificates(start_counter: Callable[..., Counter], pair: tuple[str, str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("nonsense")
    for cert, key in ((str(bad), pair[1]), (str(tmp_path / "none.pem"), pair[1]), (pair[1], pair[0])):
        with pytest.raises(CounterError, match="cannot be used"):
            start_counter(tls_cert=cert, tls_key=key)


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate for 127.0.0.1 and its key."""
    at = tmp_path_factory.mktemp("tls")
    cert, key = str(at / "cert.pem"), str(at / "key.pem")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=window", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", key, "-out", cert),
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


def test_tls(start_counter: Callable[..., Counter], pair: tuple[str, str]) -> None:
    counter = start_counter(listen="0.0.0.0:0", tls_cert=pair[0], tls_key=pair[1])
    url = f"https://127.0.0.1:{counter.port}/v1/health"
    assert requests.get(url, verify=pair[0], timeout=10).status_code == 200
    host = {"Host": f"{socket.gethostname()}:{counter.port}"}
    assert requests.get(url, verify=pair[0], headers=host, timeout=10).status_code == 200
    answer = requests.get(url, verify=pair[0], headers={"Host": "evil.example"}, timeout=10)
    assert counter.refused(answer) == (400, "BAD_REQUEST")


def test_stopping_does_not_wait_for_half_a_request(start_counter: Callable[..., Counter]) -> None:
    counter = start_counter()
    with (
        socket.create_connection(("127.0.0.1", counter.port)) as half_head,
        socket.create_connection(("127.0.0.1", counter.port)) as half_body,
        socket.create_connection(("127.0.0.1", counter.port)),
    ):
        half_head.sendall(b"GET / HT")
        half_body.sendall(
            b"PUT /v1/staff HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + counter.token.encode()
            + b"\r\nContent-Length: 9\r\n\r\n{"
        )
        assert counter.call("GET", "/v1/status").status_code == 200
        counter.server.stop()
        assert not counter.server.running
    again = start_counter(listen=counter.server.address)  # and the port is free
    assert again.call("GET", "/v1/status").status_code == 200
