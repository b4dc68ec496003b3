"""A rating's id and its short code are the same thing written twice; each gives the other, and no list is kept.

Of the 122 free bits of the id (a UUID of version 8) 75 are random, the *seed*, and 47 a hash of these, which is how an
id of ours is told. The code is the seed in fifteen characters of Crockford's base 32, and one that checks them.
"""

from __future__ import annotations

import hashlib
import uuid

SEED_BITS = 75
_PROOF_BITS = 47
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {sign: value for value, sign in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_DATA = SEED_BITS // 5
_GROUP = 4
# x⁵ + x² + 1 is primitive: its powers of x are 31 different weights, so that no two of the sixteen places weigh alike.
_FIELD = 0b100101


def rating_id_of_seed(seed: int) -> str:
    """The id of a rating, from 75 random bits."""
    free = seed << _PROOF_BITS | _proof(seed)
    high, middle, low = free >> 74, free >> 62 & 0xFFF, free & (1 << 62) - 1
    return str(uuid.UUID(int=high << 80 | 8 << 76 | middle << 64 | 0b10 << 62 | low))


def code_of(rating_id: str) -> str | None:
    """The short code of a rating, in groups of four; None for an id that was not made here."""
    try:
        number = uuid.UUID(rating_id).int
    except ValueError:
        return None
    free = (number >> 80) << 74 | (number >> 64 & 0xFFF) << 62 | number & (1 << 62) - 1
    seed = free >> _PROOF_BITS
    if str(uuid.UUID(int=number)) != rating_id_of_seed(seed):
        return None
    data = [seed >> 5 * place & 31 for place in reversed(range(_DATA))]
    signs = "".join(_ALPHABET[value] for value in (*data, _check(data)))
    return "-".join(signs[place : place + _GROUP] for place in range(0, len(signs), _GROUP))


def rating_id_of(code: str) -> str | None:
    """The id that a code stands for, however it was typed; None where it is no code, or one with a slip in it.

    Every single wrong character and every two that changed places are found.
    """
    signs = [sign for sign in code.upper() if not sign.isspace() and sign != "-"]
    if len(signs) != _DATA + 1 or any(sign not in _VALUES for sign in signs):
        return None
    *data, check = (_VALUES[sign] for sign in signs)
    if check != _check(data):
        return None
    seed = 0
    for value in data:
        seed = seed << 5 | value
    return rating_id_of_seed(seed)


def _proof(seed: int) -> int:
    digest = hashlib.sha256(b"hcp-kiosk rating " + seed.to_bytes(10, "big")).digest()
    return int.from_bytes(digest, "big") >> 256 - _PROOF_BITS


def _check(data: list[int]) -> int:
    """The sum of the characters in GF(32), each weighted by a power of x of its own; the check itself weighs 1."""
    total = 0
    for value in data:
        total = (total ^ value) << 1
        if total > 31:  # five bits
            total ^= _FIELD
    return total
