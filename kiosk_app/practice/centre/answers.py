"""The envelope of every answer, and the refusals that travel in it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from kiosk_app.practice.centre.rating import BEIJING

Wall = Callable[[], float]  # seconds since 1970, as the centre sees them


class Refusal(Exception):
    """An answer other than success: an HTTP status, the contract's code, a message saying what is wrong."""

    def __init__(self, status: int, code: str, msg: str) -> None:
        super().__init__(f"{status} {code}: {msg}")
        self.status = status
        self.code = code
        self.msg = msg


def rfc3339(wall: float) -> str:
    """A moment as the centre writes it: Beijing time with milliseconds and offset."""
    return datetime.fromtimestamp(wall, BEIJING).isoformat(timespec="milliseconds")


def answer(
    wall: float,
    data: Any = None,
    *,
    status: int = 200,
    code: str = "0",
    msg: str = "ok",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer in the contract's envelope."""
    envelope = {"code": code, "msg": msg, "requestId": str(uuid.uuid4()), "serverTime": rfc3339(wall), "data": data}
    return Response(
        json.dumps(envelope, ensure_ascii=False).encode("utf-8", "replace"),
        status_code=status,
        media_type="application/json; charset=utf-8",
        headers=dict(headers or {}),
    )


def refused(wall: float, refusal: Refusal) -> Response:
    """A refusal in the envelope."""
    return answer(wall, None, status=refusal.status, code=refusal.code, msg=refusal.msg)
