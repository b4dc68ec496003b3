"""Reading a request: its body, bounded in bytes and in time, and what its address asks for."""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request

from kiosk_app.counter import answers
from kiosk_app.counter.answers import CallerGone

# 3 MiB in this time are 210 kB/s: a slow hall network, not a stalled one.
BODY_SECONDS = 15.0
# A caller who only reads the answer after sending everything gets it, up to this; beyond, the connection is cut.
DISCARDED_BYTES = 16 << 20
LONGEST_WAIT_SECONDS = 60.0

_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]*)?|\.[0-9]+")


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body; refuses one of more than `limit` bytes, declared or streamed, and one that does not come."""
    declared = int(request.headers.get("content-length", "0"))
    if declared > limit and "expect" in request.headers:
        raise answers.too_large(limit)  # the caller waits for our word before sending
    body = bytearray()
    discarded = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise CallerGone
                chunk = message.get("body", b"")
                if declared > limit or len(body) + len(chunk) > limit or discarded:
                    discarded += len(chunk)
                    body.clear()
                else:
                    body += chunk
                if not message.get("more_body", False) or discarded > DISCARDED_BYTES:
                    break
    except TimeoutError:
        if not discarded:
            raise answers.bad_request("the body did not come in time", close=True) from None
    if discarded:
        raise answers.too_large(limit)
    return bytes(body)


def seconds_to_wait(request: Request) -> float:
    """`wait` of the address: 0 where absent, 60 at most; refuses what is no number of seconds."""
    given = request.query_params.get("wait")
    if given is None:
        return 0.0
    if not _SECONDS.fullmatch(given):
        raise answers.bad_request("wait: must be a number of seconds, 0 or more")
    return min(float(given), LONGEST_WAIT_SECONDS)
