"""A code for rating by phone: the centre's answer, and the address that the idle scene shows. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from kiosk_app.central.wording import milliseconds_of

PLACE = "{token}"
"""Where the code stands in `ratingPage`."""
LONGEST_ADDRESS = 300
"""Characters. A longer one makes a code of so many dots that a phone cannot read it off a small screen."""


@dataclass(frozen=True, slots=True)
class Token:
    """A code of the centre's and until when it is good, in milliseconds since 1970."""

    text: str = field(repr=False)
    expires_ms: int


def parse_token(data: Mapping[str, Any]) -> Token | None:
    """`data` of POST /tokens; None where it says no code, or not until when."""
    text, expires_ms = data.get("token"), milliseconds_of(data.get("expiresAt"))
    if not isinstance(text, str) or not text or expires_ms is None:
        return None
    return Token(text, expires_ms)


def page_address(page: str, token: str) -> str:
    """The address of the page for rating by phone, of a `ratingPage` that is usable; "" where it gets too long.

    The code is percent-encoded: whatever it is made of, it stays one piece of the address.
    """
    address = page.replace(PLACE, quote(token, safe=""))
    return address if len(address) <= LONGEST_ADDRESS else ""


def is_usable(page: str) -> bool:
    """Whether a `ratingPage` is http(s), of printable ASCII, and has a place for the code."""
    fits = page.isascii() and page.isprintable() and " " not in page and PLACE in page
    return fits and re.match(r"https?://[^/?#{]", page, re.IGNORECASE) is not None
