"""A day in a hall, as plans: what each session does, when the network goes, what the centre gets wrong. Pure.

The day's clock is the number of sessions begun, so that a slow machine lives through the same day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

# Parts of a quarter of a day without a network, from an hour and a quarter down to seven minutes: half of it in all.
# Every quarter has the same ones in another order, so that the last can be held against the first.
_OUTAGES = (0.2, 0.12, 0.08, 0.05, 0.03, 0.02)
_WAYS = ("refused", "hung", "cut")

# What the centre gets wrong, one at a time, with a probability of a request or (`case-missing`, `invalid`) of a rating.
_MISBEHAVIOUR: tuple[dict[str, float], ...] = (
    {"drop-after-commit": 0.4},
    {"503": 0.3},
    {"truncated": 0.4},
    {"case-missing": 0.5},
    {"5xx": 0.4},
    {"slow": 0.2},
    {"invalid": 0.7},
    {"drop-before": 0.4},
    {"captive-portal": 0.4},
    {"429": 0.3},
    {"redirect": 0.4, "5xx@heartbeats": 0.5},
)

# How citizens are: weights, made up but for the first ones, which the field knows as by far the commonest.
_KINDS = {
    "press": 64,
    "tap": 8,
    "tap and say why": 6,
    "press and undo": 4,
    "finish and undo": 2,
    "decline": 4,
    "walk past": 4,
    "recall": 4,
    "clerk leaves": 2,
    "invite again": 2,
}


@dataclass(frozen=True, slots=True)
class Day:
    """`sessions` at the window that is never restarted, and one for every `neighbour` of them at one that is killed.

    Every `kill`-th session of the neighbour's ends with kill −9; `quarters` are alike in their outages.
    """

    sessions: int
    neighbour: int
    kill: int
    quarters: int
    seed: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One session. `key`: pressed on the pad. `steps`: what the citizen does on the glass, as its scenes come.

    `levels`: those that may be at the centre afterwards. `kill`: the scene with which the process is killed ("": with
    the invitation, whatever is shown), and how many seconds later.
    """

    kind: str
    key: str = ""
    steps: tuple[str, ...] = ()
    levels: frozenset[int] = frozenset()
    clerk: str | None = None
    case: bool = True
    applicant: bool = False
    kill: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """From session `at` on: the way the network is (None: as it was), or what the centre gets wrong."""

    at: int
    way: str | None = None
    faults: dict[str, float] | None = None


def plans(day: Day, sessions: int, *, killed: bool) -> Iterator[Plan]:
    """What happens at one window."""
    dice = random.Random(f"{day.seed} {killed}")
    for number in range(sessions):
        (kind,) = dice.choices(tuple(_KINDS), tuple(_KINDS.values()))
        first, second = dice.sample("12345", 2)
        key, steps = _acts(kind, first, second)
        given = [key] * bool(key) + [step.split()[1] for step in steps if step.startswith("choose")]
        yield Plan(
            kind,
            key,
            steps,
            frozenset(int(level) for level in given),
            clerk=dice.choice(("0715", "0716", "0731")) if number % 50 == 0 else None,
            case=dice.random() < 0.9,
            applicant=dice.random() < 0.1,
            kill=_kill(dice) if killed and number % day.kill == day.kill - 1 else None,
        )


def _kill(dice: random.Random) -> tuple[str, float]:
    # As long as a level stays on the disk before it is final, so that it happens before, then and after.
    return dice.choice(("", "rating", "indicators", "indicators", "thanks")), dice.uniform(0, 0.05)


def _acts(kind: str, first: str, second: str) -> tuple[str, tuple[str, ...]]:
    match kind:
        case "press" | "invite again":
            return first, ()
        case "tap":
            return "", (f"choose {first}",)
        case "tap and say why":
            return "", (f"choose {first}", "reason", "write", "say", "finish")
        case "press and undo":
            return first, ("undo", f"choose {second}")
        case "finish and undo":
            return "", (f"choose {first}", "finish", "undo", f"choose {second}")
        case "decline":
            return "", ("decline",)
        case _:
            return "", ()


def turns(day: Day) -> list[Turn]:
    """Outages and misbehaviour of the whole day in their order; the day ends without a network."""
    dice = random.Random(day.seed)
    quarter = day.sessions / day.quarters
    found: list[Turn] = []
    ways = cycle(dice.sample(_WAYS, len(_WAYS)))
    for number in range(day.quarters):
        there, away = (dice.sample(_OUTAGES, len(_OUTAGES)) for _ in range(2))
        wrong = cycle(dice.sample(_MISBEHAVIOUR, len(_MISBEHAVIOUR)))
        at = number * quarter
        for up, down in zip(there, away, strict=True):
            found.append(Turn(round(at), way="up"))
            # Half of the time that there is a network; what has gathered without one meets the first of it.
            for part, faults in enumerate((next(wrong), {}, next(wrong), {})):
                found.append(Turn(round(at + part / 4 * up * quarter), faults=faults))
            found.append(Turn(round(at + up * quarter), way=next(ways)))
            at += (up + down) * quarter
    return found
