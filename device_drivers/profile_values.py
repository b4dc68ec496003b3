"""The values that a profile file may hold, one check each; what they say goes behind the key's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import voluptuous as v


def hexadecimal(value: Any) -> bytes:
    """Bytes from text such as "57" or "4f 4b 0d"; at least one."""
    try:
        data = bytes.fromhex(value)
    except (TypeError, ValueError):
        data = b""
    if not data:
        raise v.Invalid('expected bytes in hexadecimal such as "57" or "4f 4b 0d"')
    return data


def one_byte(value: Any) -> int:
    """One byte in hexadecimal, as a number."""
    data = hexadecimal(value)
    if len(data) != 1:
        raise v.Invalid('expected one byte in hexadecimal such as "7f"')
    return data[0]


def number(low: float, high: float) -> Callable[[Any], Any]:
    """A number within low..high, and no boolean."""

    def check(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise v.Invalid(f"expected a number from {low:g} to {high:g}")
        return value

    return check


def whole(low: int, high: int) -> Callable[[Any], int]:
    """A whole number within low..high."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise v.Invalid(f"expected a whole number from {low} to {high}")
        return value

    return check


def one_of(*choices: object) -> Callable[[Any], Any]:
    """One of a few values."""

    def check(value: Any) -> Any:
        if value not in choices or isinstance(value, bool):
            raise v.Invalid(f"expected one of {', '.join(map(str, choices))}")
        return value

    return check


def seconds(value: Any) -> float:
    """A duration of 0 to an hour."""
    return float(number(0, 3600)(value))


def text(value: Any) -> str:
    """Some text."""
    if not isinstance(value, str) or not value.strip():
        raise v.Invalid("expected some text")
    return value


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise v.Invalid("expected true or false")
    return value


def keyed(each: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    """Key → what the device sends for it; at least one key."""

    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not value:
            raise v.Invalid('expected a table of keys such as { "1" = "31" }')
        return {text(key): each(sent) for key, sent in value.items()}

    return check


def sequences(value: Any) -> tuple[bytes, ...]:
    """One sequence of bytes, or a list of several that mean the same."""
    if isinstance(value, list) and value:
        return tuple(map(hexadecimal, value))
    return (hexadecimal(value),)


def bit(value: Any) -> int:
    """One byte in hexadecimal with one bit set, as a number."""
    number = one_byte(value)
    if number.bit_count() != 1:
        raise v.Invalid('expected one bit such as "04"')
    return number


def bits(value: Any) -> int:
    """One byte in hexadecimal with a row of bits set, as a number."""
    number = one_byte(value)
    row = number // (number & -number) if number else 0
    if not number or row & row + 1:
        raise v.Invalid('expected a row of bits such as "e0"')
    return number


def several_bytes(value: Any) -> tuple[bytes, ...]:
    """A list of bytes in hexadecimal, at least one."""
    if not isinstance(value, list) or not value:
        raise v.Invalid('expected a list such as ["06", "11"]')
    return tuple(map(hexadecimal, value))


def code_page(value: Any) -> str:
    """The name of a coding of text that Python knows."""
    try:
        "".encode(text(value))
    except LookupError:
        raise v.Invalid('expected the name of a coding such as "gbk"') from None
    return str(value)


def no_bytes_or_hexadecimal(value: Any) -> bytes:
    """As hexadecimal, or empty."""
    return b"" if value == "" else hexadecimal(value)
