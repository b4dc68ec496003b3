"""The signature of one request: what is signed, and with what. Pure."""

from __future__ import annotations

import hashlib
import hmac

HMAC_SHA256 = "HMAC-SHA256"
HMAC_SM3 = "HMAC-SM3"

_HASH_OF = {HMAC_SHA256: "sha256", HMAC_SM3: "sm3"}
SIGNATURES: tuple[str, ...] = tuple(_HASH_OF)


class SigningUnavailable(ValueError):
    """This machine or this program cannot sign that way; one line says what to do."""


def ensure_available(signature: str) -> None:
    """Whether requests can be signed this way here: SigningUnavailable where not."""
    _digest(signature, b"")


def string_to_sign(
    signature: str, method: str, path_with_query: str, timestamp_ms: int, nonce: str, body: bytes
) -> str:
    """Five lines without a trailing one; the last is the digest of the body's bytes as sent, after compression."""
    return "\n".join((method, path_with_query, str(timestamp_ms), nonce, _digest(signature, body)))


def sign(signature: str, secret: bytes, text: str) -> str:
    """Lower-case hex of the HMAC of `text` under `secret` (the decoded bytes of `appSecret`)."""
    return hmac.new(secret, text.encode(), _name(signature)).hexdigest()


def _name(signature: str) -> str:
    name = _HASH_OF.get(signature)
    if name is None:
        raise SigningUnavailable(f"unknown signature method {signature!r}: use one of {', '.join(SIGNATURES)}")
    return name


def _digest(signature: str, data: bytes) -> str:
    name = _name(signature)
    try:
        return hashlib.new(name, data).hexdigest()
    except ValueError:
        # Some builds of OpenSSL leave the national algorithms out.
        raise SigningUnavailable(
            f"{signature} needs an OpenSSL with {name.upper()}, which this machine has not: "
            f"install one, or use {HMAC_SHA256} if the centre allows it"
        ) from None
