"""How long things take: the session's own numbers, in seconds. What the centre decides is in its configuration."""

from __future__ import annotations

GUARD_SECONDS = 0.25
"""Touches this soon after the faces appear were meant for what was there before (contract: at most 300 ms)."""

WALKED_OFF_SECONDS = 8.0
"""A citizen who has touched nothing for so long after the level no longer holds up the next (contract)."""

PATIENCE_SECONDS = 10.0
"""How long the disk may take. A worn SD card stalls for a second or two; ten is a fault somebody must see."""

FORGET_SECONDS = 60.0
"""A language or an aid chosen with no session open is forgotten after this: the person has gone."""

LAPSED_SECONDS = 3.0
"""“Nothing was recorded” is six words; nobody need wait for longer than it takes to read them."""

KEPT_SECONDS = 15.0
"""How long a touch keeps a receipt on the glass: sixteen characters are copied by hand in ten."""

CLEANING_SECONDS = 30.0
"""A glass of 27 inches is wiped in twenty; who needs more begins anew. An invitation waits for no longer than this."""

TIMES_OVER = 10
"""A touch gives the time of an invitation anew, ten times that at most from the offer: a drop of water never tires."""

DOOR_SECONDS = 30.0
"""The PIN page without a touch. It comes of a gesture that a citizen may hit upon, so it does not stay."""

TECHNICIAN_SECONDS = 120.0
"""The technician's pages without a touch; then they close by themselves (an open one is anybody's)."""

VISIT_SECONDS = 60.0
"""A hall kiosk's scene without a touch, at most: whose case is on show may have left it there for the next."""

SEEK_SECONDS = 8.0
"""How long a look-up may take. Who stands before “looking” for longer taps around or goes."""
