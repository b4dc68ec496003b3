"""Whether a key of a keyboard was pressed by a person: the rule, as a value and two steps. Pure.

A scanner of codes, a card reader or a badge reader is a keyboard as well, and types what it reads: a dozen digits and
an Enter, a few milliseconds apart. Among them are 1 to 5, which are levels. A person who means a level presses one key.
So what does something counts only if it stands alone: no other key for a while before and after. Keys that only go from
one thing to the next may follow each other as fast as somebody likes.
"""

from __future__ import annotations

from enum import Enum

STILL_SECONDS = 0.15
"""Scanners are set to 1 to 50 ms between keys. Who presses a key on purpose looks before and after."""


class Keys(Enum):
    """What has been pressed since the keys were last still."""

    STILL = "still"
    MOVES = "moves"
    ALONE = "alone"
    BURST = "burst"


def struck(keys: Keys, moves: bool) -> Keys:
    """After another key; `moves`: it does nothing but go to the next thing. MOVES: it counts at once."""
    if moves:
        return Keys.MOVES if keys in (Keys.STILL, Keys.MOVES) else Keys.BURST
    return Keys.ALONE if keys is Keys.STILL else Keys.BURST


def stilled(keys: Keys) -> tuple[Keys, bool]:
    """After STILL_SECONDS without another; whether the key that was pressed before counts now."""
    return Keys.STILL, keys is Keys.ALONE
