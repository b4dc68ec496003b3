"""Level ↔ the centre's number: 5 is the best. (GB/T 39046 counts the other way; the number stays on this wire.)"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kiosk_app.core.model import Level

NUMBER_OF: Mapping[Level, int] = MappingProxyType(
    {
        Level.VERY_SATISFIED: 5,
        Level.SATISFIED: 4,
        Level.FAIRLY_SATISFIED: 3,
        Level.DISSATISFIED: 2,
        Level.VERY_DISSATISFIED: 1,
    }
)
LEVEL_OF: Mapping[int, Level] = MappingProxyType({number: level for level, number in NUMBER_OF.items()})
