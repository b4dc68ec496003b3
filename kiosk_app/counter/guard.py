"""Who may call: the Host, the Origin and the token, in front of every call.

The Host comes first of all: a page of a stranger's whose name was made to point at this machine (DNS rebinding) is to
learn nothing, not even that a token is wanted. Then come the CORS answers, then the token.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import logging
import re
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk_app.counter import answers, tokens
from kiosk_app.counter.answers import CallerGone, Refusal

log = logging.getLogger(__name__)

BAD_TOKENS, BAD_TOKENS_SECONDS = 10, 60.0
# Addresses remembered with their bad tokens; a whole IPv6 network of strangers must not fill the memory.
MOST_ADDRESSES = 1024
# A limited address may still present a good PIN, so each is still tried, but one at a time and not faster than this:
# 10^8 PINs then take years instead of weeks.
PIN_PACE_SECONDS = 1.0
PINS_WAITING = 8
TOKEN_LENGTH: Final = 256

OPEN_PATHS = frozenset({"/", "/page.js", "/page.css", "/v1/health"})

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?")


def host_name(header: str) -> str | None:
    """The name or address of a Host header, without port and brackets, in lower case; None for nonsense."""
    match = _HOST.fullmatch(header)
    return match["name"].strip("[]").lower().removesuffix(".") if match else None


def host_allowed(header: str, listening: Collection[str]) -> bool:
    """Whether a Host header means loopback or one of the names and addresses listened on (in lower case)."""
    name = host_name(header)
    if name is None:
        return False
    if name == "localhost" or name in listening:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class BadTokens:
    """How many bad tokens each address has presented within the last minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def note(self, address: str) -> None:
        """One more bad token."""
        self._seen.setdefault(address, deque(maxlen=BAD_TOKENS)).append(self._clock())
        self._seen.move_to_end(address)
        while len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)

    def limited(self, address: str) -> float:
        """Seconds until this address is listened to again; 0 where it is now."""
        times = self._seen.get(address)
        if times is None or len(times) < BAD_TOKENS:
            return 0.0
        return max(0.0, times[0] + BAD_TOKENS_SECONDS - self._clock())


class TokenCheck:
    """Whether a caller's token is good, with the limit on bad ones. Lives on the server's loop."""

    def __init__(self, token_ok: Callable[[str], Awaitable[bool]], clock: Callable[[], float] = time.monotonic) -> None:
        self._token_ok = token_ok
        self._bad = BadTokens(clock)
        self._good: OrderedDict[bytes, None] = OrderedDict()
        self._lane = asyncio.Lock()
        self._waiting = 0

    async def check(self, header: str | None, address: str) -> None:
        """Raise the refusal this Authorization header deserves; a missing token is not a bad one."""
        scheme, _, token = (header or "").partition(" ")
        token = token.strip()
        if header is None or not token:
            raise answers.unauthorized()
        if scheme.lower() == "bearer" and len(token) <= TOKEN_LENGTH and await self._good_token(token, address):
            return
        limited = self._bad.limited(address)
        self._bad.note(address)
        raise answers.too_many(limited) if limited else answers.unauthorized()

    async def _good_token(self, token: str, address: str) -> bool:
        key = hashlib.sha256(token.encode()).digest()
        if key in self._good or not tokens.is_pin(token) or not self._bad.limited(address):
            good = await self._token_ok(token)
        elif self._waiting >= PINS_WAITING:
            return False
        else:
            self._waiting += 1
            try:
                async with self._lane:
                    await asyncio.sleep(PIN_PACE_SECONDS)
                    good = await self._token_ok(token)
            finally:
                self._waiting -= 1
        self._good.pop(key, None)
        if good:
            self._good[key] = None
            if len(self._good) > tokens.MOST_REMEMBERED:
                self._good.popitem(last=False)
        return good


class Guard:
    """The ASGI application in front of the calls; whatever goes wrong behind it becomes one line, never a traceback."""

    def __init__(
        self, app: ASGIApp, *, check: TokenCheck, listening: Collection[str], allowed_origins: Collection[str]
    ) -> None:
        self._app = app
        self._check = check
        self._listening = frozenset(name.lower() for name in listening)
        self._origins = frozenset(origin.strip().rstrip("/").lower() for origin in allowed_origins) - {"", "*", "null"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host")
        if host is not None and not host_allowed(host, self._listening_to(scope)):
            refusal = answers.bad_request("this Host is not the terminal's address")
            await refusal.response()(scope, receive, send)
            return
        origin = headers.get("origin", "")
        if origin.lower() in self._origins:
            send = _with_cors(send, origin)
            if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
                await _preflight(headers)(scope, receive, send)
                return
        try:
            if scope["method"] not in ("GET", "HEAD") or scope["path"] not in OPEN_PATHS:
                client = scope.get("client") or ("", 0)
                await self._check.check(headers.get("authorization"), client[0])
            await self._app(scope, receive, send)
        except CallerGone:
            pass
        except Refusal as refusal:
            await refusal.response()(scope, receive, send)
        except Exception as error:  # noqa: BLE001  the last line before the caller: one answer, one line in the log
            note_failure(error)
            failed = answers.out_of_service("the terminal could not do this; its log says why")
            await failed.response()(scope, receive, send)

    def _listening_to(self, scope: Scope) -> Collection[str]:
        """Listening on every address means on the one this caller reached."""
        if self._listening & {"0.0.0.0", "::"} and scope.get("server"):  # noqa: S104  compared, not bound
            return self._listening | {scope["server"][0].lower()}
        return self._listening


def note_failure(error: Exception) -> None:
    """Log where something broke, without its text: that may hold what was sent."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else ""
    log.error("a counter call failed", extra={"error": type(error).__name__, "where": where})


def _preflight(headers: Headers) -> Response:
    answer = {
        "Access-Control-Allow-Methods": "GET, PUT, POST, DELETE",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Max-Age": "600",
    }
    if headers.get("access-control-request-private-network") == "true":
        answer["Access-Control-Allow-Private-Network"] = "true"
    return Response(status_code=204, headers=answer)


def _with_cors(send: Send, origin: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers.add_vary_header("Origin")
        await send(message)

    return sending
