"""How the centre can be told to misbehave, and how likely each misbehaviour is. Pure but for the dice."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

# Rolled in this order, the first that comes up happens. The last two strike single ratings, the others whole requests.
OF_REQUESTS = {
    "drop-before": "hangs up before anything was done",
    "5xx": "answers 500, 502 or 504 with a proxy's page; nothing was done",
    "429": "answers 429 with Retry-After in seconds; nothing was done",
    "503": "answers 503 with Retry-After as an HTTP date; nothing was done",
    "captive-portal": "answers 200 with the log-in page of a Wi-Fi; nothing was done",
    "redirect": "answers 302 to such a page; nothing was done",
    "drop-after-commit": "does what was asked, then hangs up without an answer",
    "truncated": "does what was asked, then cuts the answer off in the middle",
    "slow": "does what was asked at once and answers late",
}
OF_RATINGS = {
    "case-missing": "a new rating is answered with case_missing",
    "invalid": "a new rating is answered with invalid",
}
NAMES = (*OF_REQUESTS, *OF_RATINGS)


class UnknownFault(ValueError):
    """A fault that cannot be meant; the message lists the right names."""


class Faults:
    """The faults in force. A name may be narrowed to one endpoint: `5xx@ratings`."""

    def __init__(
        self,
        probabilities: Mapping[str, float] | None = None,
        *,
        slow_seconds: float = 20.0,  # beyond the terminal's default read time-out of 15 s
        roll: Callable[[], float] | None = None,
    ) -> None:
        self._roll = roll or random.SystemRandom().random
        self.slow_seconds = slow_seconds
        self.probabilities: dict[str, float] = {}
        self.replace(probabilities or {})

    def replace(self, probabilities: Mapping[str, float]) -> None:
        """Puts these in the place of all faults in force; raises UnknownFault and changes nothing if one is wrong."""
        self.probabilities = checked(probabilities)

    def strike(self, endpoint: str, names: Sequence[str]) -> str | None:
        """The one of `names` that happens to a call of `endpoint` now, or None."""
        for name in names:
            for key in (f"{name}@{endpoint}", name):
                if self._roll() < self.probabilities.get(key, 0.0):
                    return name
        return None


def checked(probabilities: Mapping[str, float]) -> dict[str, float]:
    """The probabilities as they are; raises UnknownFault naming every wrong one."""
    wrong = []
    for key, probability in probabilities.items():
        if key.partition("@")[0] not in NAMES:
            wrong.append(f"there is no fault {key!r}; there are: {', '.join(NAMES)}")
        elif isinstance(probability, bool) or not isinstance(probability, int | float):
            wrong.append(f"{key}: {probability!r} is not a number")
        elif not 0 <= probability <= 1:
            wrong.append(f"{key}: a probability is between 0 and 1, not {probability}")
    if wrong:
        raise UnknownFault("; ".join(wrong))
    return {key: float(probability) for key, probability in probabilities.items()}


def parsed(arguments: Sequence[str]) -> dict[str, float]:
    """`["5xx=0.1", "slow@ratings=1"]` as probabilities; raises UnknownFault naming every wrong one."""
    probabilities: dict[str, float] = {}
    wrong = []
    for argument in arguments:
        name, equals, text = argument.partition("=")
        try:
            probabilities[name] = float(text) if equals else 1.0
        except ValueError:
            wrong.append(f"{argument!r}: after the = comes a probability between 0 and 1")
    try:
        checked(probabilities)
    except UnknownFault as error:
        wrong.append(str(error))
    if wrong:
        raise UnknownFault("; ".join(wrong))
    return probabilities
