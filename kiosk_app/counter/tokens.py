"""The secrets of the counter interface: making them, what is kept of them, and checking one.

A token is long and random, so a salted SHA-256 keeps it well and costs nothing. A PIN is short, for people who type
it into the page: it is kept with scrypt, and what was once found good is remembered in memory so that not every call
of the page pays for it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping

PIN_DIGITS = 8
# 2^14 · 8 · 128 bytes = 16 MiB and some 50 ms on a small terminal: who stole the database tries 10^8 PINs for months
# on one core, while a clerk does not notice it once a day.
SCRYPT_LOG2_N, SCRYPT_R, SCRYPT_P = 14, 8, 1
# A terminal knows a handful of business systems; the memory is bounded all the same.
MOST_REMEMBERED = 64


def make() -> str:
    """A new token: 32 random bytes, URL-safe."""
    return secrets.token_urlsafe(32)


def make_pin() -> str:
    """A new PIN: eight digits, leading zeros kept."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def is_pin(token: str) -> bool:
    """Whether it looks like a PIN, and so could be guessed one after the other."""
    return len(token) == PIN_DIGITS and token.isascii() and token.isdigit()


def digest(token: str) -> str:
    """What is kept of a token or PIN: `sha256$SALT$HEX` or `scrypt$LOG2N$R$P$SALT$HEX`; a new salt every time."""
    salt = secrets.token_hex(16)
    if is_pin(token):
        expected = _scrypt(token, SCRYPT_LOG2_N, SCRYPT_R, SCRYPT_P, salt)
        return f"scrypt${SCRYPT_LOG2_N}${SCRYPT_R}${SCRYPT_P}${salt}${expected}"
    return f"sha256${salt}${_sha256(token, salt)}"


def matches(token: str, kept: str) -> bool:
    """Whether `kept` was made of this token; a damaged one matches nothing."""
    match kept.split("$"):
        case ["sha256", salt, expected] if not is_pin(token):
            return hmac.compare_digest(_sha256(token, salt).encode(), expected.encode("utf-8", "replace"))
        case ["scrypt", log2_n, r, p, salt, expected] if is_pin(token):
            try:
                found = _scrypt(token, int(log2_n), int(r), int(p), salt)
            except (ValueError, OverflowError, MemoryError):
                return False
            return hmac.compare_digest(found.encode(), expected.encode("utf-8", "replace"))
    return False


class Verifier:
    """Says whether a token is good. `stored()`: name → digest, as on the disk now: an unpaired name is out at once."""

    def __init__(self, stored: Callable[[], Mapping[str, str]]) -> None:
        self._stored = stored
        self._good: dict[bytes, str] = {}

    def __call__(self, token: str) -> bool:
        """Whether the token is one of those paired now. May read the disk, and take some 50 ms a PIN."""
        kept = self._stored()
        key = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        remembered = self._good.get(key)
        if remembered is not None:
            if remembered in kept.values():
                return True
            self._good.pop(key, None)
        for one in kept.values():
            if matches(token, one):
                if len(self._good) >= MOST_REMEMBERED:
                    self._good.clear()
                self._good[key] = one
                return True
        return False


def _sha256(token: str, salt: str) -> str:
    return hashlib.sha256((salt + token).encode("utf-8", "surrogatepass")).hexdigest()


def _scrypt(token: str, log2_n: int, r: int, p: int, salt: str) -> str:
    if log2_n not in range(1, 18) or r not in range(1, 33) or p not in range(1, 17):  # never written by this file
        raise ValueError("scrypt cost out of range")
    return hashlib.scrypt(
        token.encode("ascii"), salt=salt.encode("utf-8"), n=1 << log2_n, r=r, p=p, maxmem=256 << 20, dklen=32
    ).hex()
