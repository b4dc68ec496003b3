"""A receipt as plain words (pure), and how they are broken into lines of a printer's columns."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

COLUMNS = {80: 48, 58: 32}  # mm of the paper → columns of font A, twelve dots each
DOTS = {80: 576, 58: 384}
# What may not begin a line.
CLOSING = frozenset("，。、；：！？）》」』】％…,.;:!?)]}%")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes on one piece of paper: a title, lines, a code with its text, lines below it."""

    title: str
    lines: tuple[str, ...]
    code: str
    foot: tuple[str, ...] = ()


def width_of(text: str) -> int:
    """Columns a text takes: Chinese characters take two."""
    return sum(0 if unicodedata.combining(sign) else 2 if _wide(sign) else 1 for sign in text)


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns (four or more), broken at spaces or beside Chinese characters; a
    word that is longer than a line is cut."""
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split())):
        if width_of(line + piece.rstrip()) <= columns:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while width_of(line.rstrip()) > columns:
            head = _head(line, columns)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """What is never broken apart, in order: a word with the space behind it, a Chinese character with what closes."""
    pieces: list[str] = []
    for sign in text:
        before = pieces[-1] if pieces else " "
        # Two signs that close stay with what is before them, a row of them does not: it would fill the line.
        closes = sign in CLOSING and len(before.rstrip()) <= 2 and before[-1] != " "
        together = not _wide(sign) and not _wide(before[-1]) and before[-1] != " "
        if pieces and (closes or together or sign == " "):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _head(text: str, columns: int) -> str:
    """As much of the beginning as fits."""
    size = 0
    for place, sign in enumerate(text):
        size += width_of(sign)
        if size > columns:
            return text[:place]
    return text


def _wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WFA"
