"""Which key means which level, found out by pressing each when asked (pure; `hcp-kiosk pad learn` is the shell).

The levels are asked from 5 down to 1, then each key once more. What is said in between is an event with a moment; the
answer is what to tell the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

LEVELS = (5, 4, 3, 2, 1)
BOUNCE = 0.4  # s: what comes so soon behind a key that was taken is its bounce or a finger that lingers


class Said(Enum):
    """What came of a key or a wish."""

    TAKEN = auto()  # this key means the level that was asked for
    BOUNCED = auto()  # the key taken last, once more at once: nothing
    CONTRADICTS = auto()  # this key means another level already
    SKIPPED = auto()  # no key for this level
    CONFIRMED = auto()  # asked again, the same key came
    DIFFERS = auto()  # asked again, another key came: that level is learnt anew
    IGNORED = auto()  # all is learnt


@dataclass(frozen=True, slots=True)
class Learning:
    """Where it stands. `asked` is the level wanted now, None when all is done; `verifying` whether for the second
    time."""

    keys: Mapping[str, int] = field(default_factory=dict)
    open: tuple[int, ...] = LEVELS  # still to be asked
    unsure: tuple[int, ...] = ()  # still to be confirmed
    verifies: bool = True
    last: tuple[str, float] | None = None  # the key taken last, and when it was heard last
    bounces: int = 0
    contradictions: int = 0

    @property
    def asked(self) -> int | None:
        """The level whose key is wanted."""
        return next(iter((*self.open, *self.unsure)), None)

    @property
    def verifying(self) -> bool:
        """The level is asked for the second time."""
        return not self.open and bool(self.unsure)


def heard(learning: Learning, key: str, at: float) -> tuple[Learning, Said]:
    """A key went down at `at` (seconds)."""
    level = learning.asked
    if learning.last is not None and learning.last[0] == key and at - learning.last[1] < BOUNCE:
        return replace(learning, last=(key, at), bounces=learning.bounces + 1), Said.BOUNCED
    if level is None:
        return learning, Said.IGNORED
    if learning.verifying:
        return _verified(learning, key, level, at)
    if key in learning.keys:
        return replace(learning, last=(key, at), contradictions=learning.contradictions + 1), Said.CONTRADICTS
    taken = replace(learning, keys={**learning.keys, key: level}, open=learning.open[1:], last=(key, at))
    if learning.verifies:
        taken = replace(taken, unsure=(*taken.unsure, level))
    return taken, Said.TAKEN


def skip(learning: Learning) -> tuple[Learning, Said]:
    """This pad has no key for the level asked; asked for the second time: leave it as it is."""
    if learning.asked is None:
        return learning, Said.IGNORED
    if learning.verifying:
        return replace(learning, unsure=learning.unsure[1:]), Said.SKIPPED
    return replace(learning, open=learning.open[1:]), Said.SKIPPED


def meaning(learning: Learning, key: str) -> int | None:
    """The level that a key has been taken for."""
    return learning.keys.get(key)


def _verified(learning: Learning, key: str, level: int, at: float) -> tuple[Learning, Said]:
    if learning.keys.get(key) == level:
        return replace(learning, unsure=learning.unsure[1:], last=(key, at)), Said.CONFIRMED
    # One of the two was a slip: the level is asked as if for the first time.
    keys = {known: meant for known, meant in learning.keys.items() if meant != level}
    again = replace(
        learning,
        keys=keys,
        open=(level,),
        unsure=learning.unsure[1:],
        last=(key, at),
        contradictions=learning.contradictions + 1,
    )
    return again, Said.DIFFERS
