"""When a PEM certificate runs out: the one field of it that is needed, read without a library for certificates."""

from __future__ import annotations

import calendar
import re
import ssl
import time

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_SEQUENCE, _VERSION = 0x30, 0xA0
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18


def not_after(pem: str) -> float:
    """Seconds since 1970 at which the first certificate of a PEM text ends; ValueError where there is none."""
    found = _PEM.search(pem)
    if found is None:
        raise ValueError("no certificate")
    return _end(found[0])


def last_not_after(pem: str) -> float:
    """The end of that certificate of a PEM text that lasts longest: after it none of them is good for anything."""
    ends = [_end(one) for one in _PEM.findall(pem)]
    if not ends:
        raise ValueError("no certificate")
    return max(ends)


def _end(pem: str) -> float:
    # X.509: Certificate { TBSCertificate { [0] version?, serial, signature, issuer, validity { from, until }, … }, … }
    signed = _first(_first(ssl.PEM_cert_to_DER_cert(pem)))
    fields = [(tag, body) for tag, body in _parts(signed) if tag != _VERSION]
    if len(fields) < 4:
        raise ValueError("no validity")
    times = _parts(fields[3][1])
    if len(times) != 2:
        raise ValueError("no validity")
    return _seconds(*times[1])


def _first(der: bytes) -> bytes:
    """The body of the first element, which must be a sequence."""
    inner = _parts(der)
    if not inner or inner[0][0] != _SEQUENCE:
        raise ValueError("not a certificate")
    return inner[0][1]


def _parts(der: bytes) -> list[tuple[int, bytes]]:
    """(tag, body) of each element side by side; ValueError where a length does not fit."""
    found = []
    at = 0
    while at < len(der):
        tag, size, at = der[at], der[at + 1] if at + 1 < len(der) else 0x80, at + 2
        if size >= 0x80:
            count = size & 0x7F
            if not 1 <= count <= 4:
                raise ValueError("length")
            size, at = int.from_bytes(der[at : at + count], "big"), at + count
        if at + size > len(der):
            raise ValueError("length")
        found.append((tag, der[at : at + size]))
        at += size
    return found


def _seconds(tag: int, body: bytes) -> float:
    shape = {_UTC_TIME: "%y%m%d%H%M%SZ", _GENERALIZED_TIME: "%Y%m%d%H%M%SZ"}.get(tag)
    if shape is None:
        raise ValueError("not a time")
    return float(calendar.timegm(time.strptime(body.decode("ascii"), shape)))
