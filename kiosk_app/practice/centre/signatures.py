"""Is this request signed by the device it names? Pure: headers and bytes in, a refusal or nothing out."""

from __future__ import annotations

import base64
import hashlib
import hmac

METHODS = {"HMAC-SHA256": "sha256", "HMAC-SM3": "sm3"}
ALLOWED_SKEW_MS = 300_000  # the contract's ±300 s


def string_to_sign(
    method: str, path_with_query: str, timestamp: str, nonce: str, body: bytes, signature_method: str
) -> str:
    """The five lines that are signed; `signature_method` is a key of METHODS."""
    digest = hashlib.new(METHODS[signature_method], body).hexdigest()
    return "\n".join((method, path_with_query, timestamp, nonce, digest))


def signature(app_secret: str, text: str, signature_method: str) -> str:
    """Lower-case hex of the HMAC; the key is what the base64 `app_secret` decodes to."""
    key = base64.b64decode(app_secret)
    return hmac.new(key, text.encode("utf-8"), METHODS[signature_method]).hexdigest()


def matches(expected: str, given: str) -> bool:
    """Compares in constant time; anything but the exact lower-case hex is a mismatch."""
    return hmac.compare_digest(expected.encode("ascii"), given.encode("utf-8", "replace"))
