"""Kinds of value: how one is read from text (environment, command line) and what makes it good.

A kind checks a value by itself and also knows its text form; checks raise `Invalid` with what to do. The tables here
are flat, so no validation library is needed to run them: loading one would cost the first frame 7 ms of the 57 it has.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple


class Invalid(ValueError):
    """The value is not good; the text says what would be."""


class Kind(NamedTuple):
    """`check(value)` returns the good value or raises Invalid; `read(text)` gives what TOML would have given."""

    check: Callable[[Any], Any]
    read: Callable[[str], Any]

    def __call__(self, value: Any) -> Any:
        return self.check(value)


def _as_it_is(text: str) -> str:
    return text


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def flag() -> Kind:
    """true or false."""

    def check(value: Any) -> bool:
        if not isinstance(value, bool):
            raise Invalid("must be true or false")
        return value

    def read(text: str) -> Any:
        words = {"true": True, "1": True, "yes": True, "on": True}
        words |= {"false": False, "0": False, "no": False, "off": False}
        return words.get(text.strip().lower(), text)

    return Kind(check, read)


def number(low: float, high: float, unit: str = "seconds") -> Kind:
    """A number from `low` to `high`, fractional ones too."""

    def check(value: Any) -> float:
        good = _is_whole(value) or isinstance(value, float)
        if not good or not math.isfinite(value) or not low <= value <= high:
            raise Invalid(f"must be a number of {unit} from {low:g} to {high:g}")
        return float(value)

    def read(text: str) -> Any:
        try:
            return float(text)
        except ValueError:
            return text

    return Kind(check, read)


def whole(low: int, high: int) -> Kind:
    """A whole number from `low` to `high`."""

    def check(value: Any) -> int:
        if not _is_whole(value) or not low <= value <= high:
            raise Invalid(f"must be a whole number from {low} to {high}")
        return int(value)

    def read(text: str) -> Any:
        try:
            return int(text)
        except ValueError:
            return text

    return Kind(check, read)


def text() -> Kind:
    """Text in one line, without control characters."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not (value.isprintable() or value == ""):
            raise Invalid("must be text in one line")
        return value

    return Kind(check, _as_it_is)


def one_of(*words: str) -> Kind:
    """One of `words`."""

    def check(value: Any) -> str:
        if value not in words:
            raise Invalid(f"must be one of: {', '.join(words)}")
        return str(value)

    return Kind(check, _as_it_is)


def one_number(*numbers: int) -> Kind:
    """One of `numbers`."""

    def check(value: Any) -> int:
        if not _is_whole(value) or value not in numbers:
            raise Invalid(f"must be one of: {', '.join(map(str, numbers))}")
        return int(value)

    return Kind(check, whole(0, 0).read)


def screen() -> Kind:
    """A display's name, or its number as a number or as text."""
    plain = text()

    def check(value: Any) -> str:
        return str(value) if _is_whole(value) and value >= 0 else str(plain(value))

    return Kind(check, _as_it_is)


def words_of(pattern: str, saying: str, *, at_least: int = 0) -> Kind:
    """A list of different texts that each match `pattern`; as text: a JSON list, or parts between commas."""
    shape = re.compile(pattern)

    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or len(value) < at_least:
            raise Invalid(f"must be a list of {saying}" + (f", {at_least} or more" if at_least else ""))
        wrong = [str(item) for item in value if not (isinstance(item, str) and shape.fullmatch(item))]
        if wrong:
            raise Invalid(f"{', '.join(wrong)}: each must be {saying}")
        if len(set(value)) != len(value):
            raise Invalid("names something twice")
        return tuple(value)

    def read(text: str) -> Any:
        if text.lstrip().startswith("["):
            return _json(text)
        return [part.strip() for part in text.split(",") if part.strip()]

    return Kind(check, read)


def key_map() -> Kind:
    """A pad's keys to levels 1–5; as text: a JSON object, or `1=5,2=4`."""

    def check(value: Any) -> dict[str, int]:
        if not isinstance(value, dict):
            raise Invalid('must be a table of keys to levels, as { "1" = 5, "2" = 4 }')
        wrong = [str(key) for key, level in value.items() if not (_is_whole(level) and 1 <= level <= 5)]
        if wrong:
            raise Invalid(f"key {', '.join(wrong)}: a level is a whole number from 1 to 5 (5 = 非常满意)")
        return {str(key): int(level) for key, level in value.items()}

    return Kind(check, _pairs)


def volumes() -> Kind:
    """Per cent by spans of hours that do not overlap; as text: a JSON object, or `12-14=30,18-8=0`."""

    def check(value: Any) -> dict[str, int]:
        from kiosk_app.core.loudness import hours_of  # only where somebody set it

        if not isinstance(value, dict):
            raise Invalid('must be a table of hours to volumes, as { "12-14" = 30, "18-8" = 0 }')
        taken: dict[int, str] = {}
        for span, volume in value.items():
            if not _is_whole(volume) or not 0 <= volume <= 100:
                raise Invalid(f"{span}: a volume is a whole number from 0 to 100")
            try:
                hours = hours_of(span)
            except ValueError as error:
                raise Invalid(f"{span}: {error}") from None
            twice = next((taken[hour] for hour in hours if hour in taken), None)
            if twice is not None:
                raise Invalid(f"{twice} and {span} overlap")
            taken |= {hour: str(span) for hour in hours}
        return dict(value)

    return Kind(check, _pairs)


def texts() -> Kind:
    """What a pad's display shows, a list of lines for each cue; as text: a JSON object."""
    line = text()

    def check(value: Any) -> dict[str, tuple[str, ...]]:
        good = isinstance(value, dict) and all(isinstance(lines, list | tuple) for lines in value.values())
        if not good:
            raise Invalid('must be a table of cues to lines, as { thanks = ["谢谢"] }')
        return {str(cue): tuple(line(each) for each in lines) for cue, lines in value.items()}

    return Kind(check, _json)


def _pairs(text: str) -> Any:
    """A table of whole numbers, as JSON or as `1=5,2=4`."""
    if text.lstrip().startswith("{"):
        return _json(text)
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    return {key.strip(): int(number) if number.strip().isdecimal() else number for key, _, number in pairs}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text  # the check then says which kind of value belongs there
