"""The calls of the counter interface, version 1: each reads a request, asks the session and answers.

Order of refusals: token (guard) · 404, 405 (router) · 413 · 400 · then what the session says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from kiosk_app.core.messages import (
    Answer,
    CleaningAsked,
    ClerkPaused,
    ClerkResumed,
    ClerkSignedIn,
    ClerkSignedOut,
    Event,
    InvitationRecalled,
    InvitationReceived,
    Reply,
)
from kiosk_app.core.model import Case, Fate
from kiosk_app.counter import answers, bodies
from kiosk_app.counter.board import Board
from kiosk_app.counter.reading import read_body, seconds_to_wait
from kiosk_app.counter.waiting import Polls

# The disk may take ten seconds (the session says so then), and twice where an old rating is released first.
ANSWER_SECONDS = 25.0

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

T = TypeVar("T")
Handler = Callable[[Request, bytes], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the calls reach of the rest; all callables may block and run in the executor, `post` does not block."""

    board: Board
    post: Callable[[Event], None]
    is_rated: Callable[[Case], bool]
    status: Callable[[], dict[str, Any]]
    healthy: Callable[[], bool]
    version: str


class Calls:
    """The handlers; one object a server, on the server's loop."""

    def __init__(self, terminal: Terminal, polls: Polls, executor: Executor) -> None:
        self._terminal = terminal
        self._polls = polls
        self._executor = executor
        self._opening: dict[str, asyncio.Future[None]] = {}

    def routes(self) -> list[Route]:
        """The addresses and who answers them."""
        return [
            _page("/", "index.html", "text/html; charset=utf-8"),
            _page("/page.js", "page.js", "text/javascript; charset=utf-8"),
            _page("/page.css", "page.css", "text/css; charset=utf-8"),
            _route("/v1/health", {"GET": self.health}),
            _route("/v1/status", {"GET": self.status}),
            _route("/v1/staff", {"PUT": self.sign_in, "DELETE": self.sign_out}),
            _route("/v1/staff/pause", {"POST": self.pause}),
            _route("/v1/staff/resume", {"POST": self.resume}),
            _route("/v1/cleaning", {"POST": self.clean}),
            _route("/v1/invitations", {"POST": self.invite}),
            _route("/v1/invitations/{invitation_id}", {"GET": self.invitation, "DELETE": self.take_back}),
        ]

    async def health(self, _request: Request, _body: bytes) -> Response:
        """200 when ratings can be taken and kept, clerk or no clerk; else 503."""
        if not await self._blocking(self._terminal.healthy):
            raise answers.out_of_service("the terminal is not set up yet, or cannot store ratings")
        return JSONResponse({"healthy": True}, headers=answers.PLAIN_HEADERS)

    async def status(self, _request: Request, _body: bytes) -> Response:
        """How the terminal stands, for the business system and the page."""
        status = await self._blocking(self._terminal.status)
        return JSONResponse({**status, "version": self._terminal.version}, headers=answers.PLAIN_HEADERS)

    async def sign_in(self, _request: Request, body: bytes) -> Response:
        """A clerk takes the window, or changes what the screen shows of them."""
        clerk = bodies.clerk_from(bodies.read_object(body))
        return await self._command(lambda ticket: ClerkSignedIn(ticket, clerk))

    async def sign_out(self, _request: Request, _body: bytes) -> Response:
        """Nobody is at the window."""
        return await self._command(ClerkSignedOut)

    async def pause(self, _request: Request, _body: bytes) -> Response:
        """A break, with the clerk kept."""
        return await self._command(ClerkPaused)

    async def resume(self, _request: Request, _body: bytes) -> Response:
        """Back from the break."""
        return await self._command(ClerkResumed)

    async def clean(self, _request: Request, _body: bytes) -> Response:
        """The glass is about to be wiped: for half a minute no touch of it counts."""
        return await self._command(CleaningAsked)

    async def invite(self, _request: Request, body: bytes) -> Response:
        """Invite a rating. An id seen before gets its present state, whatever else the body says."""
        document = bodies.read_object(body)
        given = bodies.invitation_id_in(document)
        if given is None:
            return await self._open(document)
        while given in self._opening:  # the same id at the same moment: one opens it, the others hear of it
            await asyncio.shield(self._opening[given])
        opening = self._opening[given] = asyncio.get_running_loop().create_future()
        try:
            fate = await self._state(given)
            return answers.standing(given, fate) if fate is not None else await self._open(document)
        finally:
            del self._opening[given]
            opening.set_result(None)

    async def _open(self, document: dict[str, Any]) -> Response:
        invitation = bodies.invitation_from(document)
        case = invitation.case
        rated = case.project_no is not None and await self._blocking(lambda: self._terminal.is_rated(case))
        answer = await self._ask(
            lambda ticket: InvitationReceived(ticket, invitation, already_rated=rated), invitation.invitation_id
        )
        if answer.reply is Reply.OFFERED:
            return answers.standing(invitation.invitation_id, Fate.OFFERED, 201)
        if answer.reply is Reply.PRESENT:
            fate = await self._state(invitation.invitation_id) or answer.fate or Fate.OFFERED
            return answers.standing(invitation.invitation_id, fate)
        raise answers.refusal_of(answer.reply)

    async def invitation(self, request: Request, _body: bytes) -> Response:
        """Where an invitation stands, at once or at its end, but after `wait` seconds at the latest."""
        invitation_id, fate = await self._named(request)
        seconds = seconds_to_wait(request)
        if not fate.final and seconds > 0:
            await self._polls.until_final(invitation_id, seconds, request)
            fate = await self._state(invitation_id) or fate
        return answers.standing(invitation_id, fate)

    async def take_back(self, request: Request, _body: bytes) -> Response:
        """Take an invitation back while no level is stored; one that is over stays as it is."""
        invitation_id, fate = await self._named(request)
        if not fate.final:
            answer = await self._ask(lambda ticket: InvitationRecalled(ticket, invitation_id))
            if answer.reply is Reply.UNKNOWN:  # it ended on its own while the question was under way
                fate = await self._state(invitation_id) or fate
            elif answer.reply is not Reply.DONE:
                raise answers.refusal_of(answer.reply)
        if fate is Fate.RATED:
            raise answers.already_rated()
        return answers.done()

    async def _named(self, request: Request) -> tuple[str, Fate]:
        invitation_id = bodies.canonical_id(request.path_params["invitation_id"])
        fate = await self._state(invitation_id) if invitation_id is not None else None
        if invitation_id is None or fate is None:
            raise answers.unknown_invitation()
        return invitation_id, fate

    async def _state(self, invitation_id: str) -> Fate | None:
        board = self._terminal.board
        return board.recall(invitation_id) or await self._blocking(lambda: board.state(invitation_id))

    async def _command(self, make_event: Callable[[int], Event]) -> Response:
        answer = await self._ask(make_event)
        if answer.reply is not Reply.DONE:
            raise answers.refusal_of(answer.reply)
        return answers.done()

    async def _ask(self, make_event: Callable[[int], Event], invitation_id: str | None = None) -> Answer:
        asked = asyncio.wrap_future(self._terminal.board.ask(make_event, self._terminal.post, invitation_id))
        if not await self._polls.until_done(asked, ANSWER_SECONDS):
            raise answers.out_of_service("the terminal does not answer now")
        return asked.result()

    async def _blocking(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)


def router(calls: Calls) -> Router:
    """The calls as an ASGI application; refusals leave it as exceptions, for the guard in front to say."""
    return Router(routes=calls.routes(), redirect_slashes=False, default=_nowhere)


async def _nowhere(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise answers.not_found()


def _route(path: str, handlers: Mapping[str, Handler]) -> Route:
    """One address: its methods, its limit on bodies, and bad bodies said in the contract's words."""
    allowed = ", ".join(handlers)

    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        if method not in handlers:
            raise answers.wrong_method(allowed)
        limit = bodies.STAFF_BODY_BYTES if (method, path) == ("PUT", "/v1/staff") else bodies.BODY_BYTES
        body = await read_body(request, limit)
        try:
            return await handlers[method](request, body)
        except bodies.BodyError as error:
            raise answers.bad_request(str(error)) from None

    return Route(path, _Any(answer))


def _page(path: str, name: str, content_type: str) -> Route:
    content = files("kiosk_app.counter").joinpath("page", name).read_bytes()

    async def answer(request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            raise answers.wrong_method("GET")
        return Response(content, headers={**PAGE_HEADERS, "Content-Type": content_type})

    return Route(path, _Any(answer))


class _Any:
    """An endpoint for every method: given a plain function Starlette would refuse other methods in its own words."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive, send))
        await response(scope, receive, send)
