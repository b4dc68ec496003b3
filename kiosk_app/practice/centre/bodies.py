"""Reading what a device sent: whole, with a limit, by Content-Length, unpacked, and as strict JSON."""

from __future__ import annotations

import json
import zlib
from typing import Any

from starlette.requests import Request

from kiosk_app.practice.centre.answers import Refusal

LARGEST_BODY = 8 * 1024 * 1024  # the contract's 8 MiB, packed and unpacked
_GZIP = 16 + zlib.MAX_WBITS  # how zlib is told to read gzip


async def read_body(request: Request) -> bytes:
    """The body's bytes as sent; raises Refusal for a chunked or an oversized one."""
    if "transfer-encoding" in request.headers:
        raise Refusal(411, "LENGTH_REQUIRED", "bodies have a Content-Length and are never chunked")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise Refusal(413, "TOO_LARGE", "a body has at most 8 MiB")
        parts.append(part)
    return b"".join(parts)


def unpacked(body: bytes, encoding: str | None, code: str = "BAD_REQUEST") -> bytes:
    """The body without its Content-Encoding, gzip or none."""
    if encoding in (None, "", "identity"):
        return body
    if encoding != "gzip":
        raise Refusal(400, code, f"Content-Encoding: gzip or none, not {encoding[:20]!r}")
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(body, LARGEST_BODY + 1)
    except zlib.error as error:
        raise Refusal(400, code, f"the body is not gzip ({error})") from error
    if len(plain) > LARGEST_BODY:
        raise Refusal(413, "TOO_LARGE", "a body has at most 8 MiB when unpacked")
    if not unpacker.eof:
        raise Refusal(400, code, "the gzip body is cut off")
    return plain


def parsed(body: bytes, code: str = "BAD_REQUEST") -> dict[str, Any]:
    """The JSON object in `body`; raises Refusal for anything else, repeated names and NaN included."""
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, code, f"the body is not JSON in UTF-8 ({str(error)[:100]})") from error
    if not isinstance(value, dict):
        raise Refusal(400, code, "the body is a JSON object")
    return value


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return members


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
