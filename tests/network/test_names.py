"""Names that are not found, and name servers that say nothing: bounded, said in a line, and mended it goes on.

A process of its own with a resolv.conf of its own asks a name server of the test's.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from scripted import accepting

from kiosk_app.central.names import addresses_of

SERVER = "127.0.0.153"
CHILD = """
import sys
from kiosk_app.central.client import Client
client = Client(sys.argv[1], lambda: None, connect_timeout=1.0, read_timeout=5.0, ca_file=sys.argv[2])
print(client.time())
"""


@contextmanager
def name_server(addresses: list[str] | None) -> Iterator[None]:
    """Answers every A question with these addresses; with none: no such name; None: says nothing."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((SERVER, 53))

    def serve() -> None:
        while True:
            try:
                asked, peer = sock.recvfrom(4096)
            except OSError:
                return
            if not asked:
                return
            if addresses is not None:
                sock.sendto(reply(asked, addresses), peer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", (SERVER, 53))
        thread.join(10)
        sock.close()


def reply(asked: bytes, addresses: list[str]) -> bytes:
    end = asked.index(b"\0", 12) + 5
    is_a = asked[end - 4 : end - 2] == b"\0\1"
    given = addresses if is_a else []
    flags = b"\x81\x80" if addresses else b"\x81\x83"
    head = asked[:2] + flags + b"\0\1" + len(given).to_bytes(2, "big") + b"\0\0\0\0"
    records = (b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4" + socket.inet_aton(address) for address in given)
    return head + asked[12:end] + b"".join(records)


def asked_for(url: str, tmp_path: Path, ca_file: str = "") -> str:
    """What a process with such a name server says of `GET /time`."""
    resolv = tmp_path / "resolv.conf"
    resolv.write_text(f"nameserver {SERVER}\noptions timeout:30 attempts:3\n")
    mounted = f'mount --bind {resolv} /etc/resolv.conf && exec "$@"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", mounted, "sh", sys.executable, "-c", CHILD, url, ca_file],
        capture_output=True,
        text=True,
        timeout=60,  # the resolver alone would take 90 s
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="a name server and a resolv.conf of the test's own need root")


@needs_root
def test_a_name_that_nobody_knows(tmp_path: Path) -> None:
    with name_server([]):
        said = asked_for("https://hcp.example.cn/v1", tmp_path)
    assert said == "NotReached(reason='its name was not found', http=False, timed_out=False)"


@needs_root
def test_a_name_server_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    with name_server(None):
        said = asked_for("https://hcp.example.cn/v1", tmp_path)
    assert said == "NotReached(reason='no name server answered in time', http=False, timed_out=False)"


@needs_root
def test_the_second_address_is_tried_where_the_first_refuses(tmp_path: Path, new_centre: Any) -> None:
    import ssl

    import trustme

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("hcp.example.cn").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    centre = new_centre(accepting, context)
    for addresses in (["127.0.0.1", "127.0.0.77"], ["127.0.0.77", "127.0.0.1"]):
        with name_server(addresses):
            said = asked_for(f"https://hcp.example.cn:{centre.port}/v1", tmp_path, str(tmp_path / "ca.pem"))
        assert said.startswith("Answered")
    with name_server(["127.0.0.77", "127.0.0.78"]):
        said = asked_for(f"https://hcp.example.cn:{centre.port}/v1", tmp_path, str(tmp_path / "ca.pem"))
    assert "connection refused" in said


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "[::1]", "fe80::1%lo"])
def test_an_address_needs_no_name_server(address: str) -> None:
    assert addresses_of(address, 443, 0.0) == [address]


@pytest.mark.parametrize("name", ["x" * 64 + ".example", "a..b", "\udc80"])
def test_what_is_no_name_is_not_found(name: str) -> None:
    with pytest.raises(socket.gaierror):
        addresses_of(name, 443, 20.0)


def test_this_machine_is_found() -> None:
    assert {"127.0.0.1", "::1"} & set(addresses_of("localhost", 443, 20.0))
