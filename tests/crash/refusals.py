"""A disk that refuses: EIO and ENOSPC at every write, EIO at every flush, once, for a while, or from then on."""

from __future__ import annotations

from . import injected
from .lives import Result

A_WHILE = 25  # writes; a full disk is given some room again
NOW_AND_THEN = 5  # the longer faults begin at every fifth write, the short ones at each


def campaign(count: int | None, seed: int, mode: str = "wal-full") -> Result:
    """A life for each of these faults; None: all of them."""
    return injected.campaign("EIO and ENOSPC at writes", _faults(seed), count, seed, mode, dies=False)


def _faults(seed: int) -> list[str]:
    writes, flushes = injected.calls("pwrite64", seed), injected.calls("fdatasync", seed)
    each, some = range(1, writes + 1), range(1, writes + 1, NOW_AND_THEN)
    return [
        *(f"pwrite64:error={error}:when={n}" for error in ("EIO", "ENOSPC") for n in each),
        *(f"fdatasync:error=EIO:when={n}" for n in range(1, flushes + 1)),
        *(f"pwrite64:error=ENOSPC:when={n}..{n + A_WHILE}" for n in some),
        *(f"pwrite64:error=EIO:when={n}+" for n in some),
    ]
