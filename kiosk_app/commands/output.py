"""What commands print on stdout: a JSON document, or lines and tables for people."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence


def say(line: str = "") -> None:
    """One line on stdout."""
    sys.stdout.write(line + "\n")


def say_now(line: str) -> None:
    """One line on stdout at once, for a program that goes on running and whose reader waits for the line."""
    say(line)
    sys.stdout.flush()


def notice(line: str) -> None:
    """One line on stderr with the program's name before it: a failure, or what stdout does not say."""
    sys.stderr.write(f"hcp-kiosk: {' '.join(line.split())}\n")


def say_json(document: object) -> None:
    """One JSON document on stdout."""
    say(json.dumps(document, ensure_ascii=False, indent=2))


def say_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns as wide as their longest cell, Chinese characters counted double."""
    cells = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        padded = [text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)]
        say("  ".join(padded).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    # Texts of a centre or of a device may hold control characters: they must not steer the terminal.
    return "".join(sign if sign.isprintable() else "?" for sign in str(value))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
