"""The reference pictures of every scene: which there are, how two are compared, and how they are made anew.

`make pictures` draws them all again after a change of the screens; look at each that git says has changed. They are
kept at half their size with few colours, which a comparison with a tolerance needs no more of.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
# A difference of mean brightness (0 to 255) in a field of 8 by 8 points. Another release of the font renderer moves
# edges by fractions of a point, which stays below 20; a word that is another, or elsewhere by a point, is above 40.
FIELD = 8
TOLERANCE = 28
# And of the whole picture: a background that is another shade.
SHADE = 1.5
COLOURS = 128


@dataclass(frozen=True)
class Wish:
    """One way of drawing all scenes."""

    size: tuple[int, int]
    language: str = "zh-CN"
    aids: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its folder."""
        return "-".join([f"{self.size[0]}x{self.size[1]}", self.language, *self.aids])

    @property
    def more(self) -> Mapping[str, Any]:
        """As `render` takes it."""
        return {"size": self.size, "language": self.language, **dict.fromkeys(self.aids, True)}


# Each size, each language and each aid at least once, in the pairs that are hardest: long words on small panels.
WISHES = (
    Wish((1080, 1920)),
    Wish((1080, 1920), "en", ("large",)),
    Wish((1080, 1920), "zh-CN", ("low",)),
    Wish((1280, 800), "en"),
    Wish((1280, 800), "zh-CN", ("contrast",)),
    Wish((800, 480), "zh-CN"),
    Wish((800, 480), "en", ("large",)),
    Wish((1920, 1080), "zh-CN", ("large", "low")),
)


def reduced(picture: Image.Image) -> Image.Image:
    """As it is kept and compared: half the size."""
    return picture.convert("RGB").reduce(2)


def differs(one: Image.Image, other: Image.Image) -> str | None:
    """What is different between two reduced pictures; None where nothing is that anybody would see."""
    if one.size != other.size:
        return f"{one.size} against {other.size}"
    grey = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L")
    fields = grey.reduce(FIELD)
    worst = fields.getextrema()[1]
    assert isinstance(worst, int | float)
    if worst > TOLERANCE:
        spot = fields.tobytes().index(round(worst))
        x, y = spot % fields.width * FIELD, spot // fields.width * FIELD
        return f"a field differs by {worst} of 255 at {2 * x}, {2 * y}"
    shade = grey.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(shade, int | float)
    return f"the whole differs by {shade}" if shade > SHADE else None


def keep(picture: Image.Image, path: Path) -> None:
    """Write a reduced picture with few colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main() -> None:
    """Draw all of them; those that are not another stay as they are, byte by byte."""
    sys.path.insert(0, str(HERE.parents[1]))
    from kiosk_app.ui.scenes import render

    kept: set[Path] = set()
    for wish in WISHES:
        with tempfile.TemporaryDirectory() as folder:
            for drawn in render(Path(folder), **wish.more):
                path = PICTURES / wish.name / drawn.name
                kept.add(path)
                new = reduced(Image.open(drawn))
                if path.exists() and differs(Image.open(path).convert("RGB"), new) is None:
                    continue
                keep(new, path)
                print(path.relative_to(HERE.parents[1]))
    for path in PICTURES.rglob("*.png"):
        if path not in kept:
            path.unlink()
            print(f"{path.relative_to(HERE.parents[1])} is of no scene any more: removed")


if __name__ == "__main__":
    main()
