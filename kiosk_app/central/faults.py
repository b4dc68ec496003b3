"""A body that cannot be used, with all its faults at once; and the words for one value of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import voluptuous as vol

# Timers and waits of the platform overflow long after this (292 years in nanoseconds); nobody means more than a year.
LONGEST_SECONDS = 31_622_400


class RefusedWhole(ValueError):
    """What the centre sent cannot be used as a whole. `faults`: every one, as `where: what`; never a value of it."""

    def __init__(self, what: str, faults: Iterable[str]) -> None:
        self.what = what
        self.faults = tuple(faults)
        super().__init__(f"{what} refused: {'; '.join(self.faults)}")


def checked(what: str, kind: Kind, data: object) -> Any:
    """`data` as that kind gives it back; RefusedWhole with every fault."""
    try:
        return vol.Schema(kind)(data)
    except vol.MultipleInvalid as invalid:
        raise RefusedWhole(what, (_fault(error) for error in invalid.errors)) from None


Kind = Callable[[Any], Any]
"""Takes a value and gives it back as it is to be used, or raises vol.Invalid."""


def members(required: dict[str, Kind], optional: dict[str, Kind] | None = None) -> Kind:
    """An object with these members; optional ones may be null or absent and are then None. Unknown ones go."""
    shape: dict[object, Kind] = {vol.Required(name, msg="is missing"): kind for name, kind in required.items()}
    for name, kind in (optional or {}).items():
        shape[vol.Optional(name, default=None)] = _or_none(kind)
    return vol.All(an_object, vol.Schema(shape, extra=vol.REMOVE_EXTRA))


def list_of(kind: Kind, *, at_least: int = 0) -> Kind:
    """A list of one kind, with no fewer than `at_least`; the faults of all its items at once."""

    def check(value: object) -> list[Any]:
        if not isinstance(value, list) or len(value) < at_least:
            raise vol.Invalid("expected a list" + (f" of at least {at_least}" if at_least else ""))
        good: list[Any] = []
        wrong: list[vol.Invalid] = []
        one = vol.Schema(kind)
        for index, item in enumerate(value):
            try:
                good.append(one(item))
            except vol.MultipleInvalid as invalid:
                invalid.prepend([index])
                wrong.extend(invalid.errors)
        if wrong:
            raise vol.MultipleInvalid(wrong)
        return good

    return check


def text(value: object) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise vol.Invalid("expected a text that is not empty")
    return value


def any_text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise vol.Invalid("expected a text")
    return value


def truth(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise vol.Invalid("expected true or false")
    return value


def whole(low: int, high: int) -> Callable[[object], int]:
    """A whole number from `low` to `high`; true is not a number."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise vol.Invalid(f"expected a whole number from {low} to {high}")
        return value

    return check


def seconds(*, above: float | None = None, at_least: float | None = None) -> Callable[[object], float]:
    """A duration, fractional too, above or from a bound up to a year; true is not a number, nor is NaN."""
    bound = f"above {above:g}" if above is not None else f"from {at_least:g}"

    def check(value: object) -> float:
        fits = (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and math.isfinite(value)
            and (above is None or value > above)
            and (at_least is None or value >= at_least)
            and value <= LONGEST_SECONDS
        )
        if not fits:
            raise vol.Invalid(f"expected seconds {bound}")
        return float(value)  # type: ignore[arg-type]  # `fits` says it is a number

    return check


def names(value: object) -> dict[str, str]:
    """A text by language: {"zh-CN": "…"}, at least one that is not empty."""
    if (
        not isinstance(value, dict)
        or not all(isinstance(said, str) for said in value.values())
        or not any(value.values())
    ):
        raise vol.Invalid("expected texts by language")
    return dict(value)


def _or_none(kind: Kind) -> Kind:
    def check(value: object) -> Any:
        return None if value is None else kind(value)

    return check


def an_object(value: object) -> dict[str, Any]:
    """An object, taken as data."""
    if not isinstance(value, dict):
        raise vol.Invalid("expected an object")
    return value


def _fault(error: vol.Invalid) -> str:
    where = ".".join(str(part) for part in error.path)
    return f"{where}: {error.msg}" if where else str(error.msg)
