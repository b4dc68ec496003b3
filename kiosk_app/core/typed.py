"""What a citizen types, made fit to be kept: nothing that cannot be shown, nothing beyond the limit. Never refused."""

from __future__ import annotations

import unicodedata

from kiosk_app.core.model import Contact

NAME_LIMIT = 50
"""The longest names on identity cards have some thirty characters; names in Latin letters more."""

MOBILE_LIMIT = 20
"""Fifteen digits are the longest number there is, with its plus and its spaces."""

_DIALLED = frozenset("0123456789+- ")


def tidy_text(text: str, limit: int) -> str:
    """No control characters but line feeds, no white space around, at most `limit` characters."""
    plain = "".join(letter for letter in text if letter == "\n" or letter.isprintable())
    return plain.strip()[:limit].rstrip()


def tidy_name(name: str) -> str:
    """One line of printable characters."""
    plain = "".join(sign if sign.isprintable() else " " * sign.isspace() for sign in name)
    return tidy_text(" ".join(plain.split()), NAME_LIMIT)


def tidy_mobile(mobile: str) -> str:
    """Digits, plus, hyphens and spaces, wide ones made plain; nothing else is part of a number."""
    plain = unicodedata.normalize("NFKC", mobile)
    return " ".join("".join(sign for sign in plain if sign in _DIALLED).split())[:MOBILE_LIMIT].rstrip()


def tidy_contact(contact: Contact) -> Contact | None:
    """The contact as it is kept; None without agreement, or where there is nothing to keep."""
    if not contact.agreed:
        return None
    kept = Contact(tidy_name(contact.name), tidy_mobile(contact.mobile), agreed=True, named=contact.named)
    return kept if kept.name or kept.mobile or kept.named else None
