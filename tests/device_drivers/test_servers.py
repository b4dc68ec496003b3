"""Pads behind a serial server: raw TCP, and RFC 2217 by pyserial's own server side."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
import serial
from serial.rfc2217 import PortManager

import device_drivers as drivers
from device_drivers.messages import Cue, PadStatus, PortState, Press

if TYPE_CHECKING:
    Supervise = Callable[..., drivers.PadSupervisor]

# pyserial 3.5 names its reader thread in a way that Python has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")

Presses = queue.SimpleQueue[Press]
States = queue.SimpleQueue[PadStatus]


class Server:
    """A serial server with a pad on it, one client at a time; `rfc2217` negotiates the line, too."""

    def __init__(self, *, rfc2217: bool) -> None:
        self._rfc2217 = rfc2217
        self._port = serial.serial_for_url("loop://", timeout=0)  # what the line's settings are done to
        self._manager: PortManager | None = None
        self._connection: socket.socket | None = None
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = self._listening.getsockname()[:2]
        self.heard: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        scheme = "rfc2217" if self._rfc2217 else "socket"
        return f"{scheme}://{self.address[0]}:{self.address[1]}"

    def write(self, data: bytes) -> None:
        """The port manager answers the client by this name."""
        assert self._connection is not None
        self._connection.sendall(data)

    def send(self, data: bytes) -> None:
        """Bytes from the pad."""
        self.write(b"".join(self._manager.escape(data)) if self._manager else data)

    def line(self) -> tuple[int, int, str, float, bool, bool]:
        """How the client has set the line."""
        port = self._port
        return port.baudrate, port.bytesize, port.parity, port.stopbits, port.dtr, port.rts

    def drop(self) -> None:
        """Hang up."""
        assert self._connection is not None
        self._connection.shutdown(socket.SHUT_RDWR)

    def die(self) -> None:
        """No more."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self.drop()
        self._thread.join()
        self._port.close()

    def come_back(self) -> None:
        """At the same address."""
        self._listening = socket.create_server(self.address, reuse_port=False)
        self._port = serial.serial_for_url("loop://", timeout=0)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                self._connection = connection
                self._manager = PortManager(self._port, self) if self._rfc2217 else None
                with contextlib.suppress(OSError):
                    while data := connection.recv(1000):
                        plain = b"".join(self._manager.filter(data)) if self._manager else data
                        if plain:
                            self.heard.put(plain)


@pytest.fixture(params=[False, True], ids=["socket", "rfc2217"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    made = Server(rfc2217=request.param)
    yield made
    made.die()


def expect(server: Server, data: bytes) -> None:
    heard = b""
    while len(heard) < len(data):
        heard += server.heard.get(timeout=10)
    assert heard == data


def until_said(states: States, words: str) -> PadStatus:
    while words not in (status := states.get(timeout=20)).reason:
        pass
    return status


def test_a_pad_behind_a_server_that_hangs_up_dies_and_comes_back(server: Server, supervise: Supervise) -> None:
    presses: Presses = queue.SimpleQueue()
    states: States = queue.SimpleQueue()
    pad = supervise(server.url, on_press=presses.put, on_state=states.put)
    for arming, end in enumerate((server.drop, server.die, None)):
        expect(server, b"?A" if arming else b"?X")
        server.send(b"!")
        until_said(states, "the pad answers")
        pad.show(Cue.ASK, arming + 1)
        server.send(b"%d" % (arming + 3))
        assert presses.get(timeout=10).level == arming + 3
        pad.show(Cue.ASK, arming + 10)
        if end is None:
            break
        while not server.heard.empty():
            server.heard.get()
        end()
        assert until_said(states, "went away").state is PortState.LOST
        if end == server.die:
            assert "see its power" in until_said(states, "nothing answers").reason
            while not server.heard.empty():
                server.heard.get()
            server.come_back()
    assert pad.status().opened == 3


def test_the_line_is_set_through_rfc2217(supervise: Supervise) -> None:
    server = Server(rfc2217=True)
    try:
        states: States = queue.SimpleQueue()
        supervise(server.url, on_state=states.put)
        until_said(states, "asked whether")
        assert server.line() == (9600, 8, "N", 1, True, True)
    finally:
        server.die()


def test_nobody_at_the_address(supervise: Supervise) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = listening.getsockname()
    for scheme in ("socket", "rfc2217"):
        states: States = queue.SimpleQueue()
        supervise(f"{scheme}://127.0.0.1:{address[1]}", on_state=states.put)
        status = until_said(states, "nothing answers")
        assert "refused" in status.reason
        assert status.state is PortState.SEARCHING


def test_a_dead_server_is_noticed_by_keep_alive() -> None:
    """What the kernel was asked to do; waiting for it would take half a minute."""
    from device_drivers.link import open_link
    from device_drivers.waker import Waker

    server = Server(rfc2217=False)
    try:
        link = open_link(server.url, drivers.load("ascii5").line, Waker())
        connection = link._port._socket  # type: ignore[attr-defined]  # pyserial keeps it there
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
        link.close()
    finally:
        server.die()
