"""A deadline over a whole request, and a way to cut one short from another thread.

A socket's time-out starts anew with every byte, so a peer that drips one byte at a time holds a request for ever,
in the headers as in the body. Here a watch shuts the socket down under it, whatever it is doing.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from types import TracebackType
from typing import Any, cast

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from kiosk_app.central.names import addresses_of

_here = threading.local()


class Watch:
    """Cuts flights whose time is over: one thread for all of a client's, since one for each would cost more than the
    rest of a small request. It ends when there was nothing to watch at its next look."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._until: dict[Flight, float] = {}
        self._looks_at: float | None = None  # None: no thread

    def begins(self, flight: Flight, seconds: float) -> None:
        """Cut it when `seconds` are over, unless it ends before."""
        end = time.monotonic() + seconds
        with self._changed:
            self._until[flight] = end
            if self._looks_at is None:
                self._looks_at = end
                threading.Thread(target=self._run, name="deadlines", daemon=True).start()
            elif end < self._looks_at:
                self._changed.notify()

    def ends(self, flight: Flight) -> None:
        """It is over; the thread is not woken for it."""
        with self._changed:
            self._until.pop(flight, None)

    def _run(self) -> None:
        while True:
            with self._changed:
                now = time.monotonic()
                over = [flight for flight, end in self._until.items() if end <= now]
                for flight in over:
                    del self._until[flight]
                if not over:
                    self._looks_at = min(self._until.values(), default=None)
                    if self._looks_at is None:
                        return
                    self._changed.wait(self._looks_at - now)
                    continue
            for flight in over:
                flight.cut()


class Flight:
    """One request of this thread, from entering to leaving; cut when `seconds` are over."""

    def __init__(self, watch: Watch, seconds: float) -> None:
        self._watch, self._seconds = watch, seconds
        self._lock = threading.Lock()
        self._connection: HTTPConnection | None = None
        self._sock: object = None
        self._cut = False
        self.received = 0  # bytes of the answer, for the budget
        self.certificate_until: float | None = None  # end of the centre's, where a connection was made

    def __enter__(self) -> Flight:
        _here.flight = self
        self._watch.begins(self, self._seconds)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watch.ends(self)
        _here.flight = None
        with self._lock:
            self._connection = self._sock = None

    @property
    def was_cut(self) -> bool:
        """Whether it was cut; then what came is not to be believed."""
        return self._cut

    def rides(self, connection: HTTPConnection) -> None:
        """Which connection it is on now; called on the connection's way, before it can block."""
        with self._lock:
            self._connection = connection
            self._sock = getattr(connection, "sock", None) or self._sock
        if self._cut:
            self.cut()

    def cut(self) -> None:
        """Shut the socket down under the request; its thread finds the end of the stream."""
        self._cut = True
        with self._lock:
            # After the headers the connection lets go of a socket that the answer still reads from.
            for sock in (self._sock, getattr(self._connection, "sock", None)):
                _shut_down(sock)


def _shut_down(sock: object) -> None:
    # Within a TLS proxy the socket is wrapped. The plain socket's own method: an SSLSocket's drops its TLS state,
    # and the thread that reads would go on in the clear.
    inner = getattr(sock, "socket", sock)
    if isinstance(inner, socket.socket):
        with contextlib.suppress(OSError):
            socket.socket.shutdown(inner, socket.SHUT_RDWR)


class _Riding:
    """What a connection does so that the flight of its thread knows it."""

    def connect(self) -> None:
        _ride(self)
        super().connect()  # type: ignore[misc]  # mixed into urllib3's connections below
        _ride(self)
        flight: Flight | None = getattr(_here, "flight", None)
        peer = getattr(getattr(self, "sock", None), "getpeercert", None)
        if flight is not None and peer is not None:
            flight.certificate_until = ssl.cert_time_to_seconds(peer()["notAfter"])

    def _new_conn(self) -> socket.socket:
        """Connect to the first address that takes it; the name is looked up within the connection's time-out too."""
        me: Any = self  # mixed into urllib3's connections below
        name = me._dns_host
        addresses = addresses_of(name, me.port, me.timeout)
        try:
            for address in addresses[:-1]:
                me._dns_host = address
                with contextlib.suppress(ConnectTimeoutError, NewConnectionError):
                    return cast(socket.socket, me._super_conn())
            me._dns_host = addresses[-1]
            return cast(socket.socket, me._super_conn())
        finally:
            me._dns_host = name

    def _super_conn(self) -> socket.socket:
        return cast(socket.socket, super()._new_conn())  # type: ignore[misc]  # as above

    def request(self, *args: Any, **kwargs: Any) -> None:
        _ride(self)
        super().request(*args, **kwargs)  # type: ignore[misc]  # as above

    def getresponse(self) -> Any:
        _ride(self)
        return super().getresponse()  # type: ignore[misc]  # as above


def _ride(connection: Any) -> None:
    flight: Flight | None = getattr(_here, "flight", None)
    if flight is not None:
        flight.rides(connection)


class _PlainConnection(_Riding, HTTPConnection):
    pass


class _TlsConnection(_Riding, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": _PlainPool, "https": _TlsPool}
"""For `PoolManager.pool_classes_by_scheme`."""
