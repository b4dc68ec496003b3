"""Large type is larger: no text of a citizen's scene at the counter shrinks when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk_app.ui.samples import samples

SCENES = ("out_of_service", "paused", "idle", "cleaning", "lapsed")
SCENES += ("rating", "indicators", "text", "contact", "duty", "thanks")
# A picture rather than a text, and a number that is read off, not read: both give their room to the words.
YIELDING = ("王", "YB01-7Q2K-9F4M")


def sizes(glass: Any) -> dict[str, int]:
    return {
        item.property("text"): item.property("font").pixelSize()
        for item in glass.items()
        if item.inherits("QQuickText") and item.property("text") not in YIELDING
    }


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [(1080, 1920), (1280, 800), (800, 480), (480, 800), (1920, 1080)])
def test_no_text_is_smaller_in_large_type(make_glass: Callable[..., Any], size: tuple[int, int], language: str) -> None:
    glass = make_glass(size)
    for name in SCENES:
        glass.show(samples(language=language)[name])
        normal = sizes(glass)
        glass.show(samples(language=language, large=True)[name])
        large = sizes(glass)
        smaller = {text: (normal[text], large[text]) for text in normal if large.get(text, 999) < normal[text]}
        assert not smaller, name


@pytest.mark.parametrize("size", [(480, 800), (800, 480), (1080, 1920)])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_clerk_stays_within_the_room_there_is_in_low_reach(
    make_glass: Callable[..., Any], size: tuple[int, int], language: str
) -> None:
    glass = make_glass(size)
    for large in (True, False):
        glass.show(samples(language=language, large=large, low=True)["idle"])
        (card,) = (item for item in glass.items() if item.property("photoHeight") is not None)
        assert card.property("implicitHeight") <= card.property("room"), large
