"""What somebody typed or a scanner read, as a number to ask the centre for; refused by its shape only. Pure."""

from __future__ import annotations

import re
import unicodedata

from kiosk_app.core.receipt import code_of, rating_id_of

LONGEST = 200
"""A code that says more than this is no number, and is not looked into."""

_CASE = re.compile(r"[A-Za-z0-9_-]{4,50}")
_RECEIPT = re.compile(r"[!-~]{4,64}")
_OUR_CODE = re.compile(r"(?:-?[0-9A-Za-z]){16}")


def case_number(text: str) -> str | None:
    """A case's number as typed, wide characters made plain and spaces left out; None where it cannot be one.

    Upper and lower case are left alone: only the centre knows whether it tells them apart.
    """
    number = _plain(text)
    return number if _CASE.fullmatch(number) else None


def receipt_number(text: str) -> str | None:
    """What to ask for: the rating's id for a code of ours, else the centre's number as typed; None for neither."""
    number = _plain(text)
    if not _RECEIPT.fullmatch(number):
        return None
    return rating_id_of(number) or number


def receipt_of_ours(text: str) -> str | None:
    """The rating's id, of a code or an id made here (told by what only these have); None for all else."""
    number = _plain(text)
    return rating_id_of(number) or (number if code_of(number) else None)


def looks_like_our_code(text: str) -> bool:
    """Whether it has the length of one of our codes: if nobody knows it, it is one with a slip in it."""
    return _OUR_CODE.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()) if len(text) <= LONGEST else ""
