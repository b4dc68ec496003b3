"""The technician's gesture: taps on one corner, the last of them held. Pure; times are seconds that never go back."""

from __future__ import annotations

from dataclasses import dataclass

# A child drums, a palm leans: seven taps within five seconds whose last one stays down for a second are neither. No
# longer, or the technician fails at it; what a citizen hits upon all the same is a page that wants a PIN.
TAPS = 7
WITHIN_SECONDS = 5.0
HOLD_SECONDS = 1.0
LONGEST_HOLD_SECONDS = 4.0


@dataclass(slots=True)
class Knock:
    """Presses and releases on the corner."""

    presses: tuple[float, ...] = ()

    def press(self, now: float) -> None:
        """A finger came down."""
        self.presses = (*(at for at in self.presses if now - at <= WITHIN_SECONDS), now)[-TAPS:]

    def release(self, now: float) -> bool:
        """It went up; whether that completes the gesture, which then begins anew."""
        held = now - self.presses[-1] if self.presses else 0.0
        done = len(self.presses) == TAPS and HOLD_SECONDS <= held <= LONGEST_HOLD_SECONDS
        if done or held >= HOLD_SECONDS:
            self.presses = ()
        return done
