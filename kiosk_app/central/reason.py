"""Why a request got no answer, in one harmless phrase: a library's own text holds addresses, and secrets in them."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator

from urllib3 import exceptions

from kiosk_app.central.names import NameServerSilent


def reason_of(error: BaseException) -> str:
    """The most telling cause in the chain of an error of requests' or urllib3's."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"TLS: the centre's certificate was not accepted ({_verification(cause)})"
        if isinstance(cause, ssl.SSLError):
            # Who hangs up is told in one of two ways: it depends on the moment, and on the build of OpenSSL.
            gone = isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError)
            return _tls("UNEXPECTED_EOF" if gone else cause.reason or "")
    for kinds, phrase in _PHRASES:
        if any(isinstance(cause, kinds) for cause in causes):
            return phrase
    return "no connection"


def _verification(error: ssl.SSLCertVerificationError) -> str:
    said = error.verify_message.rstrip(".")
    remedy = _REMEDY_OF.get(error.verify_code)
    return f"{said}: {remedy.format(today=time.strftime('%Y-%m-%d'))}" if remedy else said


# OpenSSL's codes (x509_vfy.h). The clock is named with the day it shows: a terminal that wakes up in 1970 is the usual
# cause of the first, and cannot tell by itself.
_CLOCK_OR_CENTRE = "mend this terminal's clock, which says {today}, or tell the centre"
_NAME = "check central.url"
_ISSUER = "name its authority's file in central.ca_file"
_REMEDY_OF = {9: _CLOCK_OR_CENTRE, 10: _CLOCK_OR_CENTRE, 18: _ISSUER, 19: _ISSUER, 20: _ISSUER, 62: _NAME, 64: _NAME}


def _tls(alert: str) -> str:
    """A phrase for OpenSSL's name of what went wrong."""
    for part, phrase in _TLS_PHRASES:
        if part in alert:
            return f"TLS: {phrase}"
    return "TLS failed"


_TLS_PHRASES = (
    ("CERTIFICATE_REQUIRED", "the centre wants a client certificate: name it in central.client_cert"),
    ("CERTIFICATE_EXPIRED", "the centre says that our client certificate has run out: ask for a new one"),
    ("CERTIFICATE_REVOKED", "the centre says that our client certificate was revoked: ask for a new one"),
    ("ALERT_UNKNOWN_CA", "the centre does not accept our client certificate: is it the one for this centre?"),
    ("ALERT_BAD_CERTIFICATE", "the centre does not accept our client certificate: is it the one for this centre?"),
    ("ALERT_CERTIFICATE_UNKNOWN", "the centre does not accept our client certificate: is it the one for this centre?"),
    ("HANDSHAKE_FAILURE", "no agreement with the centre: does it want a client certificate (central.client_cert)?"),
    ("PROTOCOL", "the centre speaks nothing newer than TLS 1.1, which is not safe: tell the centre"),
    ("UNEXPECTED_EOF", "the other side hung up: check central.url and central.client_cert"),
    ("WRONG_VERSION_NUMBER", "what answers there does not speak it: check central.url and its port"),
)


def is_time_out(error: BaseException) -> bool:
    """Whether it was connected and then took too long, in the request or in its answer."""
    causes = tuple(_causes(error))
    return any(isinstance(cause, exceptions.TimeoutError | TimeoutError) for cause in causes) and not any(
        isinstance(cause, exceptions.ConnectTimeoutError) for cause in causes
    )


# The first that fits is said: what is told first is what a technician can act on.
_PHRASES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((exceptions.ProxyError,), "the proxy could not be used"),
    ((NameServerSilent,), "no name server answered in time"),
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
