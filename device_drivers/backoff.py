"""How long to wait before the next attempt at opening a port (pure)."""

from __future__ import annotations

from random import Random

SHORTEST = 0.25  # s: a USB adapter needs about this to come back after a replug
LONGEST = 5.0  # s: a technician who plugs a cable in should not wonder whether it worked


def pause(attempt: int, rng: Random) -> float:
    """Seconds to wait after `attempt` failures in a row (1, 2, …): doubling, jittered, within SHORTEST..LONGEST."""
    # 2**5 * SHORTEST is beyond LONGEST already; the cap keeps the power small after weeks of failing.
    top = min(LONGEST, SHORTEST * 2.0 ** min(attempt, 5))
    return rng.uniform(max(SHORTEST, top / 2), top)
