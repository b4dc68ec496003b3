"""The pictures of the high-contrast theme: the same drawings in black and white, made from those of the default one.

`python tests/ui/twins.py` writes them again after a drawing was changed; a test compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ASSETS = Path(__file__).parents[2] / "assets"
KINDS = ("faces", "marks", "icons")


def twin(drawing: str) -> str:
    """Tints become black, lines white and a third wider; white stays. What lies on yellow is nearly white for that."""

    def colour(found: re.Match[str]) -> str:
        parts = [int(found[0][at : at + 2], 16) for at in (1, 3, 5)]
        return "#000000" if 0xFF * 3 > sum(parts) > 0xFF * 2 else "#FFFFFF"

    def width(found: re.Match[str]) -> str:
        return f'stroke-width="{float(found[1]) * 4 / 3:g}"'

    return re.sub(r'stroke-width="([\d.]+)"', width, re.sub("#[0-9A-Fa-f]{6}", colour, drawing))


def pairs() -> Iterator[tuple[Path, Path]]:
    """Each drawing with the place of its twin."""
    for kind in KINDS:
        for path in sorted((ASSETS / kind).glob("*.svg")):
            yield path, path.parent / "contrast" / path.name


if __name__ == "__main__":
    for drawing, place in pairs():
        place.parent.mkdir(exist_ok=True)
        place.write_text(twin(drawing.read_text(encoding="utf-8")), encoding="utf-8")
