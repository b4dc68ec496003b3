"""A lesson in what a pad's keys mean, as the technician's screen shows it (pure; the rules are `learning.py`'s)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from device_drivers import learning
from kiosk_app.core.technician import Came, Lesson
from kiosk_app.runtime.pad import LEVEL_OF_NUMBER

_CAME = {
    learning.Said.TAKEN: Came.TAKEN,
    learning.Said.BOUNCED: Came.BOUNCED,
    learning.Said.CONTRADICTS: Came.CONTRADICTS,
    learning.Said.SKIPPED: Came.SKIPPED,
    learning.Said.CONFIRMED: Came.CONFIRMED,
    learning.Said.DIFFERS: Came.DIFFERS,
    learning.Said.IGNORED: None,
}


@dataclass(frozen=True, slots=True)
class Class:
    """Where the lesson of one pad stands: what is learnt, and what came of the last key."""

    place: int
    state: learning.Learning = field(default_factory=learning.Learning)
    came: Came | None = None
    key: str = ""
    kept: bool = False
    fault: str = ""

    @property
    def over(self) -> bool:
        """Every level has its key, or has none."""
        return self.state.asked is None

    def heard(self, key: str, at: float) -> Class:
        """A key went down at `at` seconds."""
        state, said = learning.heard(self.state, key, at)
        return replace(self, state=state, came=_CAME[said], key=key)

    def skipped(self) -> Class:
        """There is no key for the level asked, or it stays as it is."""
        state, said = learning.skip(self.state)
        return replace(self, state=state, came=_CAME[said], key="")

    def stopped(self) -> Class:
        """Left before its end: nothing is learnt."""
        return Class(self.place, replace(self.state, keys={}, open=(), unsure=()))

    def told(self) -> Lesson:
        """For the screen."""
        state = self.state
        meant = learning.meaning(state, self.key)
        return Lesson(
            asked=LEVEL_OF_NUMBER[state.asked] if state.asked is not None else None,
            again=state.verifying,
            keys=tuple((key, LEVEL_OF_NUMBER[level]) for key, level in state.keys.items()),
            came=self.came,
            key=self.key,
            meant=LEVEL_OF_NUMBER[meant] if meant is not None else None,
            bounces=state.bounces,
            contradictions=state.contradictions,
            kept=self.kept,
            fault=self.fault,
        )
