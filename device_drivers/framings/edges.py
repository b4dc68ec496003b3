"""Which keys are down, now and before → which went down or up since (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from device_drivers.frames import Frame, Held, KeyFrame


class Edges:
    """Key → its bit. The first sample after a reset says what is held down, not what was pressed."""

    def __init__(self, keys: Mapping[str, int]) -> None:
        self._keys = dict(keys)
        self._before: int | None = None

    def sample(self, bits: int) -> list[Frame]:
        """The edges since the sample before."""
        before, self._before = self._before, bits
        if before is None:
            return [Held(key) for key, bit in self._keys.items() if bits & bit]
        changed = bits ^ before
        return [KeyFrame(key, bool(bits & bit)) for key, bit in self._keys.items() if changed & bit]

    def reset(self) -> None:
        """Forget what was down."""
        self._before = None
