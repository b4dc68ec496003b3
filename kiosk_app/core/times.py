"""How long things take: the session's own numbers, in seconds. What the centre decides is in its configuration."""

from __future__ import annotations

GUARD_SECONDS = 0.25
"""Touches this soon after the faces appear were meant for what was there before (contract: at most 300 ms)."""

WALKED_OFF_SECONDS = 8.0
"""A citizen who has touched nothing for so long after the level no longer holds up the next (contract)."""

PATIENCE_SECONDS = 10.0
"""How long the disk may take. A worn SD card stalls for a second or two; ten is a fault somebody must see."""

FORGET_SECONDS = 60.0
"""A language or size chosen with no session open is forgotten after this: the person has gone."""
