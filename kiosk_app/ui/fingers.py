"""Whether what lies on the glass is a finger that means it: the rules, as a value and one step. Pure.

A panel reports contacts; a person reports one thing with one finger. A palm, a sleeve, a cloth or a child's two hands
report three and more, or one that is larger than any fingertip, or one that stays. None of these may rate anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

MANY = 3
"""So many contacts at once are a hand. Two happen to everybody: a thumb that rests on the frame while a finger taps."""

PALM_MM = 30.0
"""A thumb laid flat makes a contact of 20 to 25 mm, the heel of a hand one of 40 and more."""

CALM_SECONDS = 0.3
"""A hand that is lifted leaves the glass in pieces, and some of them touch again on the way."""

LONGEST_SECONDS = 8.0
"""Who is unsure presses long, people of 80 for seconds; longer than this lies somebody's arm, or a cloth."""


class Phase(Enum):
    """What one contact did."""

    DOWN = "down"
    THERE = "there"
    UP = "up"


class Verdict(Enum):
    """What is to become of an event: it counts; it does not; it does not and what it is the end of does not either."""

    COUNTS = "counts"
    IGNORED = "ignored"
    CANCELS = "cancels"


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact in one event. `size_mm`: its larger diameter; 0 where the panel does not say."""

    id: int
    phase: Phase
    size_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Glass:
    """What lies on the glass. `down`: since when, by contact. `hand`: nothing counts until all of it is lifted.

    `unwanted`: the same, for a contact that came too soon after a hand. `sized`: the panel has reported a contact of a
    fingertip's size, so it can be believed when it reports a palm; some report one and the same number for ever.
    """

    down: Mapping[int, float] = field(default_factory=dict)
    hand: bool = False
    unwanted: bool = False
    calm_from: float = 0.0
    sized: bool = False


def judged(glass: Glass, contacts: Sequence[Contact], now: float) -> tuple[Glass, Verdict]:
    """What lies there after an event that names every contact there is, and whether the event counts."""
    before = glass.down
    sized = glass.sized or any(0 < contact.size_mm < PALM_MM for contact in contacts)
    hand = glass.hand or len(contacts) >= MANY
    unwanted = glass.unwanted
    down: dict[int, float] = {}
    for contact in contacts:
        since = before.get(contact.id)
        if since is None:
            since = now
            if contact.phase is not Phase.DOWN:
                unwanted = True  # it came down before anybody looked
            elif now < glass.calm_from:
                unwanted = True
        if contact.phase is not Phase.UP:
            down[contact.id] = since
        elif now - since > LONGEST_SECONDS:
            hand = True
        if sized and contact.size_mm >= PALM_MM:
            hand = True
    rejected = hand or unwanted
    if not rejected:
        verdict = Verdict.COUNTS
    elif before and not (glass.hand or glass.unwanted):
        verdict = Verdict.CANCELS
    else:
        verdict = Verdict.IGNORED
    if rejected and not down:
        calm_from = now + CALM_SECONDS if hand else glass.calm_from
        return Glass(down, False, False, calm_from, sized), verdict
    return Glass(down, hand, unwanted, glass.calm_from, sized), verdict
