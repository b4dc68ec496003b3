"""What the counter interface says: the refusals, each a status, a code and one line, and the answers of the session."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from kiosk_app.core.messages import Reply
from kiosk_app.core.model import Fate

# Every answer is about this moment and may name a person; nothing keeps it.
PLAIN_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Refusal(Exception):
    """A call that is refused. `msg` is safe to show and to log: it never repeats what was sent."""

    def __init__(self, status: int, code: str, msg: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.msg = msg
        self.headers = headers or {}

    def response(self) -> Response:
        """The refusal as the contract writes it."""
        return JSONResponse(
            {"code": self.code, "msg": self.msg}, self.status, headers={**PLAIN_HEADERS, **self.headers}
        )


class CallerGone(Exception):
    """The caller hung up; nobody is there to answer."""


def unauthorized() -> Refusal:
    return Refusal(
        401,
        "UNAUTHORIZED",
        "a valid token is needed (Authorization: Bearer TOKEN); make one with: hcp-kiosk counter pair NAME",
        {"WWW-Authenticate": "Bearer"},
    )


def too_many(seconds: float) -> Refusal:
    return Refusal(
        429,
        "TOO_MANY",
        "too many wrong tokens from this address; try again in a minute",
        {"Retry-After": str(int(seconds) + 1)},
    )


def not_found() -> Refusal:
    return Refusal(404, "NOT_FOUND", "there is no such call")


def unknown_invitation() -> Refusal:
    return Refusal(404, "NOT_FOUND", "there is no such invitation")


def wrong_method(allowed: str) -> Refusal:
    return Refusal(405, "METHOD", f"this address takes {allowed}", {"Allow": allowed})


def too_large(limit: int) -> Refusal:
    # What is left of the body is not read, so the connection cannot go on.
    return Refusal(413, "TOO_LARGE", f"the body is larger than {limit >> 10} KiB", {"Connection": "close"})


def bad_request(msg: str, *, close: bool = False) -> Refusal:
    return Refusal(400, "BAD_REQUEST", msg, {"Connection": "close"} if close else None)


def out_of_service(msg: str = "the terminal cannot take ratings now; its screen says so") -> Refusal:
    return Refusal(503, "OUT_OF_SERVICE", msg)


def already_rated() -> Refusal:
    return Refusal(409, "ALREADY_RATED", "this step of the case has been rated")


_REFUSED = {
    Reply.OUT_OF_SERVICE: out_of_service,
    Reply.NO_STAFF: lambda: Refusal(409, "NO_STAFF", "nobody is signed in at this window, or the clerk is on a break"),
    Reply.ALREADY_RATED: already_rated,
    Reply.BUSY: lambda: Refusal(409, "BUSY", "another invitation is open"),
    Reply.UNKNOWN: unknown_invitation,
}


def refusal_of(reply: Reply) -> Refusal:
    """The refusal that a reply of the session means."""
    return _REFUSED.get(reply, out_of_service)()


def standing(invitation_id: str, fate: Fate, status: int = 200) -> Response:
    """Where an invitation stands: never the level, never how long anybody took."""
    return JSONResponse({"invitationId": invitation_id, "state": fate.value}, status, headers=PLAIN_HEADERS)


def done() -> Response:
    """It was done and there is nothing to say."""
    return Response(status_code=204, headers=PLAIN_HEADERS)
