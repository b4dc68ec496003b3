"""A hundred megabytes for an answer: no more than eight of it are ever held, whatever the status says."""

from __future__ import annotations

import socket
import tracemalloc
from typing import Any

import pytest
from scripted import Answer, Request, accepting

MIB = 1024 * 1024


def hundred_megabytes(head: bytes) -> Any:
    def say(sock: socket.socket) -> None:
        sock.sendall(head)
        for _ in range(100):
            sock.sendall(b" " * MIB)

    return say


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 104857600\r\n\r\n",
        b"HTTP/1.1 413 X\r\nContent-Length: 104857600\r\n\r\n",
        b"HTTP/1.1 503 X\r\nContent-Length: 104857600\r\n\r\n",
        b"HTTP/1.1 500 X\r\nContent-Length: 104857600\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: ",
    ],
    ids=["a body", "a body without an end", "a redirect", "413", "503", "500", "a header"],
)
def test_the_memory_is_bounded(head: bytes, new_centre: Any, new_sender: Any) -> None:
    def say(request: Request) -> Answer:
        return hundred_megabytes(head) if len(centre.seen) == 1 else accepting(request)

    centre = new_centre(say)
    sender = new_sender(centre.url)
    sender.rate("a", "b")
    sender.client.time  # noqa: B018 - all is loaded
    tracemalloc.start()
    try:
        sender.wait()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30 * MIB  # eight held, joined once; and the tests' own centre
    assert set(sender.states().values()) == {"unsent"}
    sender.until_sent()
