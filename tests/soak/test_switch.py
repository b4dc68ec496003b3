"""The switch does to a line what its words say; else the soak would prove nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from switch import Switch

PATIENCE = 10.0
ANSWER = b"an answer of some length"


class Far:
    """Answers every line with ANSWER, and remembers the lines."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.changed = threading.Condition()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with sock:
            try:
                while data := sock.recv(1000):
                    with self.changed:
                        self.heard.append(data)
                        self.changed.notify_all()
                    sock.sendall(ANSWER)
            except OSError:
                return

    def hears(self, line: bytes) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: line in self.heard, PATIENCE)


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far()
    yield made
    made.listener.close()


@pytest.fixture
def switch(far: Far) -> Iterator[Switch]:
    with Switch(far.listener.getsockname()[1]) as made:
        yield made


def near(switch: Switch) -> socket.socket:
    return socket.create_connection(("127.0.0.1", switch.port), PATIENCE)


def test_up_passes_everything(switch: Switch) -> None:
    with near(switch) as sock:
        for _ in range(3):
            sock.sendall(b"a line")
            assert sock.recv(1000) == ANSWER


def test_refused_resets_what_is_open_and_nobody_listens(switch: Switch) -> None:
    with near(switch) as sock:
        sock.sendall(b"a line")
        assert sock.recv(1000) == ANSWER
        switch.turn("refused")
        with pytest.raises(ConnectionResetError):
            sock.recv(1000)
    with pytest.raises(ConnectionRefusedError):
        near(switch)
    switch.turn("up")
    with near(switch) as sock:
        sock.sendall(b"again")
        assert sock.recv(1000) == ANSWER


def test_hung_takes_connections_and_what_was_said_arrives_late(switch: Switch, far: Far) -> None:
    switch.turn("hung")
    with near(switch) as sock:
        sock.settimeout(0.2)
        sock.sendall(b"said while hung")
        with pytest.raises(TimeoutError):
            sock.recv(1000)
        assert far.heard == []
    switch.turn("up")
    assert far.hears(b"said while hung")


def test_cut_lets_a_request_through_and_half_its_answer(switch: Switch, far: Far) -> None:
    switch.turn("cut")
    with near(switch) as sock:
        sock.sendall(b"a line")
        got = b"".join(iter(lambda: sock.recv(1000), b""))
        assert ANSWER.startswith(got)
        assert len(got) < len(ANSWER)
    assert far.hears(b"a line")
    with pytest.raises(ConnectionRefusedError):
        near(switch)


def test_another_word_is_refused(switch: Switch) -> None:
    with pytest.raises(ValueError, match="sideways"):
        switch.turn("sideways")
