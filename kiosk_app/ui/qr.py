"""QR codes as plain squares: the only door to the library that computes them. Pure."""

from __future__ import annotations

QUIET = 4
"""Light squares around the code, as the standard asks."""

LONGEST = 300
"""Bytes; beyond it (version 13 at this correction) a phone at arm's length no longer reads a code of 3 cm."""

Squares = tuple[tuple[bool, ...], ...]


def squares(text: str) -> Squares:
    """Rows from the top, True for dark, quiet zone included; () for nothing, and for more than LONGEST bytes."""
    data = text.encode("utf-8", "replace")
    if not 0 < len(data) <= LONGEST:
        return ()
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(data)
    code.make(fit=True)
    return tuple(tuple(bool(square) for square in row) for row in code.get_matrix())
