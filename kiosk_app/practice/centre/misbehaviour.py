"""The faults in action: stands between the wire and the endpoints and spoils what the dice choose."""

from __future__ import annotations

import asyncio
import functools
import secrets
from collections.abc import Callable, MutableMapping
from email.utils import formatdate
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk_app.practice.centre.answers import Wall
from kiosk_app.practice.centre.faults import OF_REQUESTS, Faults

HANG_UP = "practice.hang_up"  # where in the scope the way to drop the connection is found
RETRY_AFTER_SECONDS = 2
PORTAL = (
    "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>Public Wi-Fi</h1>"
    "<p>Please log in to use the network. 请先登录网络。</p></body></html>"
).encode()
PROXY_PAGE = b"<html><body><h1>Bad Gateway</h1><hr>nginx</body></html>"


class DroppableConnection(H11Protocol):
    """uvicorn's HTTP/1.1, with a way for the application to drop the connection without a word."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = self.app

        async def app(scope: Any, receive: Any, send: Any) -> None:
            scope[HANG_UP] = functools.partial(self.transport.abort)
            await whole(scope, receive, send)

        self.app = app


class Misbehaving:
    """An ASGI application around `app` that spoils calls below `prefix`."""

    def __init__(self, app: ASGIApp, faults: Faults, prefix: str, now: Wall) -> None:
        self._app = app
        self._faults = faults
        self._prefix = prefix
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, well or badly."""
        path = scope.get("path", "")
        fault = None
        if scope["type"] == "http" and path.startswith(self._prefix + "/"):
            endpoint = path.removeprefix(self._prefix + "/").partition("/")[0]
            fault = self._faults.strike(endpoint, tuple(OF_REQUESTS))
        if fault is None:
            await self._app(scope, receive, send)
        elif fault == "drop-before":
            await _hang_up(scope, receive)
        elif fault in ("drop-after-commit", "truncated", "slow"):
            await self._spoil_the_answer(fault, scope, receive, send)
        else:
            await self._answer_instead(fault, receive, send)

    async def _answer_instead(self, fault: str, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):  # a body that is not read makes the client lose the answer
            pass
        headers = {"content-type": "text/html; charset=utf-8"}
        status, body = 200, PORTAL
        if fault == "5xx":
            status, body = secrets.choice((500, 502, 504)), PROXY_PAGE
        elif fault == "429":
            status, body = 429, b"slow down"
            headers["retry-after"] = str(RETRY_AFTER_SECONDS)
        elif fault == "503":
            status, body = 503, PROXY_PAGE
            headers["retry-after"] = formatdate(self._now() + RETRY_AFTER_SECONDS, usegmt=True)
        elif fault == "redirect":
            status = 302
            headers["location"] = "/portal"
        await _respond(send, status, headers, body)

    async def _spoil_the_answer(self, fault: str, scope: Scope, receive: Receive, send: Send) -> None:
        kept: list[MutableMapping[str, Any]] = []

        async def keep(message: Message) -> None:
            kept.append(message)

        await self._app(scope, receive, keep)
        if fault == "drop-after-commit":
            await _hang_up(scope, receive)
        elif fault == "slow":
            await asyncio.sleep(self._faults.slow_seconds)
            for message in kept:
                await send(message)
        else:
            body = b"".join(message.get("body", b"") for message in kept)
            await send(kept[0])  # with the whole body's Content-Length
            # Left unfinished: the server closes the connection, and the client has half an answer.
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


async def _hang_up(scope: Scope, receive: Receive) -> None:
    abort: Callable[[], None] = scope[HANG_UP]
    abort()
    while (await receive())["type"] != "http.disconnect":  # until the server knows that nobody is there
        pass


async def _respond(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    lines.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})
