"""Why a request got no answer, in one harmless phrase: a library's own text holds addresses, and secrets in them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

from urllib3 import exceptions


def reason_of(error: BaseException) -> str:
    """The most telling cause in the chain of an error of requests' or urllib3's."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"TLS: the centre's certificate was not accepted ({cause.verify_message.rstrip('.')})"
    for kinds, phrase in _PHRASES:
        if any(isinstance(cause, kinds) for cause in causes):
            return phrase
    return "no connection"


def is_time_out(error: BaseException) -> bool:
    """Whether it was connected and then took too long, in the request or in its answer."""
    causes = tuple(_causes(error))
    return any(isinstance(cause, exceptions.TimeoutError | TimeoutError) for cause in causes) and not any(
        isinstance(cause, exceptions.ConnectTimeoutError) for cause in causes
    )


# The first that fits is said: what is told first is what a technician can act on.
_PHRASES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((exceptions.ProxyError,), "the proxy could not be used"),
    ((socket.gaierror,), "its name was not found"),
    ((ssl.SSLError, exceptions.SSLError), "TLS failed"),
    ((ConnectionRefusedError,), "connection refused"),
    ((exceptions.ConnectTimeoutError,), "no connection in time"),
    ((exceptions.TimeoutError, TimeoutError), "no answer in time"),
    ((exceptions.IncompleteRead, exceptions.DecodeError), "the answer was cut off"),
    ((exceptions.ProtocolError,), "the connection broke off"),
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that is behind it, in whichever way the libraries keep it."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting.extend((one.__cause__, one.__context__, getattr(one, "reason", None), *one.args))
