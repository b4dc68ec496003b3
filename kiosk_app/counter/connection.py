"""One connection: uvicorn's HTTP/1.1, with deadlines and with its own refusals said in the contract's words.

uvicorn leaves a caller who starts a request and falls silent connected for ever, and answers garbage in plain text.
"""

from __future__ import annotations

import asyncio
import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

# From the first byte (or the connection) to the end of the request; the body alone is given 15 s in reading.py.
REQUEST_SECONDS = 25.0
# After a refusal the rest of what was sent is swallowed for so long: closing on unread bytes would reset the
# connection and could take the refusal with it.
LINGER_SECONDS = 1.0
# Every connection is a file descriptor of the whole program's (1024 by default): some stay for the disk and the pad.
MOST_CONNECTIONS = 600


class CounterConnection(H11Protocol):
    """A caller's connection."""

    _deadline: asyncio.TimerHandle | None = None
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn types it
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self._refuse(503, "OUT_OF_SERVICE", "too many connections to the terminal")
        else:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self._too_slow)

    def data_received(self, data: bytes) -> None:
        if not self._refused:
            super().data_received(data)
            self._watch_request()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch_request()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self._stop_deadline()

    def shutdown(self) -> None:
        """The server stops: whoever has not finished asking is not waited for."""
        if self._refused or self._unfinished():
            self.transport.close()
        else:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """What h11 found unreadable; `msg` is uvicorn's and says nothing of what was sent."""
        self._refuse(400, "BAD_REQUEST", "this is not an HTTP/1.1 request that the terminal can read")

    def _unfinished(self) -> bool:
        """Whether a request has begun and not come to its end."""
        return self.conn.their_state is h11.SEND_BODY or (
            self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])
        )

    def _watch_request(self) -> None:
        if not self._unfinished():
            self._stop_deadline()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self._too_slow)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        self._refuse(400, "BAD_REQUEST", "the request did not come in time")

    def _refuse(self, status: int, code: str, msg: str) -> None:
        """Say so where no answer has begun, then end the connection."""
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        self._stop_deadline()
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # its answer has been given
            self.cycle.message_event.set()
        body = json.dumps({"code": code, "msg": msg}).encode()
        head = f"HTTP/1.1 {status} Refused\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self.transport.write(head.encode() + b"Cache-Control: no-store\r\nConnection: close\r\n\r\n" + body)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._unset_keepalive_if_required()
        # Held by the loop only; a transport closed before then ignores it.
        self.loop.call_later(LINGER_SECONDS, self.transport.close)
