"""The form as the centre sends it → `core.Form`, or refused as a whole with every fault."""

from __future__ import annotations

from typing import Any

import voluptuous as vol

from kiosk_app.central.faults import any_text, checked, list_of, members, names, text, whole
from kiosk_app.central.satisfaction import LEVEL_OF
from kiosk_app.core.model import LEVELS, Form, Indicator, Level

# No page in the field takes more than some hundred characters; a limit far above is a fault, not a wish.
_LONGEST_TEXT = 10_000


def parse_form(data: object) -> Form:
    """`data` of `GET /form/{version}`; RefusedWhole where it cannot be used. Only indicators in use are taken."""
    said = checked("form", _FORM, data)
    reasons_at_or_below = said["detailRequiredAtOrBelow"]
    return Form(
        version=said["version"],
        level_names=said["levels"],
        indicators=tuple(
            Indicator(
                code=item["normCode"],
                level=item["starLevel"],
                names={**(item["normNames"] or {}), "zh-CN": item["normName"]},
                more=item["expandNorm"] == "true",
            )
            for item in said["items"]
        ),
        text_limit=said["textLimit"],
        expected_for=frozenset(level for number, level in LEVEL_OF.items() if number <= reasons_at_or_below),
    )


def _five_levels(value: object) -> dict[Level, dict[str, str]]:
    named = {LEVEL_OF[item["satisfaction"]]: item["name"] for item in _LEVELS(value)}
    if len(named) != len(LEVELS) or not isinstance(value, list) or len(value) != len(LEVELS):
        raise vol.Invalid("expected the five levels 5 to 1, each once")
    return {level: named[level] for level in LEVELS}


def _items_in_use(value: object) -> list[dict[str, Any]]:
    used = [item for item in _ITEMS(value) if item["usingStatus"] == "true"]
    codes = [item["normCode"] for item in used]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise vol.Invalid(f"the code {twice[0][:20]!r} is used twice")
    return used


def _star_level(value: object) -> Level:
    if not isinstance(value, str) or value not in ("1", "2", "3", "4", "5"):
        raise vol.Invalid('expected "1" to "5"')
    return LEVEL_OF[int(value)]


_LEVELS = list_of(members({"satisfaction": whole(1, 5), "name": names}))
_ITEMS = list_of(
    members(
        {"starLevel": _star_level, "normCode": text, "normName": text, "usingStatus": any_text, "expandNorm": any_text},
        {"normNames": names},
    )
)
_FORM = members(
    {
        "version": text,
        "levels": _five_levels,
        "items": _items_in_use,
        "textLimit": whole(0, _LONGEST_TEXT),
        "detailRequiredAtOrBelow": whole(0, 5),
    }
)
