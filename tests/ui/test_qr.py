"""QR codes: pure squares that read back, and read back from the glass as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from glass import until
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk_app.ui.qr import LONGEST, QUIET, Squares, squares
from kiosk_app.ui.samples import samples


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def enlarged(rows: Squares) -> Image.Image:
    picture = Image.new("L", (len(rows), len(rows)))
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    return picture.resize((4 * len(rows), 4 * len(rows)), Image.Resampling.NEAREST)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=0x9FFF, exclude_categories=("Cs", "Cn")), min_size=1))
def test_squares_read_back(text: str) -> None:
    rows = squares(text)
    if len(text.encode()) > LONGEST:
        assert rows == ()
        return
    assert {len(row) for row in rows} == {len(rows)}
    edge = [*rows[:QUIET], *rows[-QUIET:], *(row[:QUIET] + row[-QUIET:] for row in rows)]
    assert not any(square for part in edge for square in part)
    assert read(enlarged(rows)) == [text]


def test_nothing_and_far_too_much_have_no_code() -> None:
    assert squares("") == squares("x" * (LONGEST + 1)) == ()
    assert squares("x" * LONGEST)


@pytest.mark.parametrize("contrast", [False, True])
@pytest.mark.parametrize("size", [(1080, 1920), (1280, 800), (800, 480), (480, 800)])
def test_the_code_on_the_glass_reads_back(
    make_glass: Callable[..., Any], tmp_path: Path, size: tuple[int, int], contrast: bool
) -> None:
    glass = make_glass(size)
    address = "https://hcp.example.invalid/r/7Q2K9F4M?a=1&b=渝北#~%25"
    for large in (False, True):
        glass.show(replace(samples(contrast=contrast, large=large)["idle"], phone=address))
        until(lambda: code(glass).property("whole"))
        glass.settle()
        glass.view.grabWindow().save(str(tmp_path / "glass.png"))
        assert read(Image.open(tmp_path / "glass.png")) == [address]
        # Each square is a whole number of points, three millimetres a dozen of them on a panel of 160 points an inch.
        assert code(glass).width() % code(glass).property("squares") == 0
        assert code(glass).width() >= 100 * min(size) / 480


def code(glass: Any) -> Any:
    return next(item for item in glass.items() if item.metaObject().className().startswith("QrCode_"))


def test_what_is_too_long_for_a_code_is_a_blank_and_no_fault(glass: Any) -> None:
    glass.show(replace(samples()["idle"], phone="https://hcp.example.invalid/" + "x" * LONGEST))
    until(lambda: any(item.property("progress") == 1 for item in code(glass).childItems()))
    assert not code(glass).property("whole")
